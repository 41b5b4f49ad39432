//! The documents that rolepair writes, byte for byte.

use std::{fs, path::Path};

use super::pairs::{OTHER_UNIT, ROOT, UNIT, organization, pair};
use crate::{Document, TrustScope};

fn assert_golden(name: &str, document: &Document) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/policies");
    let file = folder.join(format!("{name}.json"));
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(format!("{}\n", document.canonical()), golden, "{name}.json");
}

#[test]
fn the_documents_of_a_pair_equal_the_golden_files() {
    let account = pair("aws", TrustScope::Account, false);
    let ecs_exec = pair("aws", TrustScope::Account, true);
    let shared = pair("aws", organization(&[]), false);
    let units = pair("aws", organization(&[UNIT, OTHER_UNIT]), false);
    let root = pair("aws", organization(&[ROOT]), false);
    let china = pair("aws-cn", TrustScope::Account, false);
    for (name, document) in [
        ("task-role-trust", account.task_role_trust()),
        ("task-role-trust-aws-cn", china.task_role_trust()),
        ("task-role-policy-account", account.task_role_policy()),
        ("task-role-policy-organization", shared.task_role_policy()),
        ("task-role-policy-ecs-exec", ecs_exec.task_role_policy()),
        ("resource-role-trust-account", account.resource_role_trust()),
        ("resource-role-trust-aws-cn", china.resource_role_trust()),
        (
            "resource-role-trust-organization",
            shared.resource_role_trust(),
        ),
        ("resource-role-trust-units", units.resource_role_trust()),
        ("resource-role-trust-root", root.resource_role_trust()),
    ] {
        assert_golden(name, &document);
    }
}

#[test]
fn the_names_of_the_roles_follow_from_the_pair() {
    let account = pair("aws", TrustScope::Account, false);
    let shared = pair("aws-us-gov", organization(&[]), false);
    assert_eq!(
        account.task_role().to_string(),
        "arn:aws:iam::222222222222:role/rolepair/rolepair-orders"
    );
    assert_eq!(
        account.resource_role().to_string(),
        "arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222"
    );
    assert_eq!(
        shared.resource_role().to_string(),
        "arn:aws-us-gov:iam::111111111111:role/rolepair/rolepair-orders"
    );
}
