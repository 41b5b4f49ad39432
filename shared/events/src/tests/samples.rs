use std::collections::BTreeSet;

use FindingCode::{NotSuccessful, UnknownEvent};

use super::*;

const ORDERS: &str = "arn:aws:ecs:eu-west-1:333333333333:task-definition/orders";

/// A fact, or the code of a skip and a part of its reason.
type Expected = Result<Reading, (FindingCode, &'static str)>;

/// The result of reading each sample.
#[rustfmt::skip]
fn expected() -> Vec<(&'static str, Expected)> {
    vec![
        ("ct_create_managed_account_succeeded", Ok(joined("333333333333"))),
        ("ct_setup_landing_zone", Err((UnknownEvent, "SetupLandingZone"))),
        ("ct_update_managed_account_succeeded", Ok(moved("333333333333"))),
        ("ecs_deployment_completed", Err((UnknownEvent, "SERVICE_DEPLOYMENT_COMPLETED"))),
        ("ecs_deployment_failed", Err((UnknownEvent, "SERVICE_DEPLOYMENT_FAILED"))),
        ("ecs_deployment_in_progress", Err((UnknownEvent, "SERVICE_DEPLOYMENT_IN_PROGRESS"))),
        ("ecs_deregister_task_definition", Err((UnknownEvent, "DeregisterTaskDefinition"))),
        ("ecs_register_task_definition_access_denied", Err((NotSuccessful, "AccessDenied"))),
        ("ecs_register_task_definition_by_rolepair_loop_guard", Ok(registered(&format!("{ORDERS}:8")))),
        ("ecs_register_task_definition_ec2", Ok(registered("arn:aws:ecs:eu-west-1:333333333333:task-definition/legacy:3"))),
        ("ecs_register_task_definition_env_values_visible", Ok(registered(&format!("{ORDERS}:7")))),
        ("ecs_register_task_definition_error", Err((NotSuccessful, "ClientException"))),
        ("ecs_register_task_definition_fargate", Ok(registered(&format!("{ORDERS}:7")))),
        ("ecs_register_task_definition_throttled", Err((NotSuccessful, "ThrottlingException"))),
        ("ecs_service_action_steady_state", Err((UnknownEvent, "SERVICE_STEADY_STATE"))),
        ("ecs_update_service_api", Err((UnknownEvent, "UpdateService"))),
        ("org_accept_handshake_member_account", Ok(joined("444444444444"))),
        ("org_account_departed_left_UNVERIFIED_SHAPE", Err((UnknownEvent, "accounts that leave"))),
        ("org_account_departed_removed_UNVERIFIED_SHAPE", Err((UnknownEvent, "accounts that leave"))),
        ("org_account_joined_created_UNVERIFIED_SHAPE", Ok(joined("333333333333"))),
        ("org_account_joined_invited_UNVERIFIED_SHAPE", Ok(joined("444444444444"))),
        ("org_close_account_api", Err((UnknownEvent, "accounts that leave"))),
        ("org_close_account_result", Err((UnknownEvent, "accounts that leave"))),
        ("org_create_account_api", Err((UnknownEvent, "names no account yet"))),
        ("org_create_account_result_failed", Err((NotSuccessful, "EMAIL_ALREADY_EXISTS"))),
        ("org_create_account_result_succeeded", Ok(joined("333333333333"))),
        ("org_invite_account_api", Err((UnknownEvent, "InviteAccountToOrganization"))),
        ("org_leave_organization_denied", Err((NotSuccessful, "AccessDenied"))),
        ("org_leave_organization_member_account", Err((UnknownEvent, "accounts that leave"))),
        ("org_move_account", Ok(moved("333333333333"))),
        ("org_remove_account", Err((UnknownEvent, "accounts that leave"))),
    ]
}

#[test]
fn every_sample_becomes_its_fact_or_is_skipped_with_a_reason() {
    for (sample, expected) in expected() {
        let reading = read(&text(sample)).unwrap();
        match (reading, expected) {
            (Reading::Skipped(finding), Err((code, reason))) => {
                assert_eq!(finding.code, code, "{sample}: {finding}");
                assert!(finding.message.contains(reason), "{sample}: {finding}");
                assert!(finding.subject.starts_with("event 5e1f0000-"), "{finding}");
            }
            (reading, expected) => assert_eq!(Ok(reading), expected, "{sample}"),
        }
    }
}

/// The names of all samples.
pub(super) fn names() -> BTreeSet<String> {
    let files = std::fs::read_dir(GOLDEN).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()))
        .collect()
}

#[test]
fn every_sample_is_in_the_table() {
    let table = expected().into_iter().map(|(sample, _)| sample.to_owned());
    assert_eq!(names(), table.collect());
}
