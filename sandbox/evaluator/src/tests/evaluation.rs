//! How policies work together, in addition to the cases of `iam-cases.json`.

use rolepair_model::AccountId;
use serde_json::{Value, json};

use crate::{
    AccessRequest, Decision, EvaluatedPolicy, Policies, PolicyKind, Principal, RequestContext,
    evaluate,
};

pub(super) const A: &str = "111111111111";
const B: &str = "222222222222";
const BUCKET: &str = "arn:aws:s3:::orders/item";

pub(super) fn account(id: &str) -> AccountId {
    id.parse().unwrap()
}

fn role(account: &str, name: &str) -> Principal {
    let role = format!("arn:aws:iam::{account}:role/{name}")
        .parse()
        .unwrap();
    Principal::role_session(role, "session")
}

fn get_object(principal: Principal) -> AccessRequest {
    AccessRequest {
        principal,
        action: "s3:GetObject".to_owned(),
        resource: BUCKET.to_owned(),
        resource_account: account(A),
        context: RequestContext::new(),
    }
}

fn policy(statement: Value) -> EvaluatedPolicy {
    let document = json!({"Version": "2012-10-17", "Statement": statement});
    EvaluatedPolicy::parse(&document.to_string()).unwrap()
}

pub(super) fn allow_all() -> EvaluatedPolicy {
    policy(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}))
}

fn allow_other() -> EvaluatedPolicy {
    policy(json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}))
}

fn bucket_allows(principal: Value) -> EvaluatedPolicy {
    policy(
        json!({"Effect": "Allow", "Principal": principal, "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"}),
    )
}

fn decide(principal: &Principal, policies: &Policies) -> Decision {
    evaluate(&get_object(principal.clone()), policies)
}

#[test]
fn within_an_account_either_policy_is_enough_and_across_accounts_both_are_needed() {
    use Decision::{Allow, ImplicitDeny};
    for (caller, identity, resource, expected) in [
        (A, false, false, ImplicitDeny(PolicyKind::Identity)),
        (A, true, false, Allow),
        (A, false, true, Allow),
        (A, true, true, Allow),
        (B, false, false, ImplicitDeny(PolicyKind::Identity)),
        (B, true, false, ImplicitDeny(PolicyKind::Resource)),
        (B, false, true, ImplicitDeny(PolicyKind::Identity)),
        (B, true, true, Allow),
    ] {
        let named = json!({"AWS": format!("arn:aws:iam::{caller}:role/reader")});
        let policies = Policies {
            identity: identity.then(allow_all).into_iter().collect(),
            resource: resource.then(|| bucket_allows(named)),
            ..Policies::default()
        };
        assert_eq!(
            decide(&role(caller, "reader"), &policies),
            expected,
            "{caller} {identity} {resource}"
        );
    }
}

#[test]
fn a_grant_within_an_account_is_limited_by_how_it_names_the_caller() {
    use Decision::{Allow, ImplicitDeny};
    let reader = role(A, "reader").with_unique_id("AROAREADERREADERREADE");
    for (named, within_boundary, expected) in [
        (json!(A), true, ImplicitDeny(PolicyKind::Identity)),
        (
            json!("arn:aws:iam::111111111111:root"),
            true,
            ImplicitDeny(PolicyKind::Identity),
        ),
        (json!("arn:aws:iam::111111111111:role/reader"), true, Allow),
        (
            json!("arn:aws:iam::111111111111:role/reader"),
            false,
            ImplicitDeny(PolicyKind::Boundary),
        ),
        (
            json!("AROAREADERREADERREADE"),
            false,
            ImplicitDeny(PolicyKind::Boundary),
        ),
        (json!("AROAREADERREADERREADE"), true, Allow),
        (
            json!("AROAANOTHERANOTHERANO"),
            true,
            ImplicitDeny(PolicyKind::Identity),
        ),
        (
            json!("arn:aws:sts::111111111111:assumed-role/reader/session"),
            false,
            Allow,
        ),
        (json!("*"), false, Allow),
    ] {
        let policies = Policies {
            resource: Some(bucket_allows(json!({"AWS": named}))),
            boundary: Some(if within_boundary {
                allow_all()
            } else {
                allow_other()
            }),
            ..Policies::default()
        };
        assert_eq!(
            decide(&reader, &policies),
            expected,
            "{named} {within_boundary}"
        );
    }
}

#[test]
fn a_recreated_principal_is_another_principal() {
    let dead = bucket_allows(json!({"AWS": "AROAREADERREADERREADE"}));
    let policies = Policies {
        identity: vec![allow_all()],
        resource: Some(dead),
        ..Policies::default()
    };
    let before = role(B, "reader").with_unique_id("AROAREADERREADERREADE");
    let after = role(B, "reader").with_unique_id("AROANEWREADERREADERNE");
    assert_eq!(decide(&before, &policies), Decision::Allow);
    assert!(!decide(&after, &policies).is_allowed());
    assert!(!decide(&role(B, "reader"), &policies).is_allowed());
}

#[test]
fn users_roots_services_and_strangers_are_distinguished() {
    let user = Principal::user(account(A), "arn:aws:iam::111111111111:user/ops/alice");
    let root = Principal::root("aws".parse().unwrap(), account(A));
    let service = Principal::service("ecs-tasks.amazonaws.com");
    let anonymous = Principal::anonymous();
    let by = |named| Policies {
        resource: Some(bucket_allows(named)),
        ..Policies::default()
    };
    let alice = by(json!({"AWS": "arn:aws:iam::111111111111:user/ops/alice"}));
    let ecs = by(json!({"Service": "ecs-tasks.amazonaws.com"}));
    let everyone = by(json!("*"));
    let none = Policies::default();
    for (principal, policies, expected) in [
        (&user, &alice, true),
        (&user, &ecs, false),
        (&user, &everyone, true),
        (&user, &none, false),
        (&root, &none, true),
        (&root, &alice, true),
        (&service, &ecs, true),
        (&service, &alice, false),
        (&service, &everyone, false),
        (&service, &none, false),
        (&anonymous, &everyone, true),
        (&anonymous, &alice, false),
        (&anonymous, &none, false),
    ] {
        assert_eq!(
            decide(principal, policies).is_allowed(),
            expected,
            "{principal:?} {policies:?}"
        );
    }
    let elsewhere = Principal::root("aws".parse().unwrap(), account(B));
    assert!(!decide(&elsewhere, &none).is_allowed());
}

#[test]
fn every_level_of_service_control_policies_must_allow() {
    let with = |scps| Policies {
        identity: vec![allow_all()],
        scps,
        ..Policies::default()
    };
    let denied = Decision::ImplicitDeny(PolicyKind::ServiceControl);
    for (scps, expected) in [
        (vec![], Decision::Allow),
        (
            vec![vec![allow_all()], vec![allow_other(), allow_all()]],
            Decision::Allow,
        ),
        (vec![vec![allow_all()], vec![allow_other()]], denied),
        (vec![vec![allow_other()], vec![allow_all()]], denied),
        (vec![vec![allow_all()], vec![]], denied),
    ] {
        assert_eq!(
            decide(&role(A, "reader"), &with(scps.clone())),
            expected,
            "{scps:?}"
        );
        let root = Principal::root("aws".parse().unwrap(), account(A));
        assert_eq!(decide(&root, &with(scps)), expected);
    }
}

#[test]
fn an_explicit_deny_in_any_policy_wins() {
    let deny = || policy(json!({"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}));
    let to_all = || {
        policy(json!({"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "*"}))
    };
    let allowed = || Policies {
        identity: vec![allow_all()],
        resource: Some(bucket_allows(json!("*"))),
        boundary: Some(allow_all()),
        session: vec![allow_all()],
        scps: vec![vec![allow_all()]],
        rcps: vec![],
    };
    assert_eq!(decide(&role(A, "reader"), &allowed()), Decision::Allow);
    let mut cases = vec![allowed(); 6].into_iter();
    let mut denied_by = |kind, change: &dyn Fn(&mut Policies)| {
        let mut policies = cases.next().unwrap();
        change(&mut policies);
        assert_eq!(
            decide(&role(A, "reader"), &policies),
            Decision::ExplicitDeny(kind)
        );
    };
    denied_by(PolicyKind::Identity, &|p| p.identity.push(deny()));
    denied_by(PolicyKind::Resource, &|p| p.resource = Some(to_all()));
    denied_by(PolicyKind::Boundary, &|p| p.boundary = Some(deny()));
    denied_by(PolicyKind::Session, &|p| p.session.push(deny()));
    denied_by(PolicyKind::ServiceControl, &|p| p.scps.push(vec![deny()]));
    denied_by(PolicyKind::ResourceControl, &|p| {
        p.rcps.push(vec![to_all()])
    });
}

#[test]
fn an_unreadable_policy_denies_or_grants_nothing() {
    let read = |statement: Value| {
        EvaluatedPolicy::read(&json!({"Version": "2012-10-17", "Statement": statement}).to_string())
    };
    let implicit = Decision::ImplicitDeny(PolicyKind::Identity);
    let explicit = Decision::ExplicitDeny(PolicyKind::Identity);
    let unknown = json!({"StringMatches": {"aws:x": "y"}});
    for (policy, alone, with_an_allow) in [
        (
            read(
                json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": unknown}),
            ),
            implicit,
            Decision::Allow,
        ),
        (
            read(
                json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": unknown}),
            ),
            explicit,
            explicit,
        ),
        (
            read(
                json!({"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": unknown}),
            ),
            implicit,
            Decision::Allow,
        ),
        (
            read(json!({"Effect": "Deny", "Action": "sqs", "Resource": "*"})),
            explicit,
            explicit,
        ),
        (
            read(json!({"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "X": 1})),
            explicit,
            explicit,
        ),
        (
            read(json!({"Effect": "Forbid", "Action": "sqs:*", "Resource": "*"})),
            explicit,
            explicit,
        ),
        (
            read(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "X": 1})),
            implicit,
            Decision::Allow,
        ),
        // A policy of an identity has no principal, and must have a resource.
        (
            read(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"})),
            implicit,
            Decision::Allow,
        ),
        (
            read(json!({"Effect": "Allow", "Action": "s3:*"})),
            implicit,
            Decision::Allow,
        ),
        (
            read(json!({"Effect": "Deny", "Action": "s3:*"})),
            explicit,
            explicit,
        ),
        (EvaluatedPolicy::read(""), explicit, explicit),
        (
            EvaluatedPolicy::read(r#"{"Version":"2030-01-01","Statement":[]}"#),
            explicit,
            explicit,
        ),
    ] {
        let mut policies = Policies {
            identity: vec![policy],
            ..Policies::default()
        };
        assert_eq!(decide(&role(A, "reader"), &policies), alone, "{policies:?}");
        policies.identity.push(allow_all());
        assert_eq!(
            decide(&role(A, "reader"), &policies),
            with_an_allow,
            "{policies:?}"
        );
    }
}

#[test]
fn an_unknown_condition_denies_in_a_deny() {
    let deny = policy(json!({"Effect": "Deny", "Action": "*", "Resource": "*",
        "Condition": {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "ten"}}}));
    let policies = Policies {
        identity: vec![allow_all(), deny],
        ..Policies::default()
    };
    let mut request = get_object(role(A, "reader"));
    assert_eq!(evaluate(&request, &policies), Decision::Allow);
    request.context.set("aws:MultiFactorAuthAge", ["5"]);
    assert_eq!(
        evaluate(&request, &policies),
        Decision::ExplicitDeny(PolicyKind::Identity)
    );
}

#[test]
fn not_resource_with_a_variable_without_a_value_never_allows_and_always_denies() {
    let all_but = |effect| {
        policy(json!({"Effect": effect, "Action": "*",
            "NotResource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}))
    };
    let only = policy(json!({"Effect": "Deny", "Action": "*",
        "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}));
    let with = |identity| Policies {
        identity,
        ..Policies::default()
    };
    let reader = role(A, "reader");
    let tagged = reader
        .clone()
        .with_tags([("team".to_owned(), "red".to_owned())].into());
    let owner = reader
        .clone()
        .with_tags([("team".to_owned(), "orders".to_owned())].into());
    for (policies, untagged, red, orders) in [
        (with(vec![all_but("Allow")]), false, true, false),
        (with(vec![allow_all(), all_but("Deny")]), false, false, true),
        (with(vec![allow_all(), only]), true, true, false),
    ] {
        assert_eq!(
            decide(&reader, &policies).is_allowed(),
            untagged,
            "{policies:?}"
        );
        assert_eq!(decide(&tagged, &policies).is_allowed(), red, "{policies:?}");
        assert_eq!(
            decide(&owner, &policies).is_allowed(),
            orders,
            "{policies:?}"
        );
    }
}

#[test]
fn before_version_2012_a_variable_is_plain_text() {
    for (version, expected) in [("2012-10-17", true), ("2008-10-17", false)] {
        let text = json!({"Version": version, "Statement": {"Effect": "Allow", "Action": "s3:*",
            "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}});
        let policies = Policies {
            identity: vec![EvaluatedPolicy::parse(&text.to_string()).unwrap()],
            ..Policies::default()
        };
        let owner = role(A, "reader").with_tags([("team".to_owned(), "orders".to_owned())].into());
        assert_eq!(
            decide(&owner, &policies).is_allowed(),
            expected,
            "{version}"
        );
    }
}

#[test]
fn not_principal_excludes_only_callers_listed_with_their_account() {
    let spare = |names: Value| Policies {
        resource: Some(policy(json!([
            {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Deny", "NotPrincipal": {"AWS": names}, "Action": "s3:*", "Resource": "*"}
        ]))),
        ..Policies::default()
    };
    let both = spare(json!([A, "arn:aws:iam::111111111111:role/reader"]));
    assert!(decide(&role(A, "reader"), &both).is_allowed());
    for (principal, policies) in [
        (role(A, "other"), &both),
        (role(B, "reader"), &both),
        (Principal::anonymous(), &both),
        (
            role(A, "reader"),
            &spare(json!("arn:aws:iam::111111111111:role/reader")),
        ),
        (role(A, "reader"), &spare(json!(A))),
    ] {
        let decision = decide(&principal, policies);
        assert_eq!(
            decision,
            Decision::ExplicitDeny(PolicyKind::Resource),
            "{principal:?}"
        );
    }
}

#[test]
fn reasons_have_the_wording_of_aws() {
    for (decision, reason) in [
        (
            Decision::ExplicitDeny(PolicyKind::Identity),
            "with an explicit deny in an identity-based policy",
        ),
        (
            Decision::ExplicitDeny(PolicyKind::ServiceControl),
            "with an explicit deny in a service control policy",
        ),
        (
            Decision::ImplicitDeny(PolicyKind::Boundary),
            "because no permissions boundary allows the s3:GetObject action",
        ),
    ] {
        assert_eq!(decision.reason("s3:GetObject"), reason);
    }
}

#[test]
fn a_root_user_cannot_assume_a_role() {
    let root = Principal::root("aws".parse().unwrap(), account(A));
    let request = AccessRequest {
        principal: root,
        action: "sts:AssumeRole".to_owned(),
        resource: "arn:aws:iam::111111111111:role/r".to_owned(),
        resource_account: account(A),
        context: RequestContext::new(),
    };
    let to = json!({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"});
    let policies = Policies {
        resource: Some(policy(to)),
        ..Policies::default()
    };
    let decision = evaluate(&request, &policies);
    assert_eq!(decision, Decision::ImplicitDeny(PolicyKind::Identity));
}
