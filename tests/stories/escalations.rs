//! What rolepair's own roles refuse: to whoever got hold of one of them, and to whoever is no part of
//! rolepair. Which condition each of them is about says `docs/minimal-permissions.md`.

mod accounts;
mod events;
mod hub_roles;
mod roles;
mod task_definitions;

use aws_sdk_iam::types::Tag;
use rolepair_model::AccountId;
use rolepair_tests::{Operator, Scene, Stage, pair};
use serde_json::json;

/// Who trusts ECS tasks, and so nobody who is told of here.
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

/// A policy that allows everything.
const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// The account that owns the resources.
const RESOURCE: &str = "999999999999";

/// An organization with one account and its role pair.
async fn scene() -> (Scene, AccountId) {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    (scene, account)
}

/// Somebody with the role of a function who works in an account, as that function does.
async fn intruder(scene: &Scene, account: &str) -> Operator {
    let kind = if account == RESOURCE {
        "resource"
    } else {
        "task"
    };
    let role = format!("arn:aws:iam::{account}:role/rolepair-hub-{kind}-account");
    let function = scene.function("pair-account");
    function
        .assume(&role)
        .await
        .expect("the function's own way")
}

fn boundary(account: &str) -> String {
    format!("arn:aws:iam::{account}:policy/rolepair/rolepair-boundary")
}

fn ours() -> Tag {
    let tag = Tag::builder().key("rolepair:managed-by").value("rolepair");
    tag.build().expect("a tag")
}

/// An administrator of an account: a role there that may do everything, and its session.
async fn administrator(operator: &Operator, account: &AccountId, name: &str) -> Operator {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
    }});
    let iam = operator.iam();
    let request = iam.create_role().role_name(name);
    let request = request.assume_role_policy_document(trust.to_string());
    let role = request
        .send()
        .await
        .expect("CreateRole")
        .role
        .expect("a role");
    let request = iam
        .attach_role_policy()
        .role_name(name)
        .policy_arn(ADMINISTRATOR);
    request.send().await.expect("AttachRolePolicy");
    operator.assume(&role.arn).await.expect("its session")
}
