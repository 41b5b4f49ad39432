//! What the tests of this crate work on.

use rolepair_config::{Config, Delivery, ExistingTaskRole, InitProgram};
use rolepair_model::{Account, AccountState, Finding, TaskDefinition};
use serde_json::{Value, json};

use crate::{
    DesiredRole, ObservedRole, Patch, PatchOutcome, PatchSpec, desired, from_describe, patch,
};

pub(crate) const TASK_ROLE: &str = "arn:aws:iam::222222222222:role/rolepair/rolepair-orders";
pub(crate) const OTHER_ROLE: &str = "arn:aws:iam::222222222222:role/orders-task";

pub(crate) fn spec() -> PatchSpec {
    PatchSpec {
        pair: "orders".parse().unwrap(),
        task_role: TASK_ROLE.parse().unwrap(),
        resource_role: "arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222"
            .parse()
            .unwrap(),
        region: "eu-west-1".parse().unwrap(),
        containers: [].into(),
        delivery: Delivery::InitContainer,
        init_image: "registry.example.com/busybox:1.37".parse().unwrap(),
        init_program: InitProgram::Shell,
        existing_task_role: ExistingTaskRole::Refuse,
    }
}

pub(crate) fn host_spec() -> PatchSpec {
    PatchSpec {
        delivery: Delivery::Host,
        ..spec()
    }
}

/// The spec for an image that holds rolepair's own program.
pub(crate) fn rolepair_init_spec() -> PatchSpec {
    PatchSpec {
        init_image: "registry.example.com/rolepair-init:0.1.0".parse().unwrap(),
        init_program: InitProgram::RolepairInit,
        ..spec()
    }
}

/// A definition of one container, `app`, with these members added to it.
pub(crate) fn with_container(members: Value) -> TaskDefinition {
    let mut container = json!({"name": "app", "image": "app:1", "memory": 128});
    merge(&mut container, members);
    definition(json!({"containerDefinitions": [container]}))
}

/// A definition of one container, `app`, with these members added to the definition.
pub(crate) fn definition(members: Value) -> TaskDefinition {
    let mut body = json!({
        "family": "orders-api",
        "revision": 5,
        "containerDefinitions": [{"name": "app", "image": "app:1", "memory": 128}],
    });
    merge(&mut body, members);
    from_describe(&body).unwrap()
}

fn merge(into: &mut Value, members: Value) {
    for (member, value) in members.as_object().unwrap() {
        into[member] = value.clone();
    }
}

/// The patched definition, which there must be.
pub(crate) fn changed(patch: Patch) -> TaskDefinition {
    match patch.outcome {
        PatchOutcome::Changed(patched) => patched,
        other => panic!("{other:?}: {:?}", patch.findings),
    }
}

pub(crate) fn patched(definition: &TaskDefinition, spec: &PatchSpec) -> TaskDefinition {
    changed(patch(definition, spec))
}

/// The codes of the findings, in order, of a patch with this outcome.
pub(crate) fn codes(patch: &Patch) -> Vec<&'static str> {
    patch
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

/// The code, the subject and the sentence of a finding.
pub(crate) fn shown(finding: &Finding) -> String {
    format!("{} {}: {}", finding.code, finding.subject, finding.message)
}

/// The container of that name.
pub(crate) fn container<'a>(definition: &'a TaskDefinition, name: &str) -> &'a Value {
    definition.body["containerDefinitions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|container| container["name"] == name)
        .unwrap()
}

pub(crate) fn container_mut<'a>(definition: &'a mut TaskDefinition, name: &str) -> &'a mut Value {
    definition.body["containerDefinitions"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|container| container["name"] == name)
        .unwrap()
}

const CONFIG: &str = r#"
version: 1
organization_id: o-a1b2c3d4e5
resource_account: "111111111111"
regions: [eu-west-1]
pairs:
  orders:
    accounts: {organizational_units: [r-ab12]}
    permissions:
      Version: 2012-10-17
      Statement:
        Effect: Allow
        Action: dynamodb:GetItem
        Resource: "arn:aws:dynamodb:eu-west-1:{{resource_account.id}}:table/{{account.tags.table}}"
    permissions_boundary: boundary
    task_definitions: {families: [orders, orders-*], containers: [app]}
  prices:
    accounts: {organizational_units: [r-ab12]}
    trust: organization
    ecs_exec: true
    permissions: {Version: 2012-10-17, Statement: {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::prices/*"}}
  elsewhere:
    accounts: {include: ["333333333333"]}
    permissions: {Version: 2012-10-17, Statement: {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::x/*"}}
    task_definitions: {families: [else-*]}
"#;

pub(crate) fn config() -> Config {
    let no_file = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    Config::parse(CONFIG, "rolepair.yaml", &no_file).unwrap()
}

pub(crate) fn account() -> Account {
    Account {
        id: "222222222222".parse().unwrap(),
        name: "orders".to_owned(),
        path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/".parse().unwrap(),
        tags: [("table".to_owned(), "orders".to_owned())].into(),
        state: AccountState::Active,
    }
}

pub(crate) fn desired_role() -> DesiredRole {
    let (config, account) = (config(), account());
    let pair = desired(&config, &config.pairs[0], &account).unwrap();
    pair.task_role
}

/// The role, as IAM would describe it once it is as it should be.
pub(crate) fn observed(desired: &DesiredRole) -> ObservedRole {
    ObservedRole {
        arn: desired.arn.to_string(),
        trust: desired.trust.canonical(),
        policy: Some(desired.policy.canonical()),
        boundary: Some(desired.boundary.to_string()),
        tags: desired.tags.clone(),
        ..ObservedRole::default()
    }
}
