use serde_json::{Value, json};

use super::*;
use crate::{AwsService, Options, RunTask, Sandbox, resolve_at, test_client::TestClient};

const ACCOUNT: &str = "333333333333";

/// An account with a role for tasks.
async fn sandbox() -> (Sandbox, TestClient) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let client = TestClient::operator(&sandbox, ACCOUNT);
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": format!("arn:aws:ecs:*:{ACCOUNT}:*")},
        },
    }]});
    client.create_role("task", trust, None).await;
    (sandbox, client)
}

/// A container that writes `/rolepair-test/config` from its environment, and one that reads it.
fn definition() -> Value {
    json!({
        "family": "orders",
        "taskRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/task"),
        "memory": "512",
        "volumes": [{"name": "v"}],
        "containerDefinitions": [
            {"name": "app", "image": "i",
             "environment": [{"name": "FILE", "value": "/rolepair-test/config"}],
             "mountPoints": [{"sourceVolume": "v", "containerPath": "/rolepair-test", "readOnly": true}],
             "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}]},
            {"name": "init", "image": "i", "essential": false,
             "entryPoint": ["sh", "-c"],
             "command": ["printf '%s' \"$TEXT\" > \"$FILE.new\" && mv \"$FILE.new\" /rolepair-test/config"],
             "environment": [{"name": "TEXT", "value": "role/rolepair-test/x"}, {"name": "FILE", "value": "/rolepair-test/config"}],
             "mountPoints": [{"sourceVolume": "v", "containerPath": "/rolepair-test"}]},
        ],
    })
}

async fn register(client: &TestClient, definition: Value) {
    client
        .json(AwsService::Ecs, "RegisterTaskDefinition", definition)
        .await
        .unwrap();
}

fn request() -> RunTask {
    RunTask {
        account: ACCOUNT.parse().unwrap(),
        region: None,
        task_definition: "orders".to_owned(),
        container: None,
    }
}

fn shell(script: &str, mounts: MountChoice) -> LocalCommand {
    LocalCommand {
        mounts,
        ..LocalCommand::new(["sh", "-c", script]).captured()
    }
}

#[tokio::test]
async fn the_file_of_the_init_container_is_where_the_definition_says_whichever_way_mounts_are_kept()
{
    let (sandbox, client) = sandbox().await;
    register(&client, definition()).await;
    for choice in [MountChoice::Best, MountChoice::Mapped] {
        let run = sandbox
            .run_task(
                &request(),
                &shell("cat \"$FILE\"; cat /rolepair-test/config", choice),
            )
            .await
            .unwrap();
        assert_eq!(
            run.command.stdout, "role/rolepair-test/xrole/rolepair-test/x",
            "{run:?}"
        );
        assert_eq!(run.command.container, "app");
        assert_eq!(run.first.len(), 1);
        let mapped = matches!(run.mounts, MountsKept::Mapped { .. });
        assert!(mapped || choice == MountChoice::Best, "{run:?}");
        assert!(!Path::new("/rolepair-test").exists());
    }
}

#[tokio::test]
async fn the_exit_code_is_that_of_the_command_and_a_mount_may_be_read_only() {
    let (sandbox, client) = sandbox().await;
    register(&client, definition()).await;
    let run = sandbox
        .run_task(&request(), &shell("exit 7", MountChoice::Best))
        .await
        .unwrap();
    assert_eq!(run.command.exit_code, 7);
    if run.mounts == MountsKept::Namespace {
        let run = sandbox
            .run_task(
                &request(),
                &shell("echo x > /rolepair-test/config", MountChoice::Best),
            )
            .await
            .unwrap();
        assert_ne!(run.command.exit_code, 0);
    }
}

#[tokio::test]
async fn the_commands_own_words_are_kept_as_they_are() {
    let (sandbox, client) = sandbox().await;
    register(&client, definition()).await;
    let words = ["printf", "%s|", "a b", "it's", "$HOME", "", "\"q\""];
    for mounts in [MountChoice::Best, MountChoice::Mapped] {
        let command = LocalCommand {
            mounts,
            ..LocalCommand::new(words).captured()
        };
        let run = sandbox.run_task(&request(), &command).await.unwrap();
        assert_eq!(run.command.stdout, "a b|it's|$HOME||\"q\"|");
    }
}

#[tokio::test]
async fn the_task_gets_its_roles_credentials_and_nobody_without_the_token_does() {
    let (sandbox, client) = sandbox().await;
    register(&client, definition()).await;
    let task = resolve_at(&sandbox.endpoint(), &request()).await.unwrap();
    let credentials = task.credentials.clone().unwrap();
    assert_eq!(
        credentials.role_arn,
        format!("arn:aws:iam::{ACCOUNT}:role/task")
    );
    let get = |token: &str| {
        let request = http::Request::get(format!("{}{}", sandbox.endpoint(), credentials.path))
            .header("authorization", token);
        let request = request
            .body(http_body_util::Full::new(bytes::Bytes::new()))
            .unwrap();
        async move {
            let client =
                hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
                    .build_http();
            let (head, body) = client.request(request).await.unwrap().into_parts();
            let body = http_body_util::BodyExt::collect(body)
                .await
                .unwrap()
                .to_bytes();
            (
                head.status.as_u16(),
                serde_json::from_slice::<Value>(&body).unwrap(),
            )
        }
    };
    assert_eq!(get("wrong").await.0, 403);
    let (status, body) = get(&credentials.token).await;
    assert_eq!(status, 200);
    assert_eq!(body["RoleArn"], credentials.role_arn);
    for member in ["AccessKeyId", "SecretAccessKey", "Token", "Expiration"] {
        assert!(body[member].is_string(), "{member}");
    }
    let run = run_resolved_task(
        &task,
        &sandbox.endpoint(),
        &shell(
            "echo \"$AWS_CONTAINER_CREDENTIALS_FULL_URI\"",
            MountChoice::Best,
        ),
    )
    .await
    .unwrap();
    assert_eq!(
        run.command.stdout.trim(),
        format!("{}{}", sandbox.endpoint(), credentials.path)
    );
}

#[tokio::test]
async fn a_task_does_not_start_with_a_role_that_does_not_trust_ecs_here() {
    let (sandbox, client) = sandbox().await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "444444444444"}},
    }]});
    client.create_role("other", trust, None).await;
    let mut definition = definition();
    definition["taskRoleArn"] = json!("other");
    register(&client, definition).await;
    let error = sandbox.resolve_task(&request()).unwrap_err().to_string();
    assert!(
        error.starts_with("ECS was unable to assume the role"),
        "{error}"
    );
}

#[tokio::test]
async fn an_init_container_that_fails_starts_no_command() {
    let (sandbox, client) = sandbox().await;
    let mut definition = definition();
    definition["containerDefinitions"][1]["command"] = json!(["echo broken >&2; exit 3"]);
    register(&client, definition).await;
    let error = sandbox
        .run_task(&request(), &shell("true", MountChoice::Best))
        .await
        .unwrap_err();
    let RunTaskError::DependencyFailed {
        container,
        exit_code,
        stderr,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(
        (container.as_str(), exit_code, stderr.as_str()),
        ("init", 3, "broken")
    );
}

#[tokio::test]
async fn what_cannot_be_run_is_refused_by_name() {
    let (sandbox, client) = sandbox().await;
    let refused = sandbox.resolve_task(&request()).unwrap_err();
    assert_eq!(refused.to_string(), "Unable to describe task definition.");
    let mut image_only = definition();
    image_only["containerDefinitions"][1]
        .as_object_mut()
        .unwrap()
        .retain(|member, _| member != "command" && member != "entryPoint");
    register(&client, image_only).await;
    let error = sandbox
        .run_task(&request(), &shell("true", MountChoice::Best))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`init`"), "{error}");
    let unreachable = resolve_at("http://127.0.0.1:1", &request())
        .await
        .unwrap_err();
    assert!(matches!(unreachable, RunTaskError::Unreachable { .. }));
}

#[tokio::test]
async fn a_mount_within_a_folder_of_the_machine_leaves_that_folder_as_it_is() {
    let (sandbox, client) = sandbox().await;
    let mut definition = definition();
    for container in [0, 1] {
        definition["containerDefinitions"][container]["mountPoints"][0]["containerPath"] =
            json!("/etc/rolepair-test/deep");
    }
    definition["containerDefinitions"][0]["environment"][0]["value"] =
        json!("/etc/rolepair-test/deep/config");
    definition["containerDefinitions"][1]["command"] =
        json!(["echo made > /etc/rolepair-test/deep/config"]);
    register(&client, definition).await;
    let command = shell(
        "cat \"$FILE\"; test -e /etc/passwd && echo and the rest",
        MountChoice::Best,
    );
    let run = sandbox.run_task(&request(), &command).await.unwrap();
    assert_eq!(run.command.stdout, "made\nand the rest\n", "{run:?}");
    assert!(!Path::new("/etc/rolepair-test").exists());
}
