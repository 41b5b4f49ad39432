use crate::text::{consists_of, text_type};

text_type!(
    /// The id of an AWS account: 12 digits.
    AccountId,
    "an account id (12 digits)",
    |text| consists_of(text, 12, 12, |c| c.is_ascii_digit())
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_ascii_digits_are_an_account_id() {
        assert!("123456789012".parse::<AccountId>().is_ok());
        for wrong in [
            "",
            "12345678901",
            "1234567890123",
            "12345678901x",
            "١٢٣٤٥٦٧٨٩٠١٢",
        ] {
            assert!(wrong.parse::<AccountId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn json_is_checked_like_text() {
        assert!(serde_json::from_str::<AccountId>("\"123456789012\"").is_ok());
        let error = serde_json::from_str::<AccountId>("\"1\"").unwrap_err();
        assert!(error.to_string().starts_with("`1` is not an account id"));
    }
}
