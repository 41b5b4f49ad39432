use crate::text::{consists_of, text_type};

text_type!(
    /// The family of a task definition: the name that all its revisions share.
    ///
    /// 1 to 255 letters, digits, `_` and `-`
    /// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>).
    Family,
    "a task definition family (1 to 255 letters, digits, `_`, `-`)",
    |text| consists_of(text, 1, 255, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
);
