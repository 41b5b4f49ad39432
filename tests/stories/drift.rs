//! A backfill puts right what somebody changed by hand on one of our roles, and does nothing else.

use aws_sdk_iam::{Client, types::Tag};
use rolepair_tests::{ADMINISTRATOR_ACCESS, Scene, Setup, assert_same_state, pair};
use serde_json::{Value, json};

/// Both roles of the pair, each with its account.
const ROLES: [(&str, &str); 2] = [
    ("999999999999", "rolepair-orders-333333333333"),
    ("333333333333", "rolepair-orders"),
];
const READ: &str = "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess";

/// Asserts for each of the two roles that after `drift` a backfill makes exactly these `changes`, and
/// that everything is then as it was before.
async fn assert_put_right(drift: impl AsyncFn(Client, &'static str), changes: &[&str]) {
    let scene = orders().start().await;
    scene.account_joins("shop").await;
    let before = scene.state().await;
    for (account, role) in ROLES {
        drift(scene.operator(&account.parse().unwrap()).iam(), role).await;
        assert_ne!(scene.state().await, before, "nothing has drifted");
        scene.forget();
        let dry = scene.backfill(json!({"dry_run": true})).await;
        scene.assert_no_changes();
        let report = scene.backfill(json!({})).await;
        let expected = changes
            .iter()
            .map(|operation| format!("{account} {operation} {role}"));
        assert_eq!(scene.changes(), expected.collect::<Vec<_>>());
        assert_eq!(reported_changes(&report), reported_changes(&dry));
        assert_same_state(&scene.state().await, &before);
    }
    assert_nothing_to_do(&scene).await;
}

async fn assert_nothing_to_do(scene: &Scene) {
    scene.forget();
    scene.backfill(json!({})).await;
    scene.assert_no_changes();
}

fn reported_changes(report: &Value) -> &Value {
    &report["accounts"][0]["changes"]
}

fn orders() -> Setup {
    Setup::with(pair("orders"))
}

#[tokio::test]
async fn an_inline_policy_that_is_not_ours_is_removed() {
    let drift = async |iam: Client, role: &str| {
        let more = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        }});
        let request = iam.put_role_policy().role_name(role).policy_name("more");
        let request = request.policy_document(more.to_string());
        request.send().await.unwrap();
    };
    assert_put_right(drift, &["DeleteRolePolicy"]).await;
}

#[tokio::test]
async fn an_attached_policy_is_removed() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.attach_role_policy().role_name(role);
        request
            .policy_arn(ADMINISTRATOR_ACCESS)
            .send()
            .await
            .unwrap();
    };
    assert_put_right(drift, &["DetachRolePolicy"]).await;
}

#[tokio::test]
async fn our_policy_is_restored() {
    let drift = async |iam: Client, role: &str| {
        let names = iam.list_role_policies().role_name(role).send().await;
        let ours = names.unwrap().policy_names.pop().unwrap();
        let more = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
        }});
        let request = iam.put_role_policy().role_name(role).policy_name(ours);
        let request = request.policy_document(more.to_string());
        request.send().await.unwrap();
    };
    assert_put_right(drift, &["PutRolePolicy"]).await;
}

#[tokio::test]
async fn the_trust_is_restored() {
    let drift = async |iam: Client, role: &str| {
        let wide = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"},
        }});
        let request = iam.update_assume_role_policy().role_name(role);
        let request = request.policy_document(wide.to_string());
        request.send().await.unwrap();
    };
    assert_put_right(drift, &["UpdateAssumeRolePolicy"]).await;
}

#[tokio::test]
async fn a_tag_of_ours_is_restored() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.untag_role().role_name(role);
        request.tag_keys("rolepair:pair").send().await.unwrap();
    };
    assert_put_right(drift, &["TagRole"]).await;
}

#[tokio::test]
async fn another_boundary_is_replaced_by_ours() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.put_role_permissions_boundary().role_name(role);
        request.permissions_boundary(READ).send().await.unwrap();
    };
    assert_put_right(drift, &["PutRolePermissionsBoundary"]).await;
}

#[tokio::test]
async fn a_deleted_boundary_is_restored() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.delete_role_permissions_boundary();
        request.role_name(role).send().await.unwrap();
    };
    assert_put_right(drift, &["PutRolePermissionsBoundary"]).await;
}

#[tokio::test]
async fn several_changes_are_put_right_at_once() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.attach_role_policy().role_name(role);
        request
            .policy_arn(ADMINISTRATOR_ACCESS)
            .send()
            .await
            .unwrap();
        let request = iam.put_role_permissions_boundary().role_name(role);
        request.permissions_boundary(READ).send().await.unwrap();
        let request = iam.untag_role().role_name(role);
        request.tag_keys("rolepair:pair").send().await.unwrap();
    };
    let changes = ["DetachRolePolicy", "PutRolePermissionsBoundary", "TagRole"];
    assert_put_right(drift, &changes).await;
}

#[tokio::test]
async fn a_deleted_role_is_created_again() {
    let drift = async |iam: Client, role: &str| {
        let names = iam.list_role_policies().role_name(role).send().await;
        for name in names.unwrap().policy_names {
            let request = iam.delete_role_policy().role_name(role);
            request.policy_name(name).send().await.unwrap();
        }
        iam.delete_role().role_name(role).send().await.unwrap();
    };
    assert_put_right(drift, &["CreateRole", "PutRolePolicy"]).await;
}

#[tokio::test]
async fn a_tag_that_a_team_gave_our_role_stays() {
    let scene = orders().start().await;
    scene.account_joins("shop").await;
    let tag = Tag::builder().key("cost-centre").value("42").build();
    let iam = scene.resource_account().iam();
    let request = iam.tag_role().role_name(ROLES[0].1).tags(tag.unwrap());
    request.send().await.unwrap();
    let before = scene.state().await;
    assert_nothing_to_do(&scene).await;
    assert_same_state(&scene.state().await, &before);
}
