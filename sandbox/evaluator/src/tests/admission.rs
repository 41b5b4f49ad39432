//! Who can assume the roles of a pair, according to the evaluator.

use rolepair_policy::{RolePair, TrustScope};

use super::{
    evaluation::{A, account, allow_all},
    pairs::{UNIT, every_pair, organization, pair},
};
use crate::{
    AccessRequest, Decision, EvaluatedPolicy, Policies, Principal, RequestContext, evaluate,
};

/// A call of `sts:AssumeRole` on the resource role of a pair, with that role's trust policy.
fn assume(pair: &RolePair, principal: Principal, organization: &str, path: &str) -> Decision {
    let request = AccessRequest {
        principal,
        action: "sts:AssumeRole".to_owned(),
        resource: pair.resource_role().to_string(),
        resource_account: pair.resource_account.clone(),
        context: RequestContext::new()
            .with("aws:PrincipalOrgID", organization)
            .with("aws:PrincipalOrgPaths", path),
    };
    let policies = Policies {
        identity: vec![allow_all()],
        resource: Some(EvaluatedPolicy::from(&pair.resource_role_trust())),
        ..Policies::default()
    };
    evaluate(&request, &policies)
}

#[test]
fn only_the_task_role_can_assume_the_resource_role() {
    let organization = "o-a1b2c3d4e5";
    let path = format!("{organization}/r-ab12/{UNIT}/");
    for pair in every_pair() {
        let task_role = pair.task_role();
        let task = Principal::role_session(task_role.clone(), "task");
        assert_eq!(
            assume(&pair, task.clone(), organization, &path),
            Decision::Allow,
            "{pair:?}"
        );
        assert!(!assume(&pair, task, "o-b1b2c3d4e5", &path).is_allowed());
        let other = task_role
            .to_string()
            .replace("rolepair-orders", "rolepair-orders2");
        let other = Principal::role_session(other.parse().unwrap(), "task");
        assert!(!assume(&pair, other, organization, &path).is_allowed());
        let user = task_role.to_string().replace(":role/", ":user/");
        let user = Principal::user(task_role.account.clone(), user);
        assert!(!assume(&pair, user, organization, &path).is_allowed());
        assert!(!assume(&pair, Principal::anonymous(), organization, &path).is_allowed());
        let service = Principal::service("ecs-tasks.amazonaws.com");
        assert!(!assume(&pair, service, organization, &path).is_allowed());
    }
}

/// A session that could renew itself would last forever, even outside the organization.
#[test]
fn a_session_of_the_resource_role_cannot_renew_itself() {
    let path = format!("o-a1b2c3d4e5/r-ab12/{UNIT}/");
    for pair in every_pair() {
        let itself = Principal::role_session(pair.resource_role(), "task");
        let decision = assume(&pair, itself, "o-a1b2c3d4e5", &path);
        assert!(!decision.is_allowed(), "{pair:?}");
    }
}

#[test]
fn the_task_role_of_another_account_needs_trust_in_the_organization() {
    let organization_id = "o-a1b2c3d4e5";
    let below = format!("{organization_id}/r-ab12/{UNIT}/ou-ab12-33333333/");
    let next_to_it = format!("{organization_id}/r-ab12/ou-ab12-33333333/");
    let at_root = format!("{organization_id}/r-ab12/");
    for (trust, path, expected) in [
        (TrustScope::Account, &below, false),
        (organization(&[]), &next_to_it, true),
        (organization(&[UNIT]), &below, true),
        (organization(&[UNIT]), &next_to_it, false),
        (organization(&[UNIT]), &at_root, false),
        (organization(&["r-ab12"]), &at_root, true),
        (organization(&["r-ab12"]), &below, true),
        (organization(&["r-cd34"]), &below, false),
    ] {
        let pair = pair("aws", trust, false);
        let elsewhere = RolePair {
            task_account: account("333333333333"),
            ..pair.clone()
        };
        let task = Principal::role_session(elsewhere.task_role(), "task");
        let decision = assume(&pair, task, organization_id, path);
        assert_eq!(decision.is_allowed(), expected, "{pair:?} {path}");
    }
}

#[test]
fn only_tasks_of_its_own_account_can_use_a_task_role() {
    for pair in every_pair() {
        let (partition, own) = (&pair.partition, &pair.task_account);
        let arn = |account: &str| format!("arn:{partition}:ecs:eu-west-1:{account}:task/c/1");
        for (service, source_account, source, expected) in [
            (
                "ecs-tasks.amazonaws.com",
                own.as_str(),
                arn(own.as_str()),
                true,
            ),
            ("ecs.amazonaws.com", own.as_str(), arn(own.as_str()), false),
            ("ecs-tasks.amazonaws.com", A, arn(own.as_str()), false),
            ("ecs-tasks.amazonaws.com", own.as_str(), arn(A), false),
        ] {
            let request = AccessRequest {
                principal: Principal::service(service),
                action: "sts:AssumeRole".to_owned(),
                resource: pair.task_role().to_string(),
                resource_account: own.clone(),
                context: RequestContext::new()
                    .with("aws:SourceAccount", source_account)
                    .with("aws:SourceArn", source),
            };
            let policies = Policies {
                resource: Some(EvaluatedPolicy::from(&pair.task_role_trust())),
                ..Policies::default()
            };
            assert_eq!(
                evaluate(&request, &policies).is_allowed(),
                expected,
                "{pair:?}"
            );
        }
    }
}
