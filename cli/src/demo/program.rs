use serde_json::json;

use crate::demo::ITEM_ID;

/// The program that stands for the container: unmodified, and told nothing but what ECS tells it.
#[derive(Debug)]
pub(crate) enum Program {
    /// The AWS CLI of this machine.
    AwsCli {
        /// As it says itself: `aws-cli/2.9.19`.
        version: String,
    },
    /// This program, with the default credential chain of the AWS SDK for Rust.
    Own {
        /// Where it is.
        path: String,
    },
}

impl Program {
    /// What it is, for a person.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::AwsCli { version } => format!("The container is the AWS CLI ({version})."),
            Self::Own { .. } => {
                "The container is a small program with the default chain of the AWS \
                                 SDK for Rust: there is no AWS CLI here."
                    .to_owned()
            }
        }
    }

    /// The command that asks who it is.
    pub(crate) fn identity(&self) -> Vec<String> {
        match self {
            Self::AwsCli { .. } => words(["aws", "sts", "get-caller-identity"]),
            Self::Own { path } => words([path, "demo-container", "identity"]),
        }
    }

    /// The command that reads the item of a table.
    pub(crate) fn item(&self, table: &str) -> Vec<String> {
        let key = json!({"id": {"S": ITEM_ID}}).to_string();
        match self {
            Self::AwsCli { .. } => words([
                "aws",
                "dynamodb",
                "get-item",
                "--table-name",
                table,
                "--key",
                &key,
            ]),
            Self::Own { path } => words([
                path,
                "demo-container",
                "item",
                "--table",
                table,
                "--id",
                ITEM_ID,
            ]),
        }
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
