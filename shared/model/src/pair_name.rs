use crate::text::{consists_of, text_type};

text_type!(
    /// The name of a pair, which is also the AWS profile its containers use.
    ///
    /// 42 characters at the most: `rolepair-<pair>-<account id>` must fit the 64 characters of a
    /// role name.
    PairName,
    "a pair name (1 to 42 of a-z, 0-9 and `-`, first a letter, last no `-`; a role name has 64 characters at the most)",
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
    fn the_longest_pair_name_still_makes_a_role_name() {
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
