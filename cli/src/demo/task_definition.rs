//! Step 3: a Fargate task definition is registered, and a patched revision follows.

use rolepair_model::TaskDefinition;
use rolepair_plan::{from_describe, register_input, unpatch};
use serde_json::{Value, json};

use crate::demo::demo_error::DemoError;
use crate::demo::names::{FAMILY, PAIR, TABLE};
use crate::demo::new_account::TaskAccount;
use crate::demo::signed_request::ecs;
use crate::stage::{Checklist, Stage};
use crate::terminal::{Spinner, diff};

/// A field that no SDK has a type for.
const FIELD_OF_TOMORROW: &str = "fieldOfTomorrow";

/// Registers the task definition and shows the patch.
pub(crate) async fn play(
    stage: &Stage,
    account: &TaskAccount,
    checklist: &mut Checklist,
) -> Result<(), DemoError> {
    checklist.step("A Fargate task definition is registered, and patched");
    let person = &account.administrator;
    ecs(person, "RegisterTaskDefinition", &task_definition()).await?;
    {
        let _spinner = Spinner::start("the event, and the patch");
        stage.settle().await?;
    }
    let first = describe(account, &format!("{FAMILY}:1")).await?;
    let latest = describe(account, FAMILY).await?;
    let revision = latest.body.get("revision").cloned().unwrap_or_default();
    let task_role = latest.body.get("taskRoleArn").cloned().unwrap_or_default();
    let evidence = json!({"revision": revision, "taskRoleArn": task_role});
    checklist.check(
        "a patched revision follows the one that was registered",
        revision.as_u64() == Some(2) && task_role.as_str() == Some(&account.task_role),
        &format!("{FAMILY}:1, then {FAMILY}:{revision}"),
        evidence,
    );
    let before = Value::Object(register_input(&first));
    let after = Value::Object(register_input(&latest));
    checklist.show_as_is(&diff(&before, &after, Checklist::width()));

    let kept = tomorrow_is_kept(&after);
    let evidence = json!({"field": FIELD_OF_TOMORROW, "kept": kept});
    let words = "at the top, in the container, in the volume";
    checklist.check(
        "fields that no SDK knows are still there",
        kept,
        words,
        evidence,
    );
    let undone = Value::Object(register_input(&unpatch(&latest)));
    let same = undone == before;
    let evidence = json!({"unpatched": undone});
    let words = "`unpatch` gives the registered definition back";
    checklist.check("nothing else has changed", same, words, evidence);
    Ok(())
}

async fn describe(account: &TaskAccount, name: &str) -> Result<TaskDefinition, DemoError> {
    let input = json!({"taskDefinition": name, "include": ["TAGS"]});
    let answer = ecs(&account.administrator, "DescribeTaskDefinition", &input).await?;
    from_describe(&answer).map_err(|finding| DemoError::Finding(finding.to_string()))
}

/// The task definition of the account's team. Only the tag is meant for rolepair.
fn task_definition() -> Value {
    json!({
        "family": FAMILY,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{
            "name": "api",
            "image": "registry.example.com/shop/api:1.4.2",
            "essential": true,
            "portMappings": [{"containerPort": 8080}],
            "environment": [{"name": "ORDERS_TABLE", "value": TABLE}],
            "mountPoints": [{"sourceVolume": "cache", "containerPath": "/var/cache"}],
            FIELD_OF_TOMORROW: {"kept": true},
        }],
        "volumes": [{"name": "cache", FIELD_OF_TOMORROW: 1.50}],
        FIELD_OF_TOMORROW: ["kept"],
        "tags": [{"key": "rolepair:pair", "value": PAIR}, {"key": "team", "value": "shop"}],
    })
}

fn tomorrow_is_kept(definition: &Value) -> bool {
    let places = ["", "/containerDefinitions", "/volumes"];
    places.iter().all(|place| match definition.pointer(place) {
        Some(Value::Array(items)) => items
            .iter()
            .any(|item| item.get(FIELD_OF_TOMORROW).is_some()),
        Some(object) => object.get(FIELD_OF_TOMORROW).is_some(),
        None => false,
    })
}
