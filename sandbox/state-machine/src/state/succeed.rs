use serde::Deserialize;

/// Ends an execution; its input is the output.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html>
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Succeed {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
}
