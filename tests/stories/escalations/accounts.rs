//! The roles of a pair reach no further than their boundary, whatever policies they have.

use rolepair_tests::{ADMINISTRATOR_ACCESS, Setup, pair, task_definition};
use serde_json::json;

use super::scene;

/// A table of the task account itself.
const TABLE: &str = "arn:aws:dynamodb:eu-west-1:333333333333:table/orders";

/// The next backfill removes a foreign policy from our role. Until then the boundary limits it.
#[tokio::test]
async fn a_task_role_that_is_allowed_everything_can_still_only_assume_the_resource_role() {
    let (scene, account) = scene().await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let request = scene.operator(&account).iam().attach_role_policy();
    let request = request.role_name("rolepair-orders");
    request
        .policy_arn(ADMINISTRATOR_ACCESS)
        .send()
        .await
        .unwrap();
    let item = ["env", "-u", "AWS_PROFILE", "{}", "item", TABLE];
    let refused = scene.container_says(&account, "api", &item).await;
    assert_eq!(refused.unwrap_err(), "AccessDeniedException");
    let arn = scene.container_identity(&account, "api").await;
    assert!(arn.unwrap().contains("rolepair-orders-333333333333"));
}

/// A stranger's bucket that lets in everybody cannot be used to carry data out.
#[tokio::test]
async fn a_resource_role_reaches_no_bucket_of_another_account() {
    let anywhere = pair("orders").allowing(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::*/thing"}}"#,
    );
    let scene = Setup::with(anywhere).start().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let open = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::outside/*",
    }});
    let stranger = scene.operator(&"888888888888".parse().unwrap());
    stranger.create_bucket("outside", Some(&open)).await;
    stranger.put_object("outside", "thing", "theirs").await;
    let shared = scene.resource_account();
    shared.create_bucket("inside", None).await;
    shared.put_object("inside", "thing", "ours").await;
    let get = |bucket: &'static str| ["{}", "object", bucket];
    let ours = scene.container_says(&account, "api", &get("inside")).await;
    assert_eq!(ours.unwrap(), "ours");
    let theirs = scene.container_says(&account, "api", &get("outside")).await;
    assert!(theirs.unwrap_err().contains("AccessDenied"));
}
