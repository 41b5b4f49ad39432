//! The laws of the patch, over definitions that nobody would write and some that many people do.

use std::collections::BTreeSet;

use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
    strategy::ValueTree,
};
use rolepair_config::{Delivery, ExistingTaskRole};
use rolepair_model::{Finding, TaskDefinition};
use serde_json::{Map, Value, json};

use super::ecs_model::described;
use crate::{
    Patch, PatchOutcome, PatchSpec,
    examples::{OTHER_ROLE, TASK_ROLE, host_spec, rolepair_init_spec, spec},
    from_describe, patch, register_input, unpatch,
};

/// Members of an object, some of them absent.
type Members = Vec<Option<(&'static str, Value)>>;

fn object(members: Members) -> Value {
    let mut object = Map::new();
    for (member, value) in members.into_iter().flatten() {
        object.insert(member.to_owned(), value);
    }
    Value::Object(object)
}

fn member(
    name: &'static str,
    value: impl Strategy<Value = Value> + 'static,
) -> BoxedStrategy<Option<(&'static str, Value)>> {
    let value = prop_oneof![9 => value, 1 => Just(Value::Null)];
    option::of(value.prop_map(move |value| (name, value))).boxed()
}

fn list(entry: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    vec(entry, 0..3).prop_map(Value::Array).boxed()
}

/// Values that a later version of ECS may add anywhere, with digits that no float holds.
fn unknown() -> BoxedStrategy<Value> {
    let number: Value = serde_json::from_str("123456789012345678901234567890.10").unwrap();
    select(vec![
        json!({"a": [number, null, {}]}),
        json!([]),
        json!(null),
        json!("x"),
        json!(1.50),
    ])
    .boxed()
}

fn variable() -> BoxedStrategy<Value> {
    let ours = vec![
        ("AWS_PROFILE", "orders"),
        ("AWS_CONFIG_FILE", "/rolepair/config"),
        ("AWS_SDK_LOAD_CONFIG", "true"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_REGION", "us-west-2"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("LOG_LEVEL", "debug"),
        ("LOG_LEVEL", ""),
    ];
    let set = select(ours).prop_map(|(name, value)| json!({"name": name, "value": value}));
    prop_oneof![9 => set, 1 => Just(json!({"name": "BARE", "future": 1}))].boxed()
}

fn label_map() -> BoxedStrategy<Value> {
    let label = prop_oneof![
        4 => Just(("team", "shop")),
        1 => Just(("rolepair.skip", "false")),
        1 => Just(("rolepair.skip", "true")),
    ];
    vec(label, 0..3)
        .prop_map(|labels| {
            labels
                .into_iter()
                .map(|(k, v)| (k.to_owned(), json!(v)))
                .collect()
        })
        .boxed()
}

fn container(index: usize) -> BoxedStrategy<Value> {
    let members: Vec<BoxedStrategy<Option<(&'static str, Value)>>> = vec![
        Just(Some(("name", json!(format!("c{index}"))))).boxed(),
        member("environment", list(variable())),
        member("essential", any::<bool>().prop_map(Value::from)),
        member(
            "secrets",
            list(Just(json!({"name": "TOKEN", "valueFrom": "arn"}))),
        ),
        member(
            "environmentFiles",
            list(Just(json!({"value": "arn", "type": "s3"}))),
        ),
        member(
            "mountPoints",
            list(Just(
                json!({"sourceVolume": "data", "containerPath": "/data", "future": []}),
            )),
        ),
        member(
            "dependsOn",
            list(Just(json!({"containerName": "c0", "condition": "START"}))),
        ),
        member("volumesFrom", list(Just(json!({"sourceContainer": "c0"})))),
        member("dockerLabels", label_map()),
        member("memory", Just(json!(128))),
        member("aFutureMember", unknown()),
    ];
    members.prop_map(object).boxed()
}

fn containers() -> BoxedStrategy<Value> {
    (1..11_usize)
        .prop_flat_map(|count| (0..count).map(container).collect::<Vec<_>>())
        .prop_map(Value::Array)
        .boxed()
}

fn body() -> BoxedStrategy<Value> {
    let roles = select(vec![
        "",
        TASK_ROLE,
        OTHER_ROLE,
        "rolepair-orders",
        "orders-task",
    ]);
    let members = vec![
        Just(Some(("family", json!("orders-api")))).boxed(),
        member("revision", Just(json!(5))),
        member("taskRoleArn", roles.prop_map(Value::from)),
        containers()
            .prop_map(|list| Some(("containerDefinitions", list)))
            .boxed(),
        member(
            "volumes",
            list(Just(json!({"name": "data", "aFutureVolume": {"x": 0.10}}))),
        ),
        member("memory", Just(json!("512"))),
        member(
            "requiresCompatibilities",
            list(select(vec![json!("EC2"), json!("FARGATE")])),
        ),
        member("aFutureMember", unknown()),
    ];
    members.prop_map(object).boxed()
}

fn definitions() -> BoxedStrategy<TaskDefinition> {
    let key = select(vec![
        "team",
        "rolepair:pair",
        "aws:cloudformation:stack-name",
        "AWS:x",
    ]);
    (
        body(),
        btree_map(key.prop_map(str::to_owned), "[a-z]{0,3}", 0..3),
    )
        .prop_map(|(body, tags)| TaskDefinition {
            tags,
            ..from_describe(&body).unwrap()
        })
        .boxed()
}

fn specs() -> BoxedStrategy<PatchSpec> {
    let containers = select(vec![
        BTreeSet::new(),
        ["c0".to_owned(), "c9".to_owned()].into(),
    ]);
    (
        select(vec![
            spec(),
            rolepair_init_spec(),
            host_spec(),
            other_spec(),
        ]),
        containers,
        any::<bool>(),
    )
        .prop_map(|(spec, containers, replace)| PatchSpec {
            containers,
            existing_task_role: if replace {
                ExistingTaskRole::Replace
            } else {
                ExistingTaskRole::Refuse
            },
            ..spec
        })
        .boxed()
}

/// Another pair, in another Region.
fn other_spec() -> PatchSpec {
    PatchSpec {
        pair: "billing".parse().unwrap(),
        task_role: "arn:aws:iam::222222222222:role/rolepair/rolepair-billing"
            .parse()
            .unwrap(),
        region: "us-east-1".parse().unwrap(),
        ..spec()
    }
}

/// A definition in which one value is replaced by another.
fn odd_definitions() -> BoxedStrategy<TaskDefinition> {
    let odd = select(vec![
        json!(null),
        json!(1),
        json!(""),
        json!([]),
        json!({}),
        json!([1]),
        json!("rolepair"),
        json!("rolepair-init"),
        json!({"name": "rolepair"}),
        json!({"rolepair.added": "{}"}),
        json!({"rolepair.added": 1}),
        json!([[]]),
        json!("/rolepair"),
    ]);
    (definitions(), any::<prop::sample::Index>(), odd)
        .prop_map(|(mut definition, index, odd)| {
            let mut body = Value::Object(definition.body);
            let pointers = pointers(&body);
            *body.pointer_mut(index.get::<String>(&pointers)).unwrap() = odd;
            definition.body = body.as_object().unwrap().clone();
            definition
        })
        .boxed()
}

/// The JSON pointers to all values within a value.
fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, child)| (key.replace('/', "~1"), child))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(index, child)| (index.to_string(), child))
            .collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (key, child) in children {
        found.push(format!("/{key}"));
        found.extend(
            pointers(child)
                .into_iter()
                .map(|below| format!("/{key}{below}")),
        );
    }
    found
}

/// The JSON pointers at which two values differ: where only one has a value, or where the two have
/// different values that are not both lists or both objects.
fn differences(one: &Value, other: &Value) -> Vec<String> {
    let (has, wants) = (pointers(one), pointers(other));
    let both: BTreeSet<&String> = has.iter().chain(&wants).collect();
    let differ = |pointer: &&&String| match (one.pointer(pointer), other.pointer(pointer)) {
        (Some(Value::Object(_)), Some(Value::Object(_)))
        | (Some(Value::Array(_)), Some(Value::Array(_))) => false,
        (one, other) => one != other,
    };
    both.iter()
        .filter(differ)
        .map(|pointer| (*pointer).clone())
        .collect()
}

/// Whether a patch may touch the place, in a definition without the init container.
fn may_differ(pointer: &str) -> bool {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    match steps.as_slice() {
        ["taskRoleArn"] | ["volumes", ..] => true,
        [
            "containerDefinitions",
            _,
            "environment" | "mountPoints" | "dependsOn",
            ..,
        ] => true,
        ["containerDefinitions", _, "dockerLabels"] => true,
        ["containerDefinitions", _, "dockerLabels", label] => *label == "rolepair.added",
        _ => false,
    }
}

/// Whether everything in `lists` of the original is in those of the patch, in its order, first.
fn keeps(original: &Value, patched: &Value) -> bool {
    match (original, patched) {
        (Value::Array(original), Value::Array(patched)) => {
            original.len() <= patched.len()
                && original.iter().zip(patched).all(|(a, b)| keeps(a, b))
        }
        (Value::Object(original), Value::Object(patched)) => original.iter().all(|(key, value)| {
            key == "taskRoleArn" || patched.get(key).is_some_and(|other| keeps(value, other))
        }),
        // Null is nothing, and something may be added to it.
        (Value::Null, Value::Array(_) | Value::Object(_)) => true,
        _ => original == patched,
    }
}

fn text(definition: &TaskDefinition) -> String {
    format!(
        "{} {:?}",
        Value::Object(definition.body.clone()),
        definition.tags
    )
}

fn changed(patch: Patch) -> Option<TaskDefinition> {
    match patch.outcome {
        PatchOutcome::Changed(patched) => Some(patched),
        _ => None,
    }
}

fn blocks(patch: &Patch) -> bool {
    patch.findings.iter().any(Finding::blocks)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(256)
    })]

    #[test]
    fn a_patched_definition_needs_no_patch(definition in definitions(), spec in specs()) {
        if let Some(patched) = changed(patch(&definition, &spec)) {
            prop_assert_eq!(patch(&patched, &spec).outcome, PatchOutcome::Unchanged);
            let described = described(&patched, 6);
            prop_assert_eq!(patch(&described, &spec).outcome, PatchOutcome::Unchanged);
        }
    }

    #[test]
    fn unpatching_a_patch_gives_the_definition_again(definition in definitions(), spec in specs()) {
        if let Some(patched) = changed(patch(&definition, &spec)) {
            prop_assert_eq!(text(&unpatch(&patched)), text(&definition));
        }
    }

    #[test]
    fn unpatching_what_ecs_describes_gives_what_ecs_would_describe(definition in definitions(), spec in specs()) {
        if let Some(patched) = changed(patch(&definition, &spec)) {
            let unpatched = described(&unpatch(&described(&patched, 6)), 7);
            prop_assert_eq!(register_input(&unpatched), register_input(&described(&definition, 7)));
        }
    }

    #[test]
    fn only_the_intended_paths_differ(definition in definitions(), spec in specs()) {
        if let Some(mut patched) = changed(patch(&definition, &spec)) {
            if spec.delivery == Delivery::InitContainer {
                patched.body["containerDefinitions"].as_array_mut().unwrap().remove(0);
            }
            let (before, after) = (Value::Object(definition.body), Value::Object(patched.body));
            for pointer in differences(&before, &after) {
                prop_assert!(may_differ(&pointer), "{}", pointer);
            }
            prop_assert!(keeps(&before, &after), "{} {}", before, after);
            let tags = patched.tags.into_iter().filter(|(key, _)| !key.starts_with("rolepair:") || key == "rolepair:pair");
            prop_assert_eq!(tags.collect::<Vec<_>>(), definition.tags.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_patch_for_something_else_is_as_if_it_were_the_first(
        definition in definitions(), spec in specs(), other in specs()
    ) {
        if let Some(patched) = changed(patch(&definition, &spec)) {
            let (first, second) = (patch(&definition, &other), patch(&patched, &other));
            prop_assert_eq!(first.findings, second.findings);
            match (first.outcome, second.outcome) {
                (PatchOutcome::Changed(first), PatchOutcome::Unchanged) => prop_assert_eq!(first.body, patched.body),
                (first, second) => prop_assert_eq!(first, second),
            }
        }
    }

    #[test]
    fn a_patch_is_refused_exactly_when_a_finding_blocks(definition in definitions(), spec in specs()) {
        let patch = patch(&definition, &spec);
        prop_assert_eq!(patch.outcome == PatchOutcome::Refused, blocks(&patch), "{:?}", patch);
    }

    #[test]
    fn no_definition_makes_a_patch_panic_or_lie(definition in odd_definitions(), spec in specs()) {
        let first = patch(&definition, &spec);
        prop_assert_eq!(first.outcome == PatchOutcome::Refused, blocks(&first));
        let unpatched = unpatch(&definition);
        prop_assert_eq!(text(&unpatch(&unpatched)), text(&unpatched));
        if let Some(patched) = changed(first) {
            prop_assert_eq!(text(&unpatch(&patched)), text(&unpatched));
            prop_assert_eq!(patch(&patched, &spec).outcome, PatchOutcome::Unchanged);
        }
    }
}

#[test]
fn enough_of_the_generated_definitions_are_patched() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut patched = 0;
    for _ in 0..200 {
        let (definition, spec) = (definitions(), specs())
            .new_tree(&mut runner)
            .unwrap()
            .current();
        patched += usize::from(changed(patch(&definition, &spec)).is_some());
    }
    assert!(patched > 50, "{patched} of 200");
}
