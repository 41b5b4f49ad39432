//! A program as a team would write it: it uses the SDK's default chain and knows nothing of profiles or
//! roles. It prints who it is, or reads an item of a table or an object of a bucket.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sts::error::ProvideErrorMetadata;
use rolepair_tests::Operator;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let answer = match wanted.as_str() {
        "identity" => identity(&config).await,
        "item" => item(&config).await,
        "object" => object().await,
        other => Err(format!("this program does not know `{other}`")),
    };
    match answer {
        Ok(answer) => println!("{answer}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

async fn identity(config: &aws_config::SdkConfig) -> Result<String, String> {
    let sts = aws_sdk_sts::Client::new(config);
    let answer = sts.get_caller_identity().send().await;
    let answer = answer.map_err(|error| words(&error))?;
    Ok(answer.arn.unwrap_or_default())
}

async fn item(config: &aws_config::SdkConfig) -> Result<String, String> {
    let dynamodb = aws_sdk_dynamodb::Client::new(config);
    let key = AttributeValue::S("42".to_owned());
    // The table belongs to another account, so it is named by its ARN.
    let table = std::env::args().nth(2).unwrap_or_default();
    let request = dynamodb.get_item().table_name(table).key("id", key);
    let answer = request.send().await.map_err(|error| words(&error))?;
    let item = answer.item.unwrap_or_default();
    let thing = item.get("thing").and_then(|thing| thing.as_s().ok());
    thing.cloned().ok_or_else(|| "there is no item".to_owned())
}

async fn object() -> Result<String, String> {
    let bucket = std::env::args().nth(2).unwrap_or_default();
    let container = Operator::of_default_chain().await;
    container.object(&bucket, "thing").await
}

fn words<E>(error: &E) -> String
where
    E: ProvideErrorMetadata + std::error::Error,
{
    match error.code() {
        Some(code) => code.to_owned(),
        None => {
            let mut words = error.to_string();
            let mut source = error.source();
            while let Some(error) = source {
                words.push_str(&format!(": {error}"));
                source = error.source();
            }
            words
        }
    }
}
