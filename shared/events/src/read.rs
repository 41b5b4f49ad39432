use rolepair_model::{Finding, FindingCode};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Fact, Reading, control_tower, ecs,
    envelope::{Envelope, NoFact, shown},
    organizations,
    tree::Tree,
};

/// Reads one EventBridge event.
///
/// # Errors
/// A finding about an event that is malformed (`RP301`), or that contradicts itself about the account
/// or Region it comes from (`RP303`). Another try with the same event fails too.
pub fn read(text: &str) -> Result<Reading, Finding> {
    read_tree(serde_json::from_str(text))
}

/// Reads one EventBridge event that is parsed already. If its text had a key twice, only the last value
/// is left to read.
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
        Err(NoFact::Skipped(finding)) => Ok(Reading::Skipped(finding)),
        Err(NoFact::Malformed(finding)) => Err(finding),
    }
}

type Reader = fn(&Envelope, &str) -> Result<Fact, NoFact>;

/// The services whose events are read: source, CloudTrail's name for it, reader.
///
/// Only AWS itself sends events with a source that starts with `aws.`; an account cannot put one on a
/// bus.
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

fn fact(event: &Envelope) -> Result<Fact, NoFact> {
    let source = event.text(&["source"])?;
    let source = source.ok_or_else(|| event.malformed("the envelope names no `source`"))?;
    let Some((_, service, reader)) = SERVICES.iter().find(|(name, ..)| *name == source) else {
        return Err(event.unknown(format!(
            "rolepair does not act on events of `{}`",
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

/// The envelope and the CloudTrail record must agree on service, account and Region.
fn agree_on_origin(event: &Envelope, service: &str) -> Result<(), NoFact> {
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
                    "the envelope says `{}`, but `{field}` is `{}`",
                    shown(expected),
                    shown(found)
                )));
            }
            _ => {}
        }
    }
    Ok(())
}
