//! What rolepair's own roles do not allow: to an intruder who has one of them, and to anybody outside
//! rolepair. `docs/minimal-permissions.md` lists the condition that each story is about.

mod accounts;
mod events;
mod hub_roles;
mod roles;
mod task_definitions;

use aws_sdk_iam::types::Tag;
use rolepair_model::AccountId;
use rolepair_tests::{Operator, Scene, Setup, pair};

/// A trust that lets in ECS tasks, and so nobody in these stories.
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

/// A policy that allows everything.
const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// The account that owns the resources.
const RESOURCE: &str = "999999999999";

/// An organization with one account and its role pair.
async fn scene() -> (Scene, AccountId) {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    (scene, account)
}

/// An intruder with the role of a function, in its session in an account.
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
        .expect("the function may enter the account")
}

fn boundary(account: &str) -> String {
    format!("arn:aws:iam::{account}:policy/rolepair/rolepair-boundary")
}

fn ours() -> Tag {
    let tag = Tag::builder().key("rolepair:managed-by").value("rolepair");
    tag.build().expect("a tag")
}
