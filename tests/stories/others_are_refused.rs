//! Real policies refuse everybody except the container of a patched task.

use rolepair_model::AccountId;
use rolepair_tests::{ORDERS_TABLE, Scene, Setup, pair, task_definition};

const RESOURCE_ROLE: &str = "arn:aws:iam::999999999999:role/rolepair/rolepair-orders-333333333333";

async fn scene() -> (Scene, AccountId) {
    let scene = Setup::with(pair("orders")).start().await;
    scene.stock_orders().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    // The container gets in, so a refusal is about the caller and not about the role's name.
    let identity = scene.container_identity(&account, "api").await.unwrap();
    let role = RESOURCE_ROLE.rsplit('/').next().unwrap();
    assert!(identity.contains(&format!("/{role}/")), "{identity}");
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
        .container_says(&account, "api", &say(&["item", ORDERS_TABLE]))
        .await;
    assert_eq!(item.unwrap_err(), "AccessDeniedException");
}

#[tokio::test]
async fn another_role_of_the_account_is_refused_even_if_it_may_do_everything_there() {
    let (scene, account) = scene().await;
    let operator = scene.operator(&account);
    let intruder = operator.administrator(&account, "/", "intruder").await;
    assert_eq!(
        intruder.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
    // So is the operator, who may do everything there too.
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
    let twin = stranger
        .administrator(&other, "/rolepair/", "rolepair-orders")
        .await;
    assert_eq!(
        twin.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test]
async fn the_tasks_of_another_account_can_assume_only_their_own_resource_role() {
    let (scene, account) = scene().await;
    let other = scene.account_joins("warehouse").await;
    scene
        .register_and_settle(&other, &task_definition("api"))
        .await;
    let arn = scene.container_identity(&other, "api").await.unwrap();
    assert!(
        arn.contains(&format!("assumed-role/rolepair-orders-{other}/")),
        "{arn}"
    );
    assert!(!arn.contains(account.as_str()), "{arn}");
    let operator = scene.operator(&other);
    let admin = operator.administrator(&other, "/", "admin").await;
    assert_eq!(
        admin.assume(RESOURCE_ROLE).await.unwrap_err(),
        "AccessDenied"
    );
}

#[tokio::test]
async fn an_account_that_left_the_organization_is_refused_at_once() {
    let (scene, account) = scene().await;
    scene.container_reads_orders(&account, "api").await.unwrap();
    scene.remove_account(&account).await;
    scene.settle().await;
    let refused = scene.container_reads_orders(&account, "api").await;
    let refused = refused.unwrap_err();
    assert!(refused.contains("AccessDenied"), "{refused}");
}
