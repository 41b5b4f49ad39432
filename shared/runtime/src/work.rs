use std::fmt;

use rolepair_events::Fact;
use rolepair_model::{About, FamilyOrArn, Finding, FindingCode};
use rolepair_reconcile::Report;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One thing a function is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Something happened in the organization.
    Fact(Fact),
    /// A schedule fired.
    Schedule,
    /// Somebody asks directly. Each function knows the form of its items.
    Item(Value),
}

impl Work {
    /// Names what it is about. Two pieces of work with the same key are done one after another.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Fact(Fact::TaskDefinitionRegistered {
                account,
                region,
                task_definition,
            }) => format!("{account}/{region}/{}", task_definition.family()),
            Self::Fact(fact) => fact.account().to_string(),
            Self::Schedule => "schedule".to_owned(),
            Self::Item(item) => item.to_string(),
        }
    }

    /// The account, Region and task definition it is about, as far as they are known.
    pub(crate) fn about(&self) -> About {
        let mut about = About::default();
        match self {
            Self::Fact(fact) => about.account = Some(fact.account().clone()),
            Self::Schedule => {}
            Self::Item(item) => {
                let account = item.get("account").and_then(Value::as_str);
                about.account = account.and_then(|account| account.parse().ok());
            }
        }
        if let Self::Fact(Fact::TaskDefinitionRegistered {
            region,
            task_definition,
            ..
        }) = self
        {
            about.region = Some(region.clone());
            about.family = Some(task_definition.family().clone());
            if let FamilyOrArn::Arn(arn) = task_definition {
                about.revision = Some(arn.revision);
            }
        }
        about
    }
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
/// The report of a bad event (`RP301`) that names the field the function cannot take.
pub fn read_item<T: DeserializeOwned>(item: Value) -> Result<T, Report> {
    serde_json::from_value(item).map_err(|error| {
        let message = error.to_string();
        let finding = Finding::new(FindingCode::MalformedEvent, "work item", message);
        Report::bad_event(finding)
    })
}
