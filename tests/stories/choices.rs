//! The choices in `rolepair.yaml`: trust, delivery, the init image, another task role, ECS Exec.

use rolepair_plan::{from_describe, unpatch};
use rolepair_tests::{Operator, PairEntry, Setup, pair, task_definition};
use serde_json::{Value, json};

const OWN_ROLE: &str = "arn:aws:iam::333333333333:role/orders-task";

/// A pair whose accounts share one resource role.
fn shared() -> PairEntry {
    let everywhere = pair("orders").for_accounts("{organizational_units: [r-ab12]}");
    everywhere.with("trust: organization")
}

#[tokio::test]
async fn with_organization_trust_all_accounts_share_one_resource_role() {
    let scene = Setup::with(shared()).start().await;
    scene.stock_orders().await;
    let shop = scene.account_joins("shop").await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 CreateRole rolepair-orders",
            "333333333333 PutRolePolicy rolepair-orders",
            "999999999999 CreateRole rolepair-orders",
            "999999999999 PutRolePolicy rolepair-orders",
        ]
    );
    scene.forget();
    let warehouse = scene.account_joins("warehouse").await;
    assert_eq!(
        scene.changes(),
        [
            "444444444444 CreateRole rolepair-orders",
            "444444444444 PutRolePolicy rolepair-orders",
        ]
    );
    for account in [shop, warehouse] {
        scene
            .register_and_settle(&account, &task_definition("api"))
            .await;
        let arn = scene.container_identity(&account, "api").await.unwrap();
        let role = "arn:aws:sts::999999999999:assumed-role/rolepair-orders/";
        assert!(arn.starts_with(role), "{arn}");
        let thing = scene.container_reads_orders(&account, "api").await;
        assert_eq!(thing.unwrap(), "espresso machine");
    }
}

#[tokio::test]
async fn with_organization_trust_another_role_and_an_account_outside_are_refused() {
    let scene = Setup::with(shared()).start().await;
    let account = scene.account_joins("shop").await;
    let shared_role = "arn:aws:iam::999999999999:role/rolepair/rolepair-orders";
    let operator = scene.operator(&account);
    assert_eq!(
        operator.assume(shared_role).await.unwrap_err(),
        "AccessDenied"
    );
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    scene.container_identity(&account, "api").await.unwrap();
    scene.remove_account(&account).await;
    let refused = scene.container_identity(&account, "api").await.unwrap_err();
    assert!(refused.contains("AccessDenied"), "{refused}");
}

#[tokio::test]
async fn with_host_delivery_the_file_comes_from_the_host_and_no_container_is_added() {
    let pair = pair("orders").with("delivery: host");
    let scene = Setup::with(pair).start().await;
    let account = scene.account_joins("shop").await;
    let on_ec2 = task_definition("api")
        .with("requiresCompatibilities", json!(["EC2"]))
        .with("networkMode", json!("bridge"));
    scene.register_and_settle(&account, &on_ec2).await;
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let patched = &patched["taskDefinition"];
    let containers = patched["containerDefinitions"].as_array().unwrap();
    assert_eq!(containers.len(), 1);
    let volume = &patched["volumes"][0];
    assert_eq!(volume["host"]["sourcePath"], "/etc/rolepair/orders");
    let mount = &containers[0]["mountPoints"][0];
    assert_eq!(mount["containerPath"], "/rolepair");
    assert_eq!(mount["readOnly"], true);
    scene.forget();
    scene
        .register_and_settle(&account, &task_definition("fargate"))
        .await;
    assert!(scene.changes().is_empty(), "Fargate has no host");
    let answer = scene.invoke_patch(&account, "fargate").await.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP113");
}

#[tokio::test]
async fn an_init_image_without_a_shell_writes_the_same_file() {
    let pair = pair("orders")
        .with("init_image: \"registry.example.com/{{region}}/rolepair/init:1\"")
        .with("init_program: rolepair-init");
    let scene = Setup::with(pair).start().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let init = &patched["taskDefinition"]["containerDefinitions"][0];
    assert_eq!(
        init["image"],
        "registry.example.com/eu-west-1/rolepair/init:1"
    );
    assert_eq!(init["entryPoint"], json!(["/rolepair-init"]));
    let arn = scene.container_identity(&account, "api").await.unwrap();
    let role = "arn:aws:sts::999999999999:assumed-role/rolepair-orders-333333333333/";
    assert!(arn.starts_with(role), "{arn}");
    scene.forget();
    let answer = scene.invoke_patch(&account, "api").await.unwrap();
    assert_eq!(answer["status"], "unchanged");
    assert_eq!(answer["findings"], json!([]));
    scene.assert_no_changes();
}

/// Creates the task role of a team.
async fn create_own_role(operator: &Operator) {
    let ecs = json!({"Service": "ecs-tasks.amazonaws.com"});
    operator.create_role("/", "orders-task", ecs).await;
}

#[tokio::test]
async fn another_task_role_is_refused_unless_the_pair_replaces_it() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    create_own_role(&scene.operator(&account)).await;
    scene.settle().await;
    scene.forget();
    let definition = task_definition("api").with("taskRoleArn", json!(OWN_ROLE));
    scene.register_and_settle(&account, &definition).await;
    scene.assert_no_changes();
    scene.assert_no_dead_letters();
    let answer = scene.invoke_patch(&account, "api").await.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP108");
}

#[tokio::test]
async fn a_replaced_task_role_is_kept_in_a_tag_and_comes_back_with_unpatch() {
    let replacing = pair("orders").with("existing_task_role: replace");
    let scene = Setup::with(replacing).start().await;
    let account = scene.account_joins("shop").await;
    create_own_role(&scene.operator(&account)).await;
    scene.settle().await;
    scene.forget();
    let definition = task_definition("api").with("taskRoleArn", json!(OWN_ROLE));
    scene.register_and_settle(&account, &definition).await;
    assert_eq!(scene.changes(), ["333333333333 RegisterTaskDefinition api"]);
    let patched = scene.describe(&account, "api:2").await.unwrap();
    assert_eq!(
        patched["taskDefinition"]["taskRoleArn"],
        "arn:aws:iam::333333333333:role/rolepair/rolepair-orders"
    );
    let kept = json!({"key": "rolepair:original-task-role", "value": OWN_ROLE});
    assert!(patched["tags"].as_array().unwrap().contains(&kept));
    let unpatched = unpatch(&from_describe(&patched).unwrap());
    assert_eq!(unpatched.body["taskRoleArn"], OWN_ROLE);
}

#[tokio::test]
async fn ecs_exec_adds_its_four_actions_and_the_pair_is_still_proven() {
    let scene = Setup::with(pair("orders").with("ecs_exec: true"));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    let state = scene.state().await;
    let role = &state["333333333333"]["roles"]["rolepair-orders"];
    let policies = role["inline"].as_object().unwrap();
    let policy: Vec<&Value> = policies.values().collect();
    let policy = policy[0].as_str().unwrap();
    assert_eq!(policy.matches("ssmmessages%3A").count(), 4, "{policy}");
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 ACTIVE", "2 ACTIVE"]);
}

#[tokio::test]
async fn a_container_that_opts_out_keeps_its_own_identity() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let other = json!({"name": "metrics", "image": "metrics:1", "essential": false,
                       "dockerLabels": {"rolepair.skip": "true"}});
    let mut definition = task_definition("api").input().clone();
    let containers = definition["containerDefinitions"].as_array_mut().unwrap();
    containers.push(other);
    let containers = json!(containers);
    let definition = task_definition("api").with("containerDefinitions", containers);
    scene.register_and_settle(&account, &definition).await;
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let containers = &patched["taskDefinition"]["containerDefinitions"];
    let of = |name: &str| {
        let mut all = containers.as_array().unwrap().iter();
        let one = all.find(|container| container["name"] == name);
        one.unwrap()["environment"].to_string()
    };
    assert!(of("app").contains("AWS_PROFILE"));
    assert!(!of("metrics").contains("AWS_PROFILE"));
}
