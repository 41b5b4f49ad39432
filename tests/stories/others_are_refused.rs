//! Who is not the container of a patched task is refused, by real policies.

use rolepair_model::AccountId;
use rolepair_tests::{Operator, Scene, Stage, pair, task_definition};
use serde_json::json;

const TABLE: &str = "arn:aws:dynamodb:eu-west-1:999999999999:table/orders";
const RESOURCE_ROLE: &str = "arn:aws:iam::999999999999:role/rolepair/rolepair-orders-333333333333";
const EVERYTHING: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

async fn scene() -> (Scene, AccountId) {
    let scene = Stage::with(pair("orders")).start().await;
    scene.stock_orders().await;
    let account = scene.account_joins("shop").await;
    scene.registers(&account, &task_definition("api")).await;
    (scene, account)
}

#[tokio::test]
async fn the_task_role_alone_is_refused() {
    let (scene, account) = scene().await;
    let alone = ["env", "-u", "AWS_PROFILE", "{}"];
    let say = |words: &[&'static str]| [&alone, words].concat();
    let arn = scene
        .container_says(&account, "api", &say(&["identity"]))
        .await;
    let arn = arn.unwrap();
    let role = "arn:aws:sts::333333333333:assumed-role/rolepair-orders/";
    assert!(arn.starts_with(role), "{arn}");
    let item = scene
        .container_says(&account, "api", &say(&["item", TABLE]))
        .await;
    assert_eq!(item.unwrap_err(), "AccessDeniedException");
}

#[tokio::test]
async fn another_role_of_the_account_is_refused_though_it_may_do_everything_there() {
    let (scene, account) = scene().await;
    let operator = scene.operator(&account);
    let intruder = role_with_everything(&operator, &account, "/", "intruder").await;
    assert_eq!(
        intruder.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
    // Nor the operator, who may do everything there too.
    assert_eq!(
        operator.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test]
async fn a_role_of_the_same_name_in_another_account_is_refused() {
    let (scene, _) = scene().await;
    let other = "888888888888".parse().unwrap();
    let stranger = scene.operator(&other);
    let twin = role_with_everything(&stranger, &other, "/rolepair/", "rolepair-orders").await;
    assert_eq!(
        twin.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test]
async fn the_tasks_of_another_account_of_the_organization_have_a_role_of_their_own_only() {
    let (scene, account) = scene().await;
    let other = scene.account_joins("warehouse").await;
    scene.registers(&other, &task_definition("api")).await;
    let arn = scene
        .container_says(&other, "api", &["{}", "identity"])
        .await;
    let arn = arn.unwrap();
    assert!(
        arn.contains(&format!("assumed-role/rolepair-orders-{other}/")),
        "{arn}"
    );
    assert!(!arn.contains(account.as_str()), "{arn}");
    let operator = scene.operator(&other);
    let same_name = role_with_everything(&operator, &other, "/", "admin").await;
    assert_eq!(
        same_name.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test]
async fn an_account_that_left_the_organization_is_refused_from_that_moment_on() {
    let (scene, account) = scene().await;
    let read = ["{}", "item", TABLE];
    assert!(scene.container_says(&account, "api", &read).await.is_ok());
    let organizations = scene.management().organizations();
    let request = organizations.remove_account_from_organization();
    request.account_id(account.as_str()).send().await.unwrap();
    scene.settle().await;
    let refused = scene.container_says(&account, "api", &read).await;
    let refused = refused.unwrap_err();
    assert!(refused.contains("AccessDenied"), "{refused}");
}

/// A session of a new role of the account that may do everything there.
async fn role_with_everything(
    operator: &Operator,
    account: &AccountId,
    path: &str,
    name: &str,
) -> Operator {
    let iam = operator.iam();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
    }});
    let request = iam.create_role().path(path).role_name(name);
    let request = request.assume_role_policy_document(trust.to_string());
    let role = request.send().await.unwrap().role.unwrap();
    let request = iam.attach_role_policy().role_name(name);
    request.policy_arn(EVERYTHING).send().await.unwrap();
    operator.assume(&role.arn).await.unwrap()
}
