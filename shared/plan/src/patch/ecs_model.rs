//! A model of how ECS changes a definition between RegisterTaskDefinition and
//! DescribeTaskDefinition, and of how a later version of ECS may change it.

use rolepair_model::TaskDefinition;
use serde_json::{Map, Value, json};

use crate::{from_describe, register_input};

/// The definition, registered as `revision` and described again.
pub(crate) fn described(definition: &TaskDefinition, revision: u32) -> TaskDefinition {
    let mut body = register_input(definition);
    let tags = body.shift_remove("tags").unwrap_or_else(|| json!([]));
    for container in entries(&mut body, "containerDefinitions") {
        describe_container(container);
    }
    body.entry("volumes").or_insert_with(|| json!([]));
    for volume in entries(&mut body, "volumes") {
        if volume.len() == 1 {
            volume.insert("host".to_owned(), json!({}));
        }
        add_defaults(volume, json!({"aFutureDefault": "on"}));
    }
    if body.get("taskRoleArn") == Some(&json!("")) {
        body.shift_remove("taskRoleArn");
    }
    add_defaults(
        &mut body,
        json!({
            "taskDefinitionArn": "arn:aws:ecs:eu-west-1:222222222222:task-definition/x:1",
            "status": "ACTIVE",
            "requiresAttributes": [{"name": "com.amazonaws.ecs.capability.task-iam-role"}],
            "compatibilities": ["EC2", "FARGATE"],
            "registeredAt": 1700000000.123,
            "registeredBy": "arn:aws:sts::222222222222:assumed-role/deploy/ci",
            "placementConstraints": [],
        }),
    );
    body.insert("revision".to_owned(), json!(revision));
    from_describe(&json!({"taskDefinition": body, "tags": tags})).unwrap()
}

fn describe_container(container: &mut Map<String, Value>) {
    add_defaults(
        container,
        json!({
            "cpu": 0,
            "essential": true,
            "environment": [],
            "mountPoints": [],
            "volumesFrom": [],
            "portMappings": [],
            "systemControls": [],
            "aFutureDefault": "enabled",
        }),
    );
    if let Some(Value::Array(environment)) = container.get_mut("environment") {
        environment.sort_by_key(Value::to_string);
        environment.reverse();
    }
    for mount in entries(container, "mountPoints") {
        // ECS may leave a default out.
        if mount.get("readOnly") == Some(&json!(false)) {
            mount.shift_remove("readOnly");
        }
        add_defaults(mount, json!({"aFutureDefault": "on"}));
    }
    for dependency in entries(container, "dependsOn") {
        add_defaults(dependency, json!({"aFutureDefault": "on"}));
    }
}

fn add_defaults(object: &mut Map<String, Value>, defaults: Value) {
    let Value::Object(defaults) = defaults else {
        return;
    };
    for (member, value) in defaults {
        object.entry(member).or_insert(value);
    }
}

fn entries<'a>(
    object: &'a mut Map<String, Value>,
    member: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let list = object.get_mut(member).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}
