use serde::Deserialize;

use super::{path::PathRoots, payload_template::PayloadTemplate, state_error::StateError};

/// The template of an [`S3Location`]: the parameters of an item reader or a result writer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "PayloadTemplate")]
pub(super) struct S3LocationTemplate(PayloadTemplate);

/// The objects of a bucket whose keys begin with a prefix.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct S3Location {
    pub(super) bucket: String,
    pub(super) prefix: String,
}

impl TryFrom<PayloadTemplate> for S3LocationTemplate {
    type Error = String;

    fn try_from(template: PayloadTemplate) -> Result<Self, String> {
        template.has_only(&["Bucket", "Prefix"]).map(Self)
    }
}

impl S3LocationTemplate {
    /// The location. A value that is not a text fails as `failed` says.
    pub(super) fn fill(
        &self,
        roots: PathRoots<'_>,
        failed: impl FnOnce(String) -> StateError,
    ) -> Result<S3Location, StateError> {
        let location = self.0.fill(roots)?;
        serde_json::from_value(location).map_err(|error| failed(error.to_string()))
    }
}
