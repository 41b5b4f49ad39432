//! Every sample event, and every variation of one that may reasonably come.

mod invitations;
mod patterns;
mod samples;
mod variations;

use rolepair_model::{AccountId, FamilyOrArn, Finding, FindingCode};
use serde_json::Value;

use crate::{Fact, Reading, read};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/events");

const CREATED: &str = "org_create_account_result_succeeded";
const JOINED: &str = "org_account_joined_created_UNVERIFIED_SHAPE";
const ACCEPTED: &str = "org_accept_handshake_member_account";
const MOVED: &str = "org_move_account";
const ENROLLED: &str = "ct_create_managed_account_succeeded";
const REGISTERED: &str = "ecs_register_task_definition_fargate";

/// The sample events that report a fact.
const FACTS: [&str; 6] = [CREATED, JOINED, ACCEPTED, MOVED, ENROLLED, REGISTERED];

fn text(sample: &str) -> String {
    std::fs::read_to_string(format!("{GOLDEN}/{sample}.json")).unwrap()
}

fn json(sample: &str) -> Value {
    serde_json::from_str(&text(sample)).unwrap()
}

/// A sample with other values at some pointers. A key that is not there is added.
fn with(sample: &str, changes: &[(&str, Value)]) -> String {
    let mut event = json(sample);
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        parent.insert(key.to_owned(), value.clone());
    }
    event.to_string()
}

fn without(sample: &str, pointers: &[&str]) -> String {
    let mut event = json(sample);
    for pointer in pointers {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = event.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        assert!(parent.remove(key).is_some(), "{pointer}");
    }
    event.to_string()
}

fn joined(account: &str) -> Reading {
    Reading::Fact(Fact::AccountJoined {
        account: id(account),
    })
}

fn moved(account: &str) -> Reading {
    Reading::Fact(Fact::AccountMoved {
        account: id(account),
    })
}

fn registered(which: &str) -> Reading {
    let task_definition = match which.parse() {
        Ok(arn) => FamilyOrArn::Arn(arn),
        Err(_) => FamilyOrArn::Family(which.parse().unwrap()),
    };
    Reading::Fact(Fact::TaskDefinitionRegistered {
        account: id("333333333333"),
        region: "eu-west-1".parse().unwrap(),
        task_definition,
    })
}

fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

/// The code of the finding, whether the event was skipped or refused.
fn code(reading: Result<Reading, Finding>) -> FindingCode {
    match reading {
        Ok(Reading::Fact(fact)) => panic!("{fact:?}"),
        Ok(Reading::Skipped(finding)) | Err(finding) => finding.code,
    }
}

fn assert_refused(event: &str, expected: FindingCode) {
    let finding = read(event).expect_err(event);
    assert_eq!(finding.code, expected, "{finding}");
    let message = finding.to_string();
    assert!(
        !message.contains('\n') && !message.ends_with('.'),
        "{message}"
    );
}
