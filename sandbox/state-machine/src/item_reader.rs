use serde::Deserialize;
use serde_json::Value;

use super::{
    integration::service_of,
    path::PathRoots,
    runner::Runner,
    s3_location::{S3Location, S3LocationTemplate},
    state_error::StateError,
};

/// Where a Map state's items come from: the JSON lists in all objects under a prefix, one after
/// another.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ItemReader {
    #[serde(rename = "Resource")]
    _resource: Resource,
    #[serde(rename = "ReaderConfig")]
    _reader_config: ReaderConfig,
    parameters: S3LocationTemplate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Resource;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ReaderConfig {
    #[serde(rename = "InputType")]
    _input_type: InputType,
    #[serde(rename = "Transformation")]
    _transformation: Transformation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum InputType {
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Transformation {
    LoadAndFlatten,
}

impl TryFrom<String> for Resource {
    type Error = String;

    fn try_from(resource: String) -> Result<Self, String> {
        match service_of(&resource) {
            Some("s3:listObjectsV2") => Ok(Self),
            _ => Err(format!("the item source `{resource}` is not known here")),
        }
    }
}

impl ItemReader {
    /// Every item.
    pub(super) fn read(
        &self,
        runner: &Runner<'_>,
        roots: PathRoots<'_>,
    ) -> Result<Vec<Value>, StateError> {
        let failed = |cause: String| StateError::new("States.ItemReaderFailed", cause);
        let S3Location { bucket, prefix } = self.parameters.fill(roots, failed)?;
        let keys = runner.services.list_objects(&bucket, &prefix);
        let mut items = Vec::new();
        for key in keys.map_err(|error| failed(error.to_string()))? {
            let body = runner.services.get_object(&bucket, &key);
            let body = body.map_err(|error| failed(error.to_string()))?;
            let list: Vec<Value> = serde_json::from_slice(&body)
                .map_err(|error| failed(format!("`{key}` is not a JSON list: {error}")))?;
            items.extend(list);
        }
        Ok(items)
    }
}
