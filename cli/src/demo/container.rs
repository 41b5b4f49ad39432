//! A small program with the SDK's default credential chain. The demo runs it as the container of its
//! task if the machine has no AWS CLI. It gets only what ECS gives every container.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::types::AttributeValue;
use clap::Args;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::stage::ApiError;
use crate::terminal::{say, warn};

/// Call AWS as any program in a container would.
#[derive(Debug, Args)]
pub(crate) struct ContainerArguments {
    /// The call.
    #[arg(value_enum)]
    action: Action,

    /// The table's name or ARN.
    #[arg(long, default_value = "")]
    table: String,

    /// The key `id` of the item.
    #[arg(long, default_value = "")]
    id: String,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Action {
    /// `sts:GetCallerIdentity`.
    Identity,
    /// `dynamodb:GetItem`.
    Item,
}

/// Runs as the container: prints AWS's answer in the form of the AWS CLI.
pub(crate) fn run(arguments: &ContainerArguments) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            warn(error);
            return Exit::Failed;
        }
    };
    match runtime.block_on(answer(arguments)) {
        Ok(answer) => {
            say(format_args!("{answer:#}"));
            Exit::Done
        }
        Err(error) => {
            warn(error);
            Exit::Failed
        }
    }
}

async fn answer(arguments: &ContainerArguments) -> Result<Value, ApiError> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    match arguments.action {
        Action::Identity => identity(&config).await,
        Action::Item => item(&config, &arguments.table, &arguments.id).await,
    }
}

async fn identity(config: &aws_config::SdkConfig) -> Result<Value, ApiError> {
    let answer = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(ApiError::of("GetCallerIdentity"))?;
    Ok(json!({"UserId": answer.user_id(), "Account": answer.account(), "Arn": answer.arn()}))
}

async fn item(config: &aws_config::SdkConfig, table: &str, id: &str) -> Result<Value, ApiError> {
    let answer = aws_sdk_dynamodb::Client::new(config)
        .get_item()
        .table_name(table)
        .key("id", AttributeValue::S(id.to_owned()))
        .send()
        .await
        .map_err(ApiError::of("GetItem"))?;
    let fields = answer.item().into_iter().flatten();
    let item: serde_json::Map<String, Value> = fields
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect();
    Ok(json!({"Item": item}))
}

/// The two attribute types in the demo's table.
fn attribute(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({"S": text}),
        AttributeValue::N(number) => json!({"N": number}),
        other => json!({"?": format!("{other:?}")}),
    }
}
