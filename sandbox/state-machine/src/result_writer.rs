use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    child::Child, integration::service_of, path::PathRoots, runner::Runner,
    s3_location::S3LocationTemplate, state_error::StateError,
};

/// Where the results of a Map state go: files of results by status, and a manifest that names them.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ResultWriter {
    #[serde(rename = "Resource")]
    _resource: Resource,
    parameters: S3LocationTemplate,
    #[serde(default)]
    writer_config: WriterConfig,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Resource;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct WriterConfig {
    #[serde(rename = "OutputType")]
    _output_type: OutputType,
    transformation: Transformation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum OutputType {
    #[default]
    Json,
}

/// What is written about an execution that succeeded. About the others, everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Transformation {
    /// Everything.
    #[default]
    None,
    /// The output alone.
    Compact,
}

impl TryFrom<String> for Resource {
    type Error = String;

    fn try_from(resource: String) -> Result<Self, String> {
        match service_of(&resource) {
            Some("s3:putObject") => Ok(Self),
            _ => Err(format!("results cannot go to `{resource}` here")),
        }
    }
}

/// The map run whose results are written.
pub(super) struct Results<'a> {
    pub(super) id: &'a str,
    pub(super) label: &'a str,
    pub(super) children: &'a [Child],
}

impl ResultWriter {
    /// Writes the results; the state's result, which says where they are.
    pub(super) fn write(
        &self,
        runner: &Runner<'_>,
        results: &Results<'_>,
        roots: PathRoots<'_>,
    ) -> Result<Value, StateError> {
        let location = self.parameters.fill(roots, failed)?;
        let folder = format!("{}/{}", location.prefix, results.id);
        let put = |name: &str, body: &Value| {
            let (key, body) = (format!("{folder}/{name}"), body.to_string());
            let file = json!({ "Key": key, "Size": body.len() });
            let put = runner
                .services
                .put_object(&location.bucket, &key, "application/json", body);
            put.map(|()| file)
                .map_err(|error| failed(error.to_string()))
        };
        let mut files = Map::new();
        for (status, list) in self.lists(runner, results) {
            let list = match list.is_empty() {
                true => json!([]),
                false => json!([put(&format!("{status}_0.json"), &Value::Array(list))?]),
            };
            files.insert(status.to_owned(), list);
        }
        let map_run = runner.map_run_arn(results.label, results.id);
        let manifest = json!({
            "DestinationBucket": location.bucket, "MapRunArn": map_run, "ResultFiles": files
        });
        put("manifest.json", &manifest)?;
        let key = format!("{folder}/manifest.json");
        Ok(json!({
            "MapRunArn": map_run,
            "ResultWriterDetails": { "Bucket": location.bucket, "Key": key },
        }))
    }

    /// The contents of the file of each status. Children that ended with the run are among the
    /// failed.
    fn lists(&self, runner: &Runner<'_>, results: &Results<'_>) -> [(&'static str, Vec<Value>); 3] {
        let (mut failed, mut pending, mut succeeded) = (Vec::new(), Vec::new(), Vec::new());
        let machine = runner.child_machine_arn(results.label);
        let executions = runner.child_execution_arn(results.label);
        for child in results.children {
            let exported = || child.exported(&machine, &executions);
            match child.output() {
                Some(output) if self.writer_config.transformation == Transformation::Compact => {
                    succeeded.push(output.clone());
                }
                Some(_) => succeeded.push(exported()),
                None if child.is_pending() => pending.push(exported()),
                None => failed.push(exported()),
            }
        }
        [
            ("FAILED", failed),
            ("PENDING", pending),
            ("SUCCEEDED", succeeded),
        ]
    }
}

fn failed(cause: String) -> StateError {
    StateError::new("States.ResultWriterFailed", cause)
}
