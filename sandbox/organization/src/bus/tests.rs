use std::sync::{Arc, Mutex};

use futures::FutureExt;
use serde_json::{Value, json};

use super::*;
use crate::{AwsService::Ecs, Options, Sandbox, test_client::TestClient};

/// What a function was given: family and receive count of every message of every batch.
type Seen = Arc<Mutex<Vec<Vec<(String, String)>>>>;

fn families(batch: &[(String, String)]) -> Vec<&str> {
    batch.iter().map(|(family, _)| family.as_str()).collect()
}

/// A sandbox in which a stand-in for `patch-task-definition` answers what `answer` makes of a batch.
async fn sandbox(
    answer: impl Fn(&Value) -> Result<Value, InvocationError> + Send + Sync + 'static,
) -> (Sandbox, TestClient, Seen) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    sandbox.turn(|dials| dials.delivery.redelivery_delay_ms = 1);
    let seen = Seen::default();
    let (into, answer) = (Arc::clone(&seen), Arc::new(answer));
    let factory: HandlerFactory = Arc::new(move |_| {
        let (into, answer) = (Arc::clone(&into), Arc::clone(&answer));
        Arc::new(move |event: Value| {
            into.lock().unwrap().push(records(&event));
            std::future::ready(answer(&event)).boxed()
        })
    });
    let mut function = HostedFunction::new("patch-task-definition", Code::InProcess(factory));
    function.max_receives = 3;
    function.batch_size = 1;
    sandbox.run_function(&function).unwrap();
    let client = TestClient::operator(&sandbox, "222222222222");
    (sandbox, client, seen)
}

fn records(event: &Value) -> Vec<(String, String)> {
    let records = event["Records"].as_array().into_iter().flatten();
    records
        .map(|record| {
            let body: Value = serde_json::from_str(record["body"].as_str().unwrap()).unwrap();
            let family = body["detail"]["requestParameters"]["family"]
                .as_str()
                .unwrap()
                .to_owned();
            (
                family,
                record["attributes"]["ApproximateReceiveCount"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
            )
        })
        .collect()
}

async fn register(client: &TestClient, family: &str) {
    let input = json!({"family": family, "memory": "512", "containerDefinitions": [{"name": "app", "image": "i"}]});
    client
        .json(Ecs, "RegisterTaskDefinition", input)
        .await
        .unwrap();
}

fn in_order(seen: &Seen) -> Vec<String> {
    seen.lock()
        .unwrap()
        .iter()
        .flatten()
        .map(|(family, _)| family.clone())
        .collect()
}

#[tokio::test]
async fn a_registration_reaches_the_function_and_what_its_pattern_does_not_match_does_not() {
    let (sandbox, client, seen) = sandbox(|_| Ok(json!({}))).await;
    register(&client, "orders").await;
    client
        .json(Ecs, "RegisterTaskDefinition", json!({"family": "broken"}))
        .await
        .unwrap_err();
    client
        .json(
            Ecs,
            "DeregisterTaskDefinition",
            json!({"taskDefinition": "orders:1"}),
        )
        .await
        .unwrap();
    sandbox.idle().await;
    assert_eq!(in_order(&seen), ["orders"]);
    assert_eq!(sandbox.invocations().len(), 1);
    assert!(sandbox.dead_letters().is_empty());
}

#[tokio::test]
async fn an_event_that_fails_comes_back_until_it_is_a_dead_letter() {
    let (sandbox, client, seen) =
        sandbox(|_| Err(InvocationError::new("Transient", "not yet"))).await;
    register(&client, "orders").await;
    sandbox.idle().await;
    let counts: Vec<String> = seen
        .lock()
        .unwrap()
        .iter()
        .flatten()
        .map(|(_, count)| count.clone())
        .collect();
    assert_eq!(counts, ["1", "2", "3"]);
    let dead = sandbox.dead_letters();
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].function.as_str(), dead[0].last_error.as_str()),
        ("patch-task-definition", "Transient: not yet")
    );
    let body: Value = serde_json::from_str(&dead[0].body).unwrap();
    assert_eq!(body["detail"]["requestParameters"]["family"], "orders");
}

#[tokio::test]
async fn only_the_messages_a_function_names_come_back() {
    let failing = |event: &Value| {
        let failed: Vec<Value> = event["Records"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|record| {
                record["attributes"]["ApproximateReceiveCount"] == "1"
                    && record["body"].as_str().unwrap().contains("late")
            })
            .map(|record| json!({"itemIdentifier": record["messageId"]}))
            .collect();
        Ok(json!({"batchItemFailures": failed}))
    };
    let (sandbox, client, seen) = sandbox(failing).await;
    for family in ["early", "late"] {
        register(&client, family).await;
    }
    sandbox.idle().await;
    let mut all = in_order(&seen);
    all.sort();
    assert_eq!(all, ["early", "late", "late"]);
    assert!(sandbox.dead_letters().is_empty());
}

#[tokio::test]
async fn events_are_delivered_twice_lost_or_reversed_as_the_dials_say() {
    let (sandbox, client, seen) = sandbox(|_| Ok(json!(null))).await;
    sandbox.turn(|dials| dials.delivery.twice = true);
    register(&client, "twice").await;
    sandbox.idle().await;
    assert_eq!(
        std::mem::take(&mut *seen.lock().unwrap())
            .iter()
            .map(|batch| families(batch))
            .collect::<Vec<_>>(),
        [["twice"], ["twice"]]
    );

    sandbox.turn(|dials| {
        dials.delivery.twice = false;
        dials.delivery.lose_next = 1;
    });
    for family in ["lost", "kept"] {
        register(&client, family).await;
    }
    sandbox.idle().await;
    assert_eq!(in_order(&seen), ["kept"]);
    seen.lock().unwrap().clear();

    sandbox.turn(|dials| dials.delivery.reverse = 3);
    for family in ["first", "second", "third", "fourth", "fifth"] {
        register(&client, family).await;
    }
    sandbox.idle().await;
    assert_eq!(
        in_order(&seen),
        ["third", "second", "first", "fifth", "fourth"]
    );
}

#[tokio::test]
async fn a_function_is_invoked_directly_with_exactly_the_payload() {
    let (sandbox, _, _) = sandbox(|event| Ok(json!({"given": event}))).await;
    let answer = sandbox
        .invoke("patch-task-definition", json!({"a": 1}))
        .await;
    assert_eq!(answer, Ok(json!({"given": {"a": 1}})));
    let missing = sandbox.invoke("backfill", json!({})).await.unwrap_err();
    assert_eq!(missing.error_type, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_handler_that_panics_fails_its_event_and_nothing_else() {
    let (sandbox, client, seen) = sandbox(|event| {
        let first = event["Records"][0]["attributes"]["ApproximateReceiveCount"] == "1";
        assert!(!first, "a defect");
        Ok(json!({}))
    })
    .await;
    register(&client, "orders").await;
    sandbox.idle().await;
    assert_eq!(in_order(&seen), ["orders", "orders"]);
    assert!(sandbox.dead_letters().is_empty());
}

#[tokio::test]
async fn a_task_definition_of_the_management_account_reaches_no_function() {
    let (sandbox, client, seen) = sandbox(|_| Ok(json!({}))).await;
    register(
        &TestClient::operator(&sandbox, "111111111111"),
        "of-management",
    )
    .await;
    register(&client, "orders").await;
    sandbox.idle().await;
    assert_eq!(in_order(&seen), ["orders"]);
}

/// A function of a stack that answers `answer`, or fails.
fn deployed(answer: Option<&'static str>) -> DeployedFunction {
    let factory: HandlerFactory = Arc::new(move |_| {
        Arc::new(move |_| {
            let failed = || InvocationError::new("Broken", "no");
            std::future::ready(answer.map(Value::from).ok_or_else(failed)).boxed()
        })
    });
    let mut function = HostedFunction::new("rolepair-f", Code::InProcess(factory));
    function.deployed_name = "rolepair-f".to_owned();
    function.max_receives = 1;
    function.patterns = Some(vec![EventPattern::parse("{\"source\": [\"s\"]}").unwrap()]);
    DeployedFunction {
        function,
        environment: FunctionEnvironment {
            endpoint: String::new(),
            region: "eu-west-1".to_owned(),
            credentials: crate::Credentials {
                account: "222222222222".parse().unwrap(),
                access_key_id: String::new(),
                secret_access_key: String::new(),
                session_token: None,
                expiration: None,
            },
            variables: Default::default(),
        },
        account: "222222222222".to_owned(),
        partition: "aws".to_owned(),
    }
}

#[tokio::test]
async fn a_function_that_replaces_another_takes_over_its_queue_and_what_is_remembered() {
    let (bus, activity) = (Bus::default(), crate::Activity::default());
    let offer = || {
        for target in bus.targets() {
            target.offer(&json!({"source": "s"}), 1, &activity);
        }
    };
    bus.attach_deployed(&deployed(None));
    offer();
    activity.idle().await;
    assert_eq!(bus.dead_letters().len(), 1);
    bus.attach_deployed(&deployed(Some("better")));
    assert_eq!((bus.dead_letters().len(), bus.invocations().len()), (1, 1));
    for _ in 0..3 {
        offer();
    }
    activity.idle().await;
    // The one that fails took no event.
    assert_eq!(bus.dead_letters().len(), 1);
    assert!(bus.invocations().last().unwrap().error.is_none());
    let answer = bus.invoke_deployed("rolepair-f", json!({})).await;
    assert_eq!(answer.unwrap().unwrap(), "better");
    assert!(bus.invoke_deployed("f", json!({})).await.is_none());
}
