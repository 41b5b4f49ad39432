use std::fmt;

use rolepair_events::Fact;
use rolepair_model::{Finding, FindingCode, Region};
use rolepair_reconcile::Failure;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One thing a function is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Something happened in the organization.
    Fact(Fact),
    /// It is time.
    Schedule,
    /// Somebody asks directly; what the item may say is the function's to know.
    Item(Value),
}

impl Work {
    /// Two pieces of work about the same thing are done one after another.
    pub(crate) fn about(&self) -> String {
        match self {
            Self::Fact(Fact::TaskDefinitionRegistered {
                account,
                region,
                task_definition,
            }) => {
                let family = match task_definition {
                    rolepair_model::FamilyOrArn::Family(family) => family,
                    rolepair_model::FamilyOrArn::Arn(arn) => &arn.family,
                };
                about_family(account.as_str(), region, family.as_str())
            }
            Self::Fact(fact) => fact.account().to_string(),
            Self::Schedule => "schedule".to_owned(),
            Self::Item(item) => item.to_string(),
        }
    }

    /// The account the work is about, where it is about one.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Self::Fact(fact) => Some(fact.account().as_str()),
            Self::Schedule => None,
            Self::Item(item) => item.get("account").and_then(Value::as_str),
        }
    }
}

fn about_family(account: &str, region: &Region, family: &str) -> String {
    format!("{account}/{region}/{family}")
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => fact.fmt(f),
            Self::Schedule => f.write_str("schedule"),
            Self::Item(item) => item.fmt(f),
        }
    }
}

/// Reads a work item.
///
/// # Errors
/// The item is none that the function takes: `RP301`, with the field.
pub fn read_item<T: DeserializeOwned>(item: Value) -> Result<T, Failure> {
    serde_json::from_value(item).map_err(|error| Failure::BadEvent {
        finding: Finding::new(FindingCode::MalformedEvent, "work item", error.to_string()),
    })
}
