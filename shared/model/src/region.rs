use crate::text::text_type;

text_type!(
    /// An AWS Region code such as `eu-west-1`.
    ///
    /// Only the form is checked, so a Region can be newer than rolepair.
    Region,
    "a Region (like `eu-west-1`)",
    |text| {
        let parts: Vec<&str> = text.split('-').collect();
        let Some((number, words)) = parts.split_last() else {
            return false;
        };
        (2..=5).contains(&words.len())
            && words
                .iter()
                .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
            && (1..=2).contains(&number.len())
            && number.chars().all(|c| c.is_ascii_digit())
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_all_partitions_parse() {
        for region in [
            "us-east-1",
            "cn-north-1",
            "us-gov-west-1",
            "us-isob-east-1",
            "eusc-de-east-1",
            "mx-central-1",
        ] {
            assert!(region.parse::<Region>().is_ok(), "{region}");
        }
    }

    #[test]
    fn a_text_that_is_not_a_region_is_refused() {
        for wrong in [
            "",
            "us",
            "us-east",
            "us-east-1a",
            "*",
            "US-EAST-1",
            "us--1",
            "us-east-123",
            "../x-1",
        ] {
            assert!(wrong.parse::<Region>().is_err(), "{wrong}");
        }
    }
}
