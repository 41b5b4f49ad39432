use serde_json::json;

use super::*;

fn base() -> Value {
    json!({
        "family": "orders",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "volumes": [{"name": "v"}],
        "containerDefinitions": [
            {"name": "app", "image": "a", "mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}],
             "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}], "newer": {"than": "us"}},
            {"name": "init", "image": "i", "essential": false},
        ],
    })
}

fn check(value: &Value) -> Result<(), String> {
    registration(value.as_object().unwrap())
        .map(|_| ())
        .map_err(|error| error.message)
}

#[test]
fn a_task_definition_that_ecs_takes_is_taken() {
    assert_eq!(check(&base()), Ok(()));
}

/// Where the base is changed, the new value, and a part of the error.
#[test]
fn what_ecs_refuses_is_refused() {
    let container = |index: usize, member: &str| format!("/containerDefinitions/{index}/{member}");
    let eleven: Vec<Value> = (0..11)
        .map(|n| json!({"name": format!("c{n}"), "image": "i"}))
        .collect();
    let cases = [
        (
            "/containerDefinitions".to_owned(),
            json!([]),
            "null or empty",
        ),
        (
            "/containerDefinitions".to_owned(),
            json!("x"),
            "null or empty",
        ),
        (
            "/containerDefinitions".to_owned(),
            json!(eleven),
            "at most 10",
        ),
        (
            "/containerDefinitions/0".to_owned(),
            json!("x"),
            "not an object",
        ),
        (container(0, "name"), json!("init"), "must be unique: init"),
        (container(0, "name"), json!("a b"), "Container.name"),
        (container(0, "image"), json!(""), "Container.image"),
        (
            container(0, "essential"),
            json!(false),
            "At least one container",
        ),
        (
            container(1, "essential"),
            json!(true),
            "SUCCESS cannot be set on the essential container 'init'",
        ),
        (
            container(0, "dependsOn"),
            json!([{"containerName": "no", "condition": "START"}]),
            "'no', which is not there",
        ),
        (
            container(0, "dependsOn"),
            json!([{"containerName": "app", "condition": "START"}]),
            "'app', which is not there",
        ),
        (
            container(0, "dependsOn"),
            json!([{"containerName": "init", "condition": "HEALTHY"}]),
            "no health check",
        ),
        (
            container(0, "dependsOn"),
            json!([{"containerName": "init", "condition": "DONE"}]),
            "DONE",
        ),
        (
            container(1, "dependsOn"),
            json!([{"containerName": "app", "condition": "START"}]),
            "in a circle",
        ),
        (
            container(0, "mountPoints"),
            json!([{"sourceVolume": "w", "containerPath": "/w"}]),
            "Unknown volume 'w'",
        ),
        (
            container(0, "mountPoints"),
            json!([{"sourceVolume": "v"}]),
            "containerPath",
        ),
        (
            container(0, "mountPoints"),
            json!([{"sourceVolume": "v", "containerPath": "/v"}, {"sourceVolume": "v", "containerPath": "/v"}]),
            "Duplicate",
        ),
        (
            container(0, "newer"),
            json!("x".repeat(MAX_BYTES)),
            "Max allowed length is '65536'",
        ),
        (
            "/volumes".to_owned(),
            json!([{"name": "v"}, {"name": "v"}]),
            "must be unique: v",
        ),
        (
            "/volumes".to_owned(),
            json!([{"name": "v/"}]),
            "Volume.name",
        ),
        (
            "/volumes".to_owned(),
            json!([{"name": "v", "host": {"sourcePath": "/x"}}]),
            "host.sourcePath",
        ),
        ("/networkMode".to_owned(), json!("bridge"), "awsvpc"),
        ("/cpu".to_owned(), json!(null), "'cpu' and 'memory'"),
        (
            "/memory".to_owned(),
            json!("513"),
            "No Fargate configuration",
        ),
    ];
    for (pointer, value, expected) in cases {
        let mut changed = base();
        set(&mut changed, &pointer, value);
        let error = check(&changed).expect_err(&pointer);
        assert!(error.contains(expected), "{pointer}: {error}");
    }
}

fn set(value: &mut Value, pointer: &str, to: Value) {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[member.parse::<usize>().unwrap()] = to,
        Value::Object(members) => drop(members.insert(member.to_owned(), to)),
        other => panic!("{other}"),
    }
}

#[test]
fn a_name_for_two_secrets_or_a_variable_and_a_secret_is_refused() {
    let mut both = base();
    set(
        &mut both,
        "/containerDefinitions/0/environment",
        json!([{"name": "X", "value": "1"}]),
    );
    set(
        &mut both,
        "/containerDefinitions/0/secrets",
        json!([{"name": "X", "valueFrom": "arn"}]),
    );
    assert!(check(&both).unwrap_err().contains("such as 'X'"));
}

#[test]
fn off_fargate_each_container_needs_memory_if_the_task_has_none() {
    let mut bare = base();
    set(&mut bare, "/requiresCompatibilities", json!(["EC2"]));
    assert_eq!(check(&bare), Ok(()));
    bare.as_object_mut().unwrap().remove("memory");
    set(&mut bare, "/containerDefinitions/0/memory", json!(128));
    assert!(
        check(&bare)
            .unwrap_err()
            .contains("'init'. At least one of 'memory'")
    );
    set(
        &mut bare,
        "/containerDefinitions/1/memoryReservation",
        json!(16),
    );
    assert_eq!(check(&bare), Ok(()));
    set(
        &mut bare,
        "/volumes",
        json!([{"name": "v", "host": {"sourcePath": "/x"}}]),
    );
    assert_eq!(check(&bare), Ok(()));
}
