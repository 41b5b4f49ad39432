//! Roles that the hub's roles in the accounts cannot make or change. Every story runs in both accounts,
//! since the hub's roles there have the same statements.

use aws_sdk_iam::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::create_role::builders::CreateRoleFluentBuilder,
    types::Tag,
};
use rolepair_tests::{ADMINISTRATOR_ACCESS, Operator, Scene, code};

use super::{EVERYTHING, RESOURCE, TRUST, boundary, intruder, ours, scene};

/// A role with a name like rolepair's, which the hub did not make.
const FOREIGN: &str = "rolepair-foreign";

/// Both accounts, each with an intruder and an operator.
async fn intruders(scene: &Scene, task_account: &str) -> Vec<(String, Operator, Operator)> {
    let mut all = Vec::new();
    for account in [task_account, RESOURCE] {
        let operator = scene.operator(&account.parse().unwrap());
        all.push((account.to_owned(), intruder(scene, account).await, operator));
    }
    all
}

#[track_caller]
fn refused<T, E: ProvideErrorMetadata, R>(what: &str, answer: Result<T, SdkError<E, R>>)
where
    SdkError<E, R>: ProvideErrorMetadata,
{
    let Err(error) = answer else {
        panic!("{what} is allowed");
    };
    assert_eq!(code(&error), "AccessDenied", "{what}");
}

/// CreateRole as the hub calls it, with another name.
fn new_role(iam: &Client, account: &str, name: &str) -> CreateRoleFluentBuilder {
    let request = iam.create_role().path("/rolepair/").role_name(name);
    let request = request.assume_role_policy_document(TRUST).tags(ours());
    request.permissions_boundary(boundary(account))
}

#[tokio::test]
async fn a_role_without_the_boundary_or_with_another_one_cannot_be_made() {
    let (scene, account) = scene().await;
    for (account, intruder, _) in intruders(&scene, account.as_str()).await {
        let iam = intruder.iam();
        let request = new_role(&iam, &account, "rolepair-a").set_permissions_boundary(None);
        refused("no boundary", request.send().await);
        let request =
            new_role(&iam, &account, "rolepair-b").permissions_boundary(ADMINISTRATOR_ACCESS);
        refused("another boundary", request.send().await);
        let request = new_role(&iam, &account, "rolepair-c");
        request
            .send()
            .await
            .expect("the hub may make a role with the boundary");
    }
}

#[tokio::test]
async fn a_role_with_another_path_or_name_or_without_the_tag_cannot_be_made() {
    let (scene, account) = scene().await;
    for (account, intruder, _) in intruders(&scene, account.as_str()).await {
        let iam = intruder.iam();
        let request = new_role(&iam, &account, "rolepair-a").path("/");
        refused("outside the path", request.send().await);
        let request = new_role(&iam, &account, "admin");
        refused("another name", request.send().await);
        let request = new_role(&iam, &account, "rolepair-b").set_tags(None);
        refused("without the tag", request.send().await);
    }
}

#[tokio::test]
async fn a_policy_wider_than_the_boundary_allows_no_more_than_the_boundary() {
    let (scene, account) = scene().await;
    for (account, intruder, _) in intruders(&scene, account.as_str()).await {
        let iam = intruder.iam();
        let trust = TRUST.replace(
            r#"{"Service": "ecs-tasks.amazonaws.com"}"#,
            &format!(r#"{{"AWS": "arn:aws:iam::{account}:root"}}"#),
        );
        let request = new_role(&iam, &account, "rolepair-a");
        let request = request.assume_role_policy_document(trust);
        let role = request.send().await.unwrap().role.unwrap();
        let request = iam.put_role_policy().role_name("rolepair-a");
        let request = request.policy_name("all").policy_document(EVERYTHING);
        request.send().await.unwrap();
        let operator = scene.operator(&account.parse().unwrap());
        let session = operator.assume(&role.arn).await.unwrap();
        let answer = session.iam().list_roles().send().await;
        refused("a call outside the boundary", answer);
    }
}

#[tokio::test]
async fn a_role_that_lost_its_boundary_gets_no_policy_and_no_other_boundary() {
    let (scene, account) = scene().await;
    for (_, intruder, operator) in intruders(&scene, account.as_str()).await {
        let name = "rolepair-unbounded";
        let request = operator
            .iam()
            .create_role()
            .path("/rolepair/")
            .role_name(name);
        let request = request.assume_role_policy_document(TRUST).tags(ours());
        request.send().await.unwrap();
        let iam = intruder.iam();
        let request = iam.put_role_policy().role_name(name);
        let request = request.policy_name("all").policy_document(EVERYTHING);
        refused("a policy", request.send().await);
        let request = iam.put_role_permissions_boundary().role_name(name);
        let request = request.permissions_boundary(ADMINISTRATOR_ACCESS);
        refused("another boundary", request.send().await);
        let request = iam.delete_role_permissions_boundary().role_name(name);
        refused("taking a boundary off", request.send().await);
        let request = iam.attach_role_policy().role_name(name);
        refused(
            "attaching",
            request.policy_arn(ADMINISTRATOR_ACCESS).send().await,
        );
    }
}

/// A role that somebody made before rolepair was installed, even with the boundary.
async fn foreign_role(operator: &Operator, account: &str) {
    let iam = operator.iam();
    let request = new_role(&iam, account, FOREIGN).set_tags(None);
    request.send().await.unwrap();
    let request = iam.put_role_policy().role_name(FOREIGN);
    let request = request.policy_name("own").policy_document(EVERYTHING);
    request.send().await.unwrap();
    let request = iam.attach_role_policy().role_name(FOREIGN);
    request
        .policy_arn(ADMINISTRATOR_ACCESS)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn an_untagged_role_cannot_be_changed_whatever_its_name() {
    let (scene, account) = scene().await;
    for (account, intruder, operator) in intruders(&scene, account.as_str()).await {
        foreign_role(&operator, &account).await;
        let iam = intruder.iam();
        let request = iam.tag_role().role_name(FOREIGN).tags(ours());
        refused("adopting it", request.send().await);
        let request = iam.update_assume_role_policy().role_name(FOREIGN);
        refused("its trust", request.policy_document(TRUST).send().await);
        let request = iam.put_role_policy().role_name(FOREIGN).policy_name("own");
        refused(
            "its policy",
            request.policy_document(EVERYTHING).send().await,
        );
        let request = iam.delete_role_policy().role_name(FOREIGN);
        refused(
            "deleting its policy",
            request.policy_name("own").send().await,
        );
        let request = iam.detach_role_policy().role_name(FOREIGN);
        let request = request.policy_arn(ADMINISTRATOR_ACCESS);
        refused("detaching", request.send().await);
        let request = iam.put_role_permissions_boundary().role_name(FOREIGN);
        let request = request.permissions_boundary(boundary(&account));
        refused("its boundary", request.send().await);
        let request = iam.delete_role().role_name(FOREIGN);
        refused("deleting it", request.send().await);
    }
}

#[tokio::test]
async fn only_rolepairs_own_tags_can_be_set() {
    let (scene, account) = scene().await;
    for (account, intruder, _) in intruders(&scene, account.as_str()).await {
        let iam = intruder.iam();
        new_role(&iam, &account, "rolepair-a").send().await.unwrap();
        let tag = Tag::builder().key("team").value("admin").build().unwrap();
        let request = iam.tag_role().role_name("rolepair-a").tags(tag.clone());
        refused("a tag of somebody else's", request.send().await);
        let request = new_role(&iam, &account, "rolepair-b").tags(tag);
        refused("a role with one", request.send().await);
    }
}

#[tokio::test]
async fn roles_of_others_cannot_even_be_read() {
    let (scene, account) = scene().await;
    for (account, intruder, operator) in intruders(&scene, account.as_str()).await {
        let request = operator.iam().create_role().role_name("admin");
        let request = request.assume_role_policy_document(TRUST);
        request.send().await.unwrap();
        let request = intruder.iam().get_role().role_name("admin");
        refused("reading", request.send().await);
        let hub_role = if account == RESOURCE {
            "rolepair-hub-resource-account"
        } else {
            "rolepair-hub-task-account"
        };
        let request = intruder.iam().update_assume_role_policy();
        let request = request.role_name(hub_role).policy_document(TRUST);
        refused("its own role", request.send().await);
    }
}
