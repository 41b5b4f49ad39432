use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tokio::process::Command;

use crate::demo::names::ITEM_ID;

/// The program in the container. It is unmodified, and gets only what ECS gives a container.
#[derive(Debug)]
pub(crate) enum Program {
    /// The AWS CLI of this machine.
    AwsCli {
        /// Its own words: `aws-cli/2.9.19`.
        version: String,
    },
    /// This program, with the default credential chain of the AWS SDK for Rust.
    Own {
        /// Where it is.
        path: String,
    },
}

impl Program {
    /// The AWS CLI, if it works with another home folder, as in a container; else this program.
    pub(crate) async fn find(home: &Path) -> std::io::Result<Self> {
        let asked = Command::new("aws")
            .arg("--version")
            .env("HOME", home)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await;
        let version = asked.ok().filter(|asked| asked.status.success());
        let version = version.and_then(|asked| version_in(&asked.stdout));
        Ok(match version {
            Some(version) => Self::AwsCli { version },
            None => Self::Own {
                path: std::env::current_exe()?.display().to_string(),
            },
        })
    }

    /// What it is, for a person.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::AwsCli { version } => format!("The container is the AWS CLI ({version})."),
            Self::Own { .. } => {
                "The container is a small program with the default chain of the AWS \
                                 SDK for Rust, because there is no AWS CLI here."
                    .to_owned()
            }
        }
    }

    /// The command that asks for the container's identity.
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

/// `aws-cli/2.9.19` of `aws-cli/2.9.19 Python/3.11.2 Linux/6.1 ...`.
fn version_in(said: &[u8]) -> Option<String> {
    let said = String::from_utf8_lossy(said);
    let version = said.split_whitespace().next()?;
    version.starts_with("aws-cli/").then(|| version.to_owned())
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
