//! What people, pipelines and other workers do to a patched definition, and what rolepair makes of it.

use rolepair_config::ExistingTaskRole;
use rolepair_model::TaskDefinition;
use serde_json::{Value, json};

use super::ecs_model::described;
use crate::{
    PATCHED_FROM_TAG, PatchOutcome, PatchSpec,
    examples::{
        OTHER_ROLE, codes, container, container_mut, definition, host_spec, patched,
        rolepair_init_spec, spec, with_container,
    },
    is_ours, is_same_patch, patch, patched_from, unpatch,
};

fn base() -> TaskDefinition {
    definition(json!({"containerDefinitions": [
        {"name": "app", "image": "app:1", "memory": 128, "environment": [{"name": "A", "value": "b"}]},
        {"name": "proxy", "image": "proxy:1", "memory": 64},
    ]}))
}

fn needs_no_patch(definition: &TaskDefinition, spec: &PatchSpec) -> bool {
    patch(definition, spec).outcome == PatchOutcome::Unchanged
}

/// A change that somebody makes to a definition.
type Breakage<'a> = &'a dyn Fn(&mut TaskDefinition);

/// Removes the entries of a list that have `text` under `key`.
fn remove(container: &mut Value, member: &str, key: &str, text: &str) {
    let list = container[member].as_array_mut().unwrap();
    list.retain(|entry| entry[key] != text);
}

#[test]
fn a_revision_made_from_a_patched_one_needs_no_patch() {
    let mut derived = described(&patched(&base(), &spec()), 6);
    container_mut(&mut derived, "app")["image"] = json!("app:2");
    let variable = json!({"name": "NEW", "value": "x"});
    container_mut(&mut derived, "proxy")["environment"]
        .as_array_mut()
        .unwrap()
        .push(variable);
    container_mut(&mut derived, "rolepair-init")["logConfiguration"] =
        json!({"logDriver": "awslogs"});
    assert!(needs_no_patch(&derived, &spec()));
    derived.tags.clear();
    assert!(
        needs_no_patch(&derived, &spec()),
        "many pipelines lose the tags"
    );
    let unpatched = unpatch(&derived);
    assert_eq!(container(&unpatched, "app")["image"], "app:2");
    assert_eq!(
        container(&unpatched, "proxy")["environment"],
        json!([{"name": "NEW", "value": "x"}])
    );
}

#[test]
fn a_patch_that_was_removed_in_part_is_completed() {
    let whole = described(&patched(&base(), &spec()), 6);
    let breakages: [(&str, Breakage<'_>); 8] = [
        ("init container", &|d| {
            let list = d.body["containerDefinitions"].as_array_mut().unwrap();
            list.retain(|container| container["name"] != "rolepair-init");
        }),
        ("volume", &|d| d.body["volumes"] = json!([])),
        ("variable", &|d| {
            remove(
                container_mut(d, "app"),
                "environment",
                "name",
                "AWS_PROFILE",
            )
        }),
        ("mount", &|d| {
            remove(
                container_mut(d, "app"),
                "mountPoints",
                "sourceVolume",
                "rolepair",
            )
        }),
        ("order", &|d| {
            remove(
                container_mut(d, "app"),
                "dependsOn",
                "containerName",
                "rolepair-init",
            )
        }),
        ("writable", &|d| {
            container_mut(d, "app")["mountPoints"][0]["readOnly"] = json!(false)
        }),
        ("essential", &|d| {
            container_mut(d, "rolepair-init")["essential"] = json!(true)
        }),
        ("role", &|d| {
            d.body.shift_remove("taskRoleArn");
        }),
    ];
    for (name, break_it) in breakages {
        let mut broken = whole.clone();
        break_it(&mut broken);
        assert!(!needs_no_patch(&broken, &spec()), "{name}");
        let mended = patched(&broken, &spec());
        let again = described(&unpatch(&mended), 5).body;
        assert_eq!(again, described(&base(), 5).body, "{name}");
        assert!(needs_no_patch(&described(&mended, 7), &spec()), "{name}");
    }
}

#[test]
fn a_container_that_was_added_by_hand_is_patched_with_the_others() {
    let mut derived = described(&patched(&base(), &spec()), 6);
    let list = derived.body["containerDefinitions"].as_array_mut().unwrap();
    list.push(json!({"name": "batch", "mountPoints": [
        {"sourceVolume": "rolepair", "containerPath": "/rolepair", "readOnly": true},
    ]}));
    let patched = patched(&derived, &spec());
    assert_eq!(
        container(&patched, "batch")["mountPoints"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(container(&patched, "batch").get("environment").is_some());
    assert!(needs_no_patch(&patched, &spec()));
}

#[test]
fn a_variable_that_somebody_changed_after_the_patch_stays() {
    let mut edited = described(&patched(&base(), &spec()), 6);
    for variable in container_mut(&mut edited, "app")["environment"]
        .as_array_mut()
        .unwrap()
    {
        if variable["name"] == "AWS_PROFILE" {
            variable["value"] = json!("theirs");
        }
    }
    let patch = patch(&edited, &spec());
    assert_eq!(
        (patch.outcome.clone(), codes(&patch)),
        (PatchOutcome::Refused, vec!["RP103"])
    );
    let kept = unpatch(&edited);
    let profile = json!({"name": "AWS_PROFILE", "value": "theirs"});
    assert!(
        container(&kept, "app")["environment"]
            .as_array()
            .unwrap()
            .contains(&profile)
    );
}

#[test]
fn another_resource_role_or_delivery_is_patched_anew() {
    let first = described(&patched(&base(), &spec()), 6);
    let other_role = PatchSpec {
        resource_role: "arn:aws:iam::333333333333:role/rolepair/rolepair-orders"
            .parse()
            .unwrap(),
        ..spec()
    };
    let other_image = PatchSpec {
        init_image: "registry.example.com/busybox:1.38".parse().unwrap(),
        ..spec()
    };
    let fewer = PatchSpec {
        containers: ["app".to_owned()].into(),
        ..spec()
    };
    let other_program = rolepair_init_spec();
    for other in [other_role, other_image, other_program, fewer, host_spec()] {
        let second = patched(&first, &other);
        assert_eq!(second.tags[PATCHED_FROM_TAG], "6");
        let again = described(&second, 7);
        assert!(needs_no_patch(&again, &other));
        assert!(!needs_no_patch(&again, &spec()));
        assert_eq!(
            described(&unpatch(&again), 5).body,
            described(&base(), 5).body
        );
    }
}

#[test]
fn a_replaced_task_role_is_kept_through_any_number_of_patches() {
    let replace = |pair: &str| PatchSpec {
        pair: pair.parse().unwrap(),
        task_role: format!("arn:aws:iam::222222222222:role/rolepair/rolepair-{pair}")
            .parse()
            .unwrap(),
        existing_task_role: ExistingTaskRole::Replace,
        ..spec()
    };
    let original = definition(json!({"taskRoleArn": OTHER_ROLE}));
    let first = described(&patched(&original, &replace("a")), 6);
    let second = described(&patched(&first, &replace("b")), 7);
    assert_eq!(unpatch(&second).body["taskRoleArn"], OTHER_ROLE);
}

#[test]
fn the_tags_say_which_revision_was_patched() {
    let base = base();
    let patched = described(&patched(&base, &spec()), 6);
    assert!(is_ours(&patched) && !is_ours(&base));
    assert_eq!(
        (patched_from(&patched), patched_from(&base)),
        (Some(5), None)
    );
}

#[test]
fn two_workers_that_patch_the_same_revision_make_the_same_patch() {
    let base = base();
    let (mine, theirs) = (
        patched(&base, &spec()),
        described(&patched(&base, &spec()), 6),
    );
    assert!(is_same_patch(&mine, &theirs) && is_same_patch(&theirs, &mine));
    let other = PatchSpec {
        region: "us-east-1".parse().unwrap(),
        ..spec()
    };
    assert!(!is_same_patch(&mine, &patched(&base, &other)));
    let mut later = base.clone();
    later.body["revision"] = json!(7);
    assert!(!is_same_patch(&mine, &patched(&later, &spec())));
    assert!(!is_same_patch(&mine, &base));
    let mut unregistered = base;
    unregistered.body.shift_remove("revision");
    let bare = patched(&unregistered, &spec());
    assert!(
        !is_same_patch(&bare, &bare),
        "the revision that was patched is unknown"
    );
}

#[test]
fn the_init_container_sets_memory_only_where_the_task_sets_none() {
    let of_init = |definition: &TaskDefinition| {
        let patched = patched(definition, &spec());
        container(&patched, "rolepair-init").get("memory").cloned()
    };
    assert_eq!(of_init(&definition(json!({}))), Some(json!(32)));
    assert_eq!(of_init(&definition(json!({"memory": "512"}))), None);
}

#[test]
fn a_variable_is_added_only_where_it_is_missing() {
    let set = json!({"environment": [{"name": "AWS_REGION", "value": "eu-west-1"}]});
    let patched = patched(&with_container(set), &spec());
    let names: Vec<&Value> = container(&patched, "app")["environment"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variable| &variable["name"])
        .collect();
    assert_eq!(
        names,
        [
            "AWS_REGION",
            "AWS_PROFILE",
            "AWS_CONFIG_FILE",
            "AWS_SDK_LOAD_CONFIG",
            "AWS_DEFAULT_REGION"
        ]
    );
}
