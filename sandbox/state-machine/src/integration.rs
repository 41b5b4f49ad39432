//! The services a task may call, one module each.

mod describe_map_run;
mod lambda_invoke;
mod put_object;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{runner::Runner, state_error::StateError};

/// What a task calls: its `Resource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Integration {
    LambdaInvoke,
    PutObject,
    DescribeMapRun,
}

impl TryFrom<String> for Integration {
    type Error = String;

    fn try_from(resource: String) -> Result<Self, String> {
        let known = match service_of(&resource) {
            Some("lambda:invoke") => Some(Self::LambdaInvoke),
            Some("aws-sdk:s3:putObject") => Some(Self::PutObject),
            Some("aws-sdk:sfn:describeMapRun") => Some(Self::DescribeMapRun),
            _ => None,
        };
        known.ok_or_else(|| format!("the resource `{resource}` is not known here"))
    }
}

/// `lambda:invoke` of `arn:aws:states:::lambda:invoke`.
pub(super) fn service_of(resource: &str) -> Option<&str> {
    let (_partition, rest) = resource.strip_prefix("arn:")?.split_once(':')?;
    rest.strip_prefix("states:::")
}

impl Integration {
    /// The parameters it takes.
    pub(super) fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::LambdaInvoke => &["FunctionName", "Payload"],
            Self::PutObject => &["Bucket", "Key", "ContentType", "Body"],
            Self::DescribeMapRun => &["MapRunArn"],
        }
    }

    /// Calls it.
    pub(super) async fn call(
        self,
        runner: &Runner<'_>,
        parameters: Value,
    ) -> Result<Value, StateError> {
        match self {
            Self::LambdaInvoke => lambda_invoke::call(runner, read(parameters)?).await,
            Self::PutObject => put_object::call(runner, read(parameters)?),
            Self::DescribeMapRun => describe_map_run::call(runner, &read(parameters)?),
        }
    }
}

/// Reads the parameters. A missing one is found only here.
fn read<T: DeserializeOwned>(parameters: Value) -> Result<T, StateError> {
    serde_json::from_value(parameters).map_err(|error| StateError::runtime(error.to_string()))
}
