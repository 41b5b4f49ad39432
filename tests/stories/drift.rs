//! What somebody did to a role of ours by hand is put right by a backfill, and nothing else is done.

use aws_sdk_iam::{Client, types::Tag};
use rolepair_tests::{Scene, Stage, assert_same_state, pair};
use serde_json::{Value, json};

/// Both roles of the pair, each with its account.
const ROLES: [(&str, &str); 2] = [
    ("999999999999", "rolepair-orders-333333333333"),
    ("333333333333", "rolepair-orders"),
];
const EVERYTHING: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
const READ: &str = "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess";

/// Lets `drift` happen to each of the two roles, and expects a backfill to make these `changes` and
/// no others, and to leave everything as it was before.
async fn is_put_right(drift: impl AsyncFn(Client, &'static str), changes: &[&str]) {
    let scene = orders().start().await;
    scene.account_joins("shop").await;
    let before = scene.state().await;
    for (account, role) in ROLES {
        drift(scene.operator(&account.parse().unwrap()).iam(), role).await;
        assert_ne!(scene.state().await, before, "nothing has drifted");
        scene.forget();
        let dry = scene.backfill(json!({"dry_run": true})).await;
        assert!(scene.changes().is_empty());
        let report = scene.backfill(json!({})).await;
        let expected = changes
            .iter()
            .map(|operation| format!("{account} {operation} {role}"));
        assert_eq!(scene.changes(), expected.collect::<Vec<_>>());
        assert_eq!(told(&report), told(&dry));
        assert_same_state(&scene.state().await, &before);
    }
    assert_rests(&scene).await;
}

async fn assert_rests(scene: &Scene) {
    scene.forget();
    scene.backfill(json!({})).await;
    assert!(scene.changes().is_empty());
}

fn told(report: &Value) -> &Value {
    &report["accounts"][0]["changes"]
}

fn orders() -> Stage {
    Stage::with(pair("orders"))
}

#[tokio::test]
async fn an_inline_policy_that_is_not_ours_goes() {
    let drift = async |iam: Client, role: &str| {
        let more = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        }});
        let request = iam.put_role_policy().role_name(role).policy_name("more");
        let request = request.policy_document(more.to_string());
        request.send().await.unwrap();
    };
    is_put_right(drift, &["DeleteRolePolicy"]).await;
}

#[tokio::test]
async fn an_attached_policy_goes() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.attach_role_policy().role_name(role);
        request.policy_arn(EVERYTHING).send().await.unwrap();
    };
    is_put_right(drift, &["DetachRolePolicy"]).await;
}

#[tokio::test]
async fn our_policy_is_what_it_was_again() {
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
    is_put_right(drift, &["PutRolePolicy"]).await;
}

#[tokio::test]
async fn the_trust_is_what_it_was_again() {
    let drift = async |iam: Client, role: &str| {
        let wide = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"},
        }});
        let request = iam.update_assume_role_policy().role_name(role);
        let request = request.policy_document(wide.to_string());
        request.send().await.unwrap();
    };
    is_put_right(drift, &["UpdateAssumeRolePolicy"]).await;
}

#[tokio::test]
async fn a_tag_of_ours_is_there_again() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.untag_role().role_name(role);
        request.tag_keys("rolepair:pair").send().await.unwrap();
    };
    is_put_right(drift, &["TagRole"]).await;
}

#[tokio::test]
async fn another_boundary_gives_way_to_ours() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.put_role_permissions_boundary().role_name(role);
        request.permissions_boundary(READ).send().await.unwrap();
    };
    is_put_right(drift, &["PutRolePermissionsBoundary"]).await;
}

#[tokio::test]
async fn a_boundary_that_was_taken_away_is_there_again() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.delete_role_permissions_boundary();
        request.role_name(role).send().await.unwrap();
    };
    is_put_right(drift, &["PutRolePermissionsBoundary"]).await;
}

#[tokio::test]
async fn all_of_it_at_once_is_put_right_at_once() {
    let drift = async |iam: Client, role: &str| {
        let request = iam.attach_role_policy().role_name(role);
        request.policy_arn(EVERYTHING).send().await.unwrap();
        let request = iam.put_role_permissions_boundary().role_name(role);
        request.permissions_boundary(READ).send().await.unwrap();
        let request = iam.untag_role().role_name(role);
        request.tag_keys("rolepair:pair").send().await.unwrap();
    };
    let changes = ["DetachRolePolicy", "PutRolePermissionsBoundary", "TagRole"];
    is_put_right(drift, &changes).await;
}

#[tokio::test]
async fn a_role_that_was_deleted_is_made_again_and_lets_the_tasks_in_again() {
    let drift = async |iam: Client, role: &str| {
        let names = iam.list_role_policies().role_name(role).send().await;
        for name in names.unwrap().policy_names {
            let request = iam.delete_role_policy().role_name(role);
            request.policy_name(name).send().await.unwrap();
        }
        iam.delete_role().role_name(role).send().await.unwrap();
    };
    is_put_right(drift, &["CreateRole", "PutRolePolicy"]).await;
}

/// A tag that a team gave a role of ours is the team's.
#[tokio::test]
async fn a_tag_of_somebody_else_stays() {
    let scene = orders().start().await;
    scene.account_joins("shop").await;
    let tag = Tag::builder().key("cost-centre").value("42").build();
    let iam = scene.resource_account().iam();
    let request = iam.tag_role().role_name(ROLES[0].1).tags(tag.unwrap());
    request.send().await.unwrap();
    let before = scene.state().await;
    assert_rests(&scene).await;
    assert_same_state(&scene.state().await, &before);
}
