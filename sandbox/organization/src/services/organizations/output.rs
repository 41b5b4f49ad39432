//! The organization's things as answers show them.

use rolepair_model::Partition;
use serde_json::{Value, json};

use super::state::{Creation, JoinedMethod, Member, State, Unit};
use crate::{clock, world::World};

/// An account, with its path unless the dials leave that out.
pub(super) fn account(world: &World, member: &Member) -> Value {
    let (state, partition) = (&world.organizations, &world.partition);
    let path = state
        .membership(&member.id)
        .filter(|_| !world.dials.without_paths)
        .map(|membership| format!("{}{}/", membership.path, member.id));
    let standing = if member.is_suspended {
        "SUSPENDED"
    } else {
        "ACTIVE"
    };
    json!({
        "Id": member.id,
        "Arn": state.arn(partition, member.id.as_str()),
        "Email": member.email,
        "Name": member.name,
        "Status": standing,
        "State": standing,
        "Paths": path.into_iter().collect::<Vec<_>>(),
        "JoinedMethod": method(member.method),
        "JoinedTimestamp": clock::epoch(member.joined),
    })
}

pub(super) fn method(method: JoinedMethod) -> &'static str {
    match method {
        JoinedMethod::Created => "CREATED",
        JoinedMethod::Invited => "INVITED",
    }
}

pub(super) fn unit(state: &State, partition: &Partition, unit: &Unit) -> Value {
    json!({
        "Id": unit.id,
        "Arn": state.arn(partition, &unit.id),
        "Name": unit.name,
    })
}

pub(super) fn creation(creation: &Creation) -> Value {
    let mut output = json!({
        "Id": creation.id,
        "AccountName": creation.name,
        "State": "IN_PROGRESS",
        "RequestedTimestamp": clock::epoch(creation.requested),
    });
    let (Some(outcome), Value::Object(members)) = (&creation.outcome, &mut output) else {
        return output;
    };
    let (state, detail, value) = match &outcome.result {
        Ok(account) => ("SUCCEEDED", "AccountId", account.as_str()),
        Err(reason) => ("FAILED", "FailureReason", *reason),
    };
    members.insert("State".to_owned(), json!(state));
    members.insert(detail.to_owned(), json!(value));
    members.insert("CompletedTimestamp".to_owned(), clock::epoch(outcome.at));
    output
}
