//! Which definitions are refused, and with which findings. Each table also shows what is accepted.

use rolepair_config::ExistingTaskRole;
use rolepair_model::TaskDefinition;
use serde_json::{Value, json};

use crate::{
    ORIGINAL_TASK_ROLE_TAG, Patch, PatchOutcome, PatchSpec,
    examples::{
        OTHER_ROLE, TASK_ROLE, changed, codes, container, definition, host_spec, patched, spec,
        with_container,
    },
    patch, unpatch,
};

fn environment(name: &str, value: &str) -> Value {
    json!({"environment": [{"name": name, "value": value}]})
}

fn secret(name: &str) -> Value {
    json!({"secrets": [{"name": name, "valueFrom": "arn"}]})
}

fn mount(path: &str) -> Value {
    json!({"mountPoints": [{"sourceVolume": "data", "containerPath": path}]})
}

/// Asserts the findings of a definition, and that it is refused.
fn refused(definition: &TaskDefinition, spec: &PatchSpec, expected: &[&str]) -> Patch {
    let patch = patch(definition, spec);
    assert_eq!(
        codes(&patch),
        expected,
        "{:?} {:?}",
        definition.body,
        patch.findings
    );
    assert_eq!(patch.outcome, PatchOutcome::Refused);
    patch
}

/// Asserts the findings of a definition, and that it is patched nevertheless.
fn noted(definition: &TaskDefinition, expected: &[&str]) -> TaskDefinition {
    let patch = patch(definition, &spec());
    assert_eq!(codes(&patch), expected, "{:?}", patch.findings);
    changed(patch)
}

#[test]
fn a_container_with_credentials_of_its_own_is_refused() {
    for (name, value, code) in [
        ("AWS_PROFILE", "other", "RP103"),
        ("AWS_PROFILE", "", "RP103"),
        ("AWS_DEFAULT_PROFILE", "orders", "RP103"),
        ("AWS_CONFIG_FILE", "/app/config", "RP104"),
        ("AWS_SDK_LOAD_CONFIG", "0", "RP104"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/app/credentials", "RP104"),
        ("AWS_CREDENTIAL_PROFILES_FILE", "/app/credentials", "RP104"),
        ("AWS_ACCESS_KEY_ID", "AKIA", "RP105"),
        ("AWS_SECRET_ACCESS_KEY", "x", "RP105"),
        ("AWS_SESSION_TOKEN", "x", "RP105"),
        (
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://127.0.0.1",
            "RP106",
        ),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x", "RP106"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/x", "RP106"),
        ("AWS_ROLE_ARN", "arn", "RP106"),
    ] {
        refused(&with_container(environment(name, value)), &spec(), &[code]);
        refused(&with_container(secret(name)), &spec(), &[code]);
    }
}

#[test]
fn a_variable_may_have_the_value_that_the_patch_would_set() {
    for (name, value) in [
        ("AWS_PROFILE", "orders"),
        ("AWS_CONFIG_FILE", "/rolepair/config"),
        ("AWS_SDK_LOAD_CONFIG", "true"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("aws_profile", "other"),
    ] {
        noted(&with_container(environment(name, value)), &[]);
    }
}

#[test]
fn another_region_is_kept_and_noted() {
    let patched = noted(
        &with_container(environment("AWS_REGION", "us-west-2")),
        &["RP116"],
    );
    let environment = container(&patched, "app")["environment"]
        .as_array()
        .unwrap();
    assert_eq!(
        environment
            .iter()
            .filter(|v| v["name"] == "AWS_REGION")
            .count(),
        1
    );
    assert_eq!(environment[0]["value"], "us-west-2");
    let secret = noted(&with_container(secret("AWS_REGION")), &["RP116"]);
    let environment = container(&secret, "app")["environment"].as_array().unwrap();
    assert!(environment.iter().all(|v| v["name"] != "AWS_REGION"));
}

#[test]
fn environment_files_are_noted_as_unreadable() {
    let files = json!({"environmentFiles": [{"value": "arn", "type": "s3"}]});
    noted(&with_container(files), &["RP107"]);
    noted(&with_container(json!({"environmentFiles": []})), &[]);
}

#[test]
fn a_variable_that_is_set_twice_counts_with_each_value() {
    let twice = json!({"environment": [
        {"name": "AWS_PROFILE", "value": "orders"},
        {"name": "AWS_PROFILE", "value": "other"},
    ]});
    refused(&with_container(twice), &spec(), &["RP103"]);
}

#[test]
fn a_mount_that_overlaps_ours_is_refused_wherever_it_comes_from() {
    for path in [
        "/rolepair",
        "/rolepair/",
        "/rolepair/x",
        "/",
        "/x/../rolepair",
    ] {
        refused(&with_container(mount(path)), &spec(), &["RP109"]);
    }
    let tmpfs = json!({"linuxParameters": {"tmpfs": [{"containerPath": "/rolepair", "size": 1}]}});
    refused(&with_container(tmpfs), &spec(), &["RP109"]);
    noted(&with_container(mount("/rolepair2")), &[]);
    let mut inherits = definition(json!({"containerDefinitions": [
        {"name": "app", "volumesFrom": [{"sourceContainer": "middle"}]},
        {"name": "middle", "volumesFrom": [{"sourceContainer": "data"}, {"sourceContainer": "app"}],
         "dockerLabels": {"rolepair.skip": "true"}},
        {"name": "data", "mountPoints": [{"sourceVolume": "data", "containerPath": "/rolepair"}],
         "dockerLabels": {"rolepair.skip": "true"}},
    ]}));
    refused(&inherits, &spec(), &["RP118", "RP118", "RP109"]);
    inherits.body["containerDefinitions"][0]["volumesFrom"] = json!([]);
    noted(&inherits, &["RP118", "RP118"]);
}

#[test]
fn a_name_of_ours_without_our_record_is_refused() {
    refused(
        &definition(json!({"volumes": [{"name": "rolepair"}]})),
        &spec(),
        &["RP109"],
    );
    let named = json!({"containerDefinitions": [{"name": "app"}, {"name": "rolepair-init"}]});
    refused(&definition(named.clone()), &spec(), &["RP109"]);
    refused(&definition(named), &host_spec(), &["RP109"]);
    let dependency =
        json!({"dependsOn": [{"containerName": "rolepair-init", "condition": "START"}]});
    refused(&with_container(dependency), &spec(), &["RP109"]);
    let label = json!({"dockerLabels": {"rolepair.added": "yes"}});
    refused(&with_container(label), &spec(), &["RP109"]);
}

#[test]
fn another_task_role_is_refused() {
    for role in [
        OTHER_ROLE,
        "orders-task",
        "arn:aws:iam::222222222222:role/rolepair-orders",
    ] {
        refused(
            &definition(json!({"taskRoleArn": role})),
            &spec(),
            &["RP108"],
        );
    }
    let same = patched(&definition(json!({"taskRoleArn": TASK_ROLE})), &spec());
    assert_eq!(same.body["taskRoleArn"], TASK_ROLE);
    assert!(!same.tags.contains_key(ORIGINAL_TASK_ROLE_TAG));
    let none = definition(json!({"taskRoleArn": ""}));
    assert_eq!(unpatch(&noted(&none, &[])), none);
}

#[test]
fn our_own_role_in_short_is_completed_and_restored() {
    let short = definition(json!({"taskRoleArn": "rolepair-orders"}));
    let patched = noted(&short, &[]);
    assert_eq!(patched.body["taskRoleArn"], TASK_ROLE);
    assert_eq!(unpatch(&patched), short);
}

#[test]
fn a_task_role_is_replaced_only_if_it_can_be_restored() {
    let spec = PatchSpec {
        existing_task_role: ExistingTaskRole::Replace,
        ..spec()
    };
    let original = definition(json!({"taskRoleArn": OTHER_ROLE}));
    let replaced = patched(&original, &spec);
    assert_eq!(replaced.body["taskRoleArn"], TASK_ROLE);
    assert_eq!(replaced.tags[ORIGINAL_TASK_ROLE_TAG], OTHER_ROLE);
    assert_eq!(unpatch(&replaced), original);
    for role in [
        format!("{OTHER_ROLE},x"),
        format!("arn:aws:iam::222222222222:role/{}/x", "p".repeat(250)),
    ] {
        refused(&definition(json!({"taskRoleArn": role})), &spec, &["RP108"]);
    }
}

#[test]
fn windows_and_fargate_are_refused_where_the_file_cannot_be_delivered() {
    let windows = json!({"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}});
    refused(&definition(windows), &spec(), &["RP102"]);
    noted(
        &definition(json!({"runtimePlatform": {"operatingSystemFamily": "LINUX"}})),
        &[],
    );
    let fargate =
        definition(json!({"requiresCompatibilities": ["EC2", "FARGATE"], "memory": "512"}));
    refused(&fargate, &host_spec(), &["RP113"]);
    noted(&fargate, &[]);
}

#[test]
fn an_init_image_that_a_private_subnet_cannot_reach_is_noted() {
    let from = |image: &str, spec: PatchSpec| PatchSpec {
        init_image: image.parse().unwrap(),
        ..spec
    };
    let definition = definition(json!({}));
    for image in ["busybox", "public.ecr.aws/docker/library/busybox:1.37"] {
        let patch = patch(&definition, &from(image, spec()));
        assert_eq!(codes(&patch), ["RP119"]);
        assert!(
            patch.findings[0]
                .message
                .starts_with(&format!("`{image}` "))
        );
        assert!(matches!(patch.outcome, PatchOutcome::Changed(_)));
        patched(&definition, &from(image, host_spec()));
    }
    let own = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/busybox";
    assert_eq!(
        codes(&self::patch(&definition, &from(own, spec()))),
        [""; 0]
    );
}

#[test]
fn a_container_is_selected_by_name_and_opts_out_by_label() {
    let two = |label: Value| {
        definition(json!({"containerDefinitions": [
            {"name": "app"}, {"name": "proxy", "dockerLabels": label},
        ]}))
    };
    let only_proxy = PatchSpec {
        containers: ["proxy".to_owned()].into(),
        ..spec()
    };
    let one = patched(&two(json!({})), &only_proxy);
    assert_eq!(container(&one, "app"), &json!({"name": "app"}));
    assert!(container(&one, "proxy").get("mountPoints").is_some());
    let skipped = noted(&two(json!({"rolepair.skip": ""})), &["RP118"]);
    assert!(container(&skipped, "proxy").get("mountPoints").is_none());
    noted(&two(json!({"rolepair.skip": "False"})), &[]);
    refused(
        &two(json!({"rolepair.skip": "true"})),
        &only_proxy,
        &["RP118", "RP111"],
    );
    let nobody = PatchSpec {
        containers: ["x".to_owned()].into(),
        ..spec()
    };
    refused(&two(json!({})), &nobody, &["RP111"]);
}

#[test]
fn where_nothing_is_selected_the_containers_wanted_and_those_there_are_named() {
    let definition = definition(json!({"containerDefinitions": [
        {"name": "app"},
        {"name": "proxy", "dockerLabels": {"rolepair.skip": "true"}}
    ]}));
    let wants = |names: &[&str]| {
        let containers = names.iter().map(|name| (*name).to_owned()).collect();
        let patch = patch(
            &definition,
            &PatchSpec {
                containers,
                ..spec()
            },
        );
        patch.findings.last().unwrap().message.clone()
    };
    assert_eq!(
        wants(&["api", "proxy"]),
        "the pair `orders` wants `api`, `proxy`; the task definition has `app`, `proxy` (opts out)"
    );
    let nothing = with_container(json!({"dockerLabels": {"rolepair.skip": ""}}));
    let patch = patch(&nothing, &spec());
    assert_eq!(
        patch.findings.last().unwrap().message,
        "the pair `orders` wants every container; the task definition has `app` (opts out)"
    );
}

#[test]
fn a_cure_fits_the_case() {
    let named = |name: &str| PatchSpec {
        containers: [name.to_owned()].into(),
        ..spec()
    };
    let replace = PatchSpec {
        existing_task_role: ExistingTaskRole::Replace,
        ..spec()
    };
    let opted_out = with_container(json!({"dockerLabels": {"rolepair.skip": "true"}}));
    let unkept = definition(json!({"taskRoleArn": format!("{OTHER_ROLE},x")}));
    let volume = definition(json!({"volumes": [{"name": "rolepair"}]}));
    for (definition, spec, cure) in [
        (&opted_out, named("other"), "correct `containers`"),
        (&opted_out, named("app"), "remove the docker label"),
        (&opted_out, spec(), "remove the docker label"),
        (&unkept, replace, "give the task a role with a shorter path"),
        (&volume, spec(), "rename the volume"),
    ] {
        let finding = patch(definition, &spec).findings.pop().unwrap();
        assert!(finding.cure().starts_with(cure), "{finding}");
    }
}

#[test]
fn a_finding_says_where_the_definition_is_and_which_it_is() {
    let about = |mut definition: TaskDefinition| {
        let keys = json!([{"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"}]);
        definition.body["containerDefinitions"][0]["environment"] = keys;
        let patch = refused(&definition, &spec(), &["RP105"]);
        serde_json::to_value(&patch.findings[0].about).unwrap()
    };
    let mut expected = json!({
        "account": "222222222222", "region": "eu-west-1", "family": "orders-api", "revision": 5
    });
    assert_eq!(about(definition(json!({}))), expected);
    let mut not_registered = definition(json!({}));
    not_registered.body.shift_remove("revision");
    expected.as_object_mut().unwrap().shift_remove("revision");
    assert_eq!(about(not_registered), expected);
}

#[test]
fn a_container_that_is_not_selected_may_have_anything() {
    let definition = definition(json!({"containerDefinitions": [
        {"name": "app"},
        {"name": "legacy", "dockerLabels": {"rolepair.skip": "true"},
         "environment": [{"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"}],
         "mountPoints": [{"sourceVolume": "data", "containerPath": "/rolepair"}]},
    ]}));
    let patched = noted(&definition, &["RP118"]);
    assert_eq!(
        container(&patched, "legacy"),
        &definition.body["containerDefinitions"][1]
    );
}

#[test]
fn all_findings_are_given_at_once_and_no_patch_is_partial() {
    let definition = definition(json!({
        "taskRoleArn": OTHER_ROLE,
        "volumes": [{"name": "rolepair"}],
        "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
        "containerDefinitions": [
            {"name": "fine"},
            {"name": "app", "environment": [
                {"name": "AWS_PROFILE", "value": "other"},
                {"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"},
            ]},
        ],
    }));
    refused(
        &definition,
        &spec(),
        &["RP102", "RP105", "RP103", "RP109", "RP108"],
    );
}

#[test]
fn the_quotas_of_ecs_are_kept() {
    let containers = |count: usize| {
        let all: Vec<Value> = (0..count)
            .map(|i| json!({"name": format!("c{i}")}))
            .collect();
        definition(json!({"containerDefinitions": all}))
    };
    noted(&containers(9), &[]);
    refused(&containers(10), &spec(), &["RP101"]);
    patched(&containers(10), &host_spec());
    let sized = |size: usize| with_container(environment("TEXT", &"x".repeat(size)));
    noted(&sized(60_000), &[]);
    refused(&sized(65_000), &spec(), &["RP110"]);
    let tagged = |count: usize| {
        let mut definition = definition(json!({}));
        definition.tags = (0..count)
            .map(|i| (format!("t{i}"), String::new()))
            .collect();
        definition.tags.insert("aws:x".to_owned(), String::new());
        definition
    };
    noted(&tagged(47), &[]);
    refused(&tagged(48), &spec(), &["RP114"]);
}

#[test]
fn a_member_without_the_documented_form_is_named() {
    for (members, message) in [
        (
            json!({"containerDefinitions": []}),
            "`containerDefinitions` is not a list of at least one container",
        ),
        (
            json!({"containerDefinitions": null}),
            "`containerDefinitions` is missing",
        ),
        (
            json!({"containerDefinitions": {}}),
            "`containerDefinitions` is not a list of at least one container",
        ),
        (
            json!({"containerDefinitions": [1]}),
            "`containerDefinitions[0]` is not an object",
        ),
        (
            json!({"containerDefinitions": [{}]}),
            "`containerDefinitions[0].name` is missing",
        ),
        (
            json!({"containerDefinitions": [{"name": "a", "environment": [{"name": "A", "value": 1}]}]}),
            "`containerDefinitions[0].environment[0].value` is not a string",
        ),
        (
            json!({"containerDefinitions": [{"name": "a", "dockerLabels": []}]}),
            "`containerDefinitions[0].dockerLabels` is not an object",
        ),
        (json!({"volumes": {}}), "`volumes` is not a list"),
        (json!({"taskRoleArn": {}}), "`taskRoleArn` is not a string"),
    ] {
        let patch = refused(&definition(members), &spec(), &["RP115"]);
        assert_eq!(patch.findings[0].message, message);
        assert_eq!(patch.findings[0].subject, "orders-api");
    }
    let two = json!({"containerDefinitions": [1, {}], "volumes": 1});
    refused(&definition(two), &spec(), &["RP115", "RP115", "RP115"]);
    refused(&TaskDefinition::default(), &spec(), &["RP115"]);
}

#[test]
fn a_finding_is_one_line_whatever_the_container_says() {
    let value = format!("a\nb{}", "x".repeat(500));
    let patch = refused(
        &with_container(environment("AWS_PROFILE", &value)),
        &spec(),
        &["RP103"],
    );
    let message = &patch.findings[0].message;
    assert!(!message.contains('\n') && message.len() < 200, "{message}");
}
