use rolepair_model::{Finding, FindingCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Fact, Reading, control_tower, ecs,
    envelope::{Envelope, Stop, shown},
    organizations,
    tree::Tree,
};

/// Reads one EventBridge event.
///
/// # Errors
/// A finding about an event that is malformed (`RP301`) or contradicts itself about the account or
/// Region it comes from (`RP303`). Trying again does not help.
pub fn read(text: &str) -> Result<Reading, Finding> {
    read_tree(serde_json::from_str(text))
}

/// Reads one EventBridge event that is JSON already. Of a key that stood there twice only the last is seen.
///
/// # Errors
/// As [`read`].
pub fn read_value(event: &Value) -> Result<Reading, Finding> {
    read_tree(Tree::deserialize(event))
}

fn read_tree(tree: Result<Tree, serde_json::Error>) -> Result<Reading, Finding> {
    let malformed = |message| Finding::new(FindingCode::MalformedEvent, "event", message);
    let tree = tree.map_err(|error| malformed(format!("the event is not JSON: {error}")))?;
    if !matches!(tree, Tree::Object(_)) {
        return Err(malformed("the event is not a JSON object".to_owned()));
    }
    match fact(&Envelope::new(tree)) {
        Ok(fact) => Ok(Reading::Fact(fact)),
        Err(Stop::Skip(finding)) => Ok(Reading::Skipped(finding)),
        Err(Stop::Malformed(finding)) => Err(finding),
    }
}

type Reader = fn(&Envelope, &str) -> Result<Fact, Stop>;

/// The services whose events are read: source, CloudTrail's name for it, reader.
///
/// A source that starts with `aws.` is AWS's own; an account cannot put such an event on a bus.
const SERVICES: [(&str, &str, Reader); 3] = [
    (
        "aws.organizations",
        "organizations.amazonaws.com",
        organizations::fact,
    ),
    (
        "aws.controltower",
        "controltower.amazonaws.com",
        control_tower::fact,
    ),
    ("aws.ecs", "ecs.amazonaws.com", ecs::fact),
];

fn fact(event: &Envelope) -> Result<Fact, Stop> {
    let source = event.text(&["source"])?;
    let source = source.ok_or_else(|| event.malformed("the envelope names no `source`"))?;
    let Some((_, service, reader)) = SERVICES.iter().find(|(name, ..)| *name == source) else {
        return Err(event.unknown(format!(
            "nothing is done about events of `{}`",
            shown(source)
        )));
    };
    if !event
        .all(&["detail"])
        .iter()
        .any(|detail| matches!(detail, Tree::Object(_)))
    {
        return Err(event.malformed("the event has no `detail` object"));
    }
    let Some(name) = event.text(&["detail", "eventName"])? else {
        return Err(event.unknown("the event names no call (`eventName`)"));
    };
    agree_on_origin(event, service)?;
    if let Some(error) = event.text(&["detail", "errorCode"])? {
        let message = format!("`{}` failed with `{}`", shown(name), shown(error));
        return Err(event.not_successful(message));
    }
    reader(event, name)
}

/// Envelope and CloudTrail record must tell of the same service, account and Region.
fn agree_on_origin(event: &Envelope, service: &str) -> Result<(), Stop> {
    let account = event.account()?;
    let expected = [
        ("eventSource", service),
        ("recipientAccountId", account.as_str()),
    ];
    let region = event.text(&["region"])?.map(|region| ("awsRegion", region));
    for (field, expected) in expected.into_iter().chain(region) {
        match event.text(&["detail", field])? {
            Some(found) if !found.eq_ignore_ascii_case(expected) => {
                return Err(event.differ(format!(
                    "the envelope stands for `{}`, `{field}` says `{}`",
                    shown(expected),
                    shown(found)
                )));
            }
            _ => {}
        }
    }
    Ok(())
}
