use crate::text::{consists_of, text_type};

text_type!(
    /// The name of a pair. It is also the name of the AWS profile that its containers use.
    ///
    /// It has at most 42 characters, because a role name (`rolepair-<pair>-<account id>`) has at
    /// most 64.
    PairName,
    "a pair name (1 to 42 characters of `a-z`, `0-9` and `-`, starting with a letter and not ending with `-`)",
    |text| {
        consists_of(text, 1, 42, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RoleName;

    #[test]
    fn the_longest_pair_name_makes_a_valid_role_name() {
        let longest = "p".repeat(42);
        assert!(longest.parse::<PairName>().is_ok());
        assert!(
            format!("rolepair-{longest}-123456789012")
                .parse::<RoleName>()
                .is_ok()
        );
        assert!("p".repeat(43).parse::<PairName>().is_err());
    }

    #[test]
    fn a_pair_name_cannot_break_out_of_a_profile_header() {
        for wrong in ["", "-a", "a-", "A", "a]", "a b", "a\n", "default ", "1a"] {
            assert!(wrong.parse::<PairName>().is_err(), "{wrong}");
        }
    }
}
