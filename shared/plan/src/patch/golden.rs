//! Task definitions as ECS describes them, and what rolepair registers for each, byte for byte. After
//! an intended change, the failing test prints the new text of the file.

use std::path::PathBuf;

use rolepair_config::ExistingTaskRole;
use serde_json::Value;

use super::ecs_model::described;
use crate::{
    PatchOutcome, PatchSpec,
    examples::{changed, codes, host_spec, rolepair_init_spec, spec},
    from_describe, patch, register_input, unpatch,
};

fn read(name: &str) -> (PathBuf, String) {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/task-definitions"
    );
    let path = PathBuf::from(folder).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    (path, text)
}

fn check(name: &str, spec: &PatchSpec, findings: &[&str]) {
    let (_, text) = read(&format!("{name}.json"));
    let definition = from_describe(&serde_json::from_str(&text).unwrap()).unwrap();
    let patch_of_it = patch(&definition, spec);
    assert_eq!(codes(&patch_of_it), findings, "{:?}", patch_of_it.findings);
    let patched = changed(patch_of_it);
    let input = Value::Object(register_input(&patched));
    let (path, expected) = read(&format!("{name}.patched.json"));
    let text = serde_json::to_string_pretty(&input).unwrap() + "\n";
    assert!(text == expected, "{} should be:\n{text}", path.display());
    assert_eq!(unpatch(&patched), definition);
    assert_eq!(
        patch(&described(&patched, 100), spec).outcome,
        PatchOutcome::Unchanged
    );
}

#[test]
fn a_fargate_task_keeps_what_no_sdk_knows() {
    check("fargate", &spec(), &[]);
}

#[test]
fn a_task_of_arm_gets_its_file_from_an_image_without_a_shell() {
    check("fargate-arm64", &rolepair_init_spec(), &[]);
}

#[test]
fn a_bridge_task_on_ec2_has_no_memory_of_its_own() {
    check("ec2-bridge", &spec(), &["RP118"]);
}

#[test]
fn a_task_of_many_containers_changes_its_role() {
    let spec = PatchSpec {
        containers: ["app".to_owned(), "migrate".to_owned()].into(),
        existing_task_role: ExistingTaskRole::Replace,
        ..spec()
    };
    check("sidecars", &spec, &["RP116", "RP107"]);
}

#[test]
fn a_task_on_a_prepared_host_has_no_init_container() {
    check("host", &host_spec(), &[]);
}
