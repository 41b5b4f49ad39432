//! A small program with the SDK's default credential chain, run as the container of the demo's
//! task where the machine has no AWS CLI. It takes nothing but what ECS gives every container.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::types::AttributeValue;
use clap::Args;
use serde_json::{Value, json};

use crate::demo::person::{Refusal, refusal};
use crate::exit::Exit;
use crate::terminal::{say, warn};

/// Says who it is and reads an item, as any program in a container would.
#[derive(Debug, Args)]
pub(crate) struct ContainerArguments {
    /// What to do.
    #[arg(value_enum)]
    action: Action,

    /// The table, or its ARN.
    #[arg(long, default_value = "")]
    table: String,

    /// The item's key `id`.
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

/// Runs as the container: prints AWS's answer, in the form of the AWS CLI.
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

async fn answer(arguments: &ContainerArguments) -> Result<Value, Refusal> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    match arguments.action {
        Action::Identity => identity(&config).await,
        Action::Item => item(&config, &arguments.table, &arguments.id).await,
    }
}

async fn identity(config: &aws_config::SdkConfig) -> Result<Value, Refusal> {
    let answer = aws_sdk_sts::Client::new(config)
        .get_caller_identity()
        .send()
        .await
        .map_err(|error| refusal("GetCallerIdentity", error))?;
    Ok(json!({"UserId": answer.user_id(), "Account": answer.account(), "Arn": answer.arn()}))
}

async fn item(config: &aws_config::SdkConfig, table: &str, id: &str) -> Result<Value, Refusal> {
    let answer = aws_sdk_dynamodb::Client::new(config)
        .get_item()
        .table_name(table)
        .key("id", AttributeValue::S(id.to_owned()))
        .send()
        .await
        .map_err(|error| refusal("GetItem", error))?;
    let fields = answer.item().into_iter().flatten();
    let item: serde_json::Map<String, Value> = fields
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect();
    Ok(json!({"Item": item}))
}

/// The two attribute types the demo's table has.
fn attribute(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({"S": text}),
        AttributeValue::N(number) => json!({"N": number}),
        other => json!({"?": format!("{other:?}")}),
    }
}
