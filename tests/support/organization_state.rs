//! All that a run may change in an organization, in a form that can be compared.

use std::collections::BTreeSet;

use rolepair_model::AccountId;
use serde_json::{Map, Value, json};

use crate::{Operator, Scene};

const PATH: &str = "/rolepair/";

/// Members of a described task definition that differ from one run to another.
const PASSING: [&str; 2] = ["registeredAt", "deregisteredAt"];

/// Asserts that two states are equal. The message lists only what differs.
///
/// # Panics
/// If they are not equal.
#[track_caller]
pub fn assert_same_state(is: &Value, should_be: &Value) {
    let mut differences = Vec::new();
    compare("", is, should_be, &mut differences);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn compare(path: &str, is: &Value, should_be: &Value, differences: &mut Vec<String>) {
    match (is, should_be) {
        (Value::Object(is), Value::Object(should_be)) => {
            let both: BTreeSet<&String> = is.keys().chain(should_be.keys()).collect();
            for member in both {
                let of = |object: &Map<String, Value>| object.get(member).cloned();
                let (is, should_be) = (
                    of(is).unwrap_or_default(),
                    of(should_be).unwrap_or_default(),
                );
                compare(&format!("{path}/{member}"), &is, &should_be, differences);
            }
        }
        _ if is == should_be => {}
        _ => differences.push(format!("{path} is {is}, should be {should_be}")),
    }
}

pub(crate) async fn of(scene: &Scene) -> Value {
    let mut state = Map::new();
    for account in accounts(scene).await {
        let operator = scene.operator(&account);
        let state_of_it = json!({
            "roles": roles(&operator).await,
            "task_definitions": task_definitions(&operator).await,
        });
        state.insert(account.to_string(), state_of_it);
    }
    Value::Object(state)
}

async fn accounts(scene: &Scene) -> Vec<AccountId> {
    let organizations = scene.management().organizations();
    let pages = organizations.list_accounts().into_paginator().send();
    let pages = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
    let accounts = pages.iter().flat_map(|page| page.accounts());
    let ids = accounts.filter_map(|account| account.id());
    let mut ids: Vec<AccountId> = ids.map(|id| id.parse().unwrap()).collect();
    ids.sort();
    ids
}

/// All roles. Those below rolepair's path are the only ones it may change, so of these every detail is
/// compared.
async fn roles(operator: &Operator) -> Value {
    let iam = operator.iam();
    let pages = iam.list_roles().into_paginator().items().send();
    let listed = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
    let mut roles = Map::new();
    for listed in listed {
        let state = if listed.path == PATH {
            role(&iam, &listed.role_name).await
        } else {
            json!({"arn": listed.arn, "trust": listed.assume_role_policy_document})
        };
        roles.insert(listed.role_name, state);
    }
    roles.sort_keys();
    Value::Object(roles)
}

async fn role(iam: &aws_sdk_iam::Client, name: &str) -> Value {
    let answer = iam.get_role().role_name(name).send().await.unwrap();
    let role = answer.role.unwrap();
    let mut inline = Map::new();
    let names = iam.list_role_policies().role_name(name).send();
    for policy in names.await.unwrap().policy_names {
        let request = iam.get_role_policy().role_name(name).policy_name(&policy);
        let document = request.send().await.unwrap().policy_document;
        inline.insert(policy, document.into());
    }
    let attached = iam.list_attached_role_policies().role_name(name).send();
    let attached = attached
        .await
        .unwrap()
        .attached_policies
        .unwrap_or_default();
    let attached = attached.into_iter().map(|policy| policy.policy_arn);
    let tags = role.tags.unwrap_or_default().into_iter();
    let mut tags: Vec<(String, String)> = tags.map(|tag| (tag.key, tag.value)).collect();
    tags.sort();
    let boundary = role.permissions_boundary;
    json!({
        "arn": role.arn,
        "description": role.description,
        "trust": role.assume_role_policy_document,
        "inline": inline,
        "attached": attached.collect::<Vec<_>>(),
        "tags": tags,
        "boundary": boundary.and_then(|boundary| boundary.permissions_boundary_arn),
    })
}

async fn task_definitions(operator: &Operator) -> Value {
    let listed = operator.call_ecs("ListTaskDefinitions", &json!({})).await;
    let mut definitions = Map::new();
    let listed = listed.unwrap();
    assert_eq!(listed["nextToken"], Value::Null, "one page is enough here");
    for arn in listed["taskDefinitionArns"].as_array().unwrap() {
        let input = json!({"taskDefinition": arn, "include": ["TAGS"]});
        let described = operator.call_ecs("DescribeTaskDefinition", &input).await;
        let mut described = described.unwrap();
        let definition = described["taskDefinition"].as_object_mut().unwrap();
        definition.retain(|member, _| !PASSING.contains(&member.as_str()));
        definitions.insert(arn.as_str().unwrap().to_owned(), described);
    }
    Value::Object(definitions)
}
