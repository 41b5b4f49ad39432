use super::*;
use crate::services::ecs::validate;

fn describe(input: &Value, reorder: bool) -> Value {
    let valid = validate::registration(input.as_object().unwrap()).unwrap();
    let identity = Identity {
        arn: "arn:aws:ecs:eu-west-1:333333333333:task-definition/orders:7",
        number: 7,
        by: "arn:aws:iam::333333333333:user/u",
        at: OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap(),
    };
    Value::Object(described(
        valid.members,
        &valid.containers,
        &identity,
        reorder,
    ))
}

fn input() -> Value {
    let mut input = fixed_input();
    input["newest"] = serde_json::from_str(r#"{"of":["all",1.10]}"#).unwrap();
    input
}

fn fixed_input() -> Value {
    json!({
        "family": "orders",
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "tags": [{"key": "k", "value": "v"}],
        "volumes": [{"name": "empty"}, {"name": "newer", "newVolumeConfiguration": {"x": 1}}],
        "containerDefinitions": [{
            "name": "app",
            "image": "i",
            "secretOptions": null,
            "portMappings": [{"containerPort": 80, "nick": "n"}],
            "environment": [{"name": "B", "value": "1"}, {"name": "A", "value": "2"}],
            "newContainerMember": {"deep": [{"er": true}]},
        }],
    })
}

#[test]
fn defaults_are_filled_in_and_unknown_members_stay() {
    let described = describe(&input(), false);
    assert_eq!(
        described["containerDefinitions"][0],
        json!({
            "name": "app",
            "image": "i",
            "portMappings": [{"containerPort": 80, "nick": "n", "hostPort": 80, "protocol": "tcp"}],
            "environment": [{"name": "B", "value": "1"}, {"name": "A", "value": "2"}],
            "newContainerMember": {"deep": [{"er": true}]},
            "cpu": 0,
            "essential": true,
            "mountPoints": [],
            "volumesFrom": [],
            "systemControls": [],
        })
    );
    assert_eq!(described["newest"].to_string(), r#"{"of":["all",1.10]}"#);
    assert_eq!(
        described["volumes"],
        json!([{"name": "empty", "host": {}}, {"name": "newer", "newVolumeConfiguration": {"x": 1}}])
    );
    assert_eq!(described["placementConstraints"], json!([]));
    assert_eq!(described["compatibilities"], json!(["EC2", "FARGATE"]));
    assert_eq!(
        (&described["revision"], &described["status"]),
        (&json!(7), &json!("ACTIVE"))
    );
    assert!(described["registeredAt"].is_number());
    assert!(described.get("tags").is_none());
}

#[test]
fn the_environment_comes_in_another_order_on_request() {
    let described = describe(&input(), true);
    let environment = &described["containerDefinitions"][0]["environment"];
    assert_eq!(
        environment,
        &json!([{"name": "A", "value": "2"}, {"name": "B", "value": "1"}])
    );
}
