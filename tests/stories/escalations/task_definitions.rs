//! Task definitions that the hub's role in a task account cannot register or change.

use rolepair_tests::{Operator, task_definition};
use serde_json::{Value, json};

use super::{intruder, scene};

const MANAGED: &str = r#"[{"key": "rolepair:managed-by", "value": "rolepair"}]"#;

fn managed() -> Value {
    serde_json::from_str(MANAGED).unwrap()
}

async fn refused(intruder: &Operator, operation: &str, input: &Value) {
    let answer = intruder.call_ecs(operation, input).await;
    let error = answer.expect_err(operation);
    assert_eq!(
        error["__type"], "AccessDeniedException",
        "{operation} {error}"
    );
}

async fn create_role(operator: &Operator, name: &str) {
    let ecs = json!({"Service": "ecs-tasks.amazonaws.com"});
    operator.create_role("/", name, ecs).await;
}

#[tokio::test]
async fn a_revision_without_the_tag_cannot_be_registered() {
    let (scene, account) = scene().await;
    let intruder = intruder(&scene, account.as_str()).await;
    let untagged = task_definition("api");
    refused(&intruder, "RegisterTaskDefinition", untagged.input()).await;
    let tagged = untagged.with("tags", managed());
    let answer = intruder.call_ecs("RegisterTaskDefinition", tagged.input());
    answer
        .await
        .expect("the hub may register a revision with the tag");
}

#[tokio::test]
async fn a_foreign_role_cannot_be_passed() {
    let (scene, account) = scene().await;
    create_role(&scene.operator(&account), "admin").await;
    let intruder = intruder(&scene, account.as_str()).await;
    for member in ["taskRoleArn", "executionRoleArn"] {
        let role = json!(format!("arn:aws:iam::{account}:role/admin"));
        let passing = task_definition("api")
            .with("tags", managed())
            .with(member, role);
        refused(&intruder, "RegisterTaskDefinition", passing.input()).await;
    }
}

#[tokio::test]
async fn an_existing_revision_cannot_be_tagged() {
    let (scene, account) = scene().await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let intruder = intruder(&scene, account.as_str()).await;
    let arn = format!("arn:aws:ecs:eu-west-1:{account}:task-definition/api:1");
    let input = json!({"resourceArn": arn, "tags": managed()});
    refused(&intruder, "TagResource", &input).await;
}

#[tokio::test]
async fn nothing_can_be_done_in_a_region_that_is_not_configured() {
    let (scene, account) = scene().await;
    let elsewhere = scene.operator(&account).in_region("ap-south-1");
    let input = task_definition("api");
    let answer = elsewhere.call_ecs("RegisterTaskDefinition", input.input());
    answer.await.unwrap();
    let intruder = intruder(&scene, account.as_str()).await;
    let intruder = intruder.in_region("ap-south-1");
    let tagged = task_definition("api").with("tags", managed());
    refused(&intruder, "RegisterTaskDefinition", tagged.input()).await;
    let which = json!({"taskDefinition": "api:1"});
    refused(&intruder, "DescribeTaskDefinition", &which).await;
    refused(&intruder, "DeregisterTaskDefinition", &which).await;
    refused(&intruder, "ListTaskDefinitionFamilies", &json!({})).await;
}

/// The patched revision keeps the execution role of a team only if the template lists that role.
#[tokio::test]
async fn a_listed_execution_role_is_kept_and_another_one_stops_the_patch() {
    let (scene, account) = scene().await;
    let operator = scene.operator(&account);
    create_role(&operator, "ecsTaskExecutionRole").await;
    create_role(&operator, "other").await;
    scene.settle().await;
    scene.forget();
    let with = |family: &str, role: &str| {
        let arn = format!("arn:aws:iam::{account}:role/{role}");
        task_definition(family).with("executionRoleArn", json!(arn))
    };
    scene
        .register_and_settle(&account, &with("api", "ecsTaskExecutionRole"))
        .await;
    assert_eq!(
        scene.changes(),
        [format!("{account} RegisterTaskDefinition api")]
    );
    scene.forget();
    scene
        .register_and_settle(&account, &with("worker", "other"))
        .await;
    scene.assert_no_changes();
    assert_eq!(scene.dead_letters().len(), 1);
    let error = scene.invoke_patch(&account, "worker").await.unwrap_err();
    assert_eq!(error.error_type, "Refused");
    for word in ["RP308", "iam:PassRole"] {
        assert!(error.message.contains(word), "{error}");
    }
}
