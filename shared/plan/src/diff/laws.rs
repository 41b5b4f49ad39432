//! The laws of the changes to a role: they converge, they come to rest, and they are safe wherever they
//! are cut off.

use std::collections::BTreeSet;

use proptest::{collection::btree_set, option, prelude::*, sample::select};
use rolepair_model::{FindingCode, Tags};
use rolepair_policy::Document;
use serde_json::json;

use crate::{
    ACCOUNT_TAG, MANAGED_BY_TAG, ObservedRole, PAIR_TAG, RoleChange, diff,
    examples::{desired_role, observed},
};

/// Applies a change as IAM would.
fn apply(role: Option<ObservedRole>, change: &RoleChange) -> Option<ObservedRole> {
    if let RoleChange::CreateRole {
        role: arn,
        trust,
        boundary,
        tags,
        ..
    } = change
    {
        assert_eq!(role, None);
        return Some(ObservedRole {
            arn: arn.to_string(),
            trust: trust.canonical(),
            boundary: Some(boundary.to_string()),
            tags: tags.clone(),
            ..ObservedRole::default()
        });
    }
    let mut role = role.unwrap();
    match change.clone() {
        RoleChange::CreateRole { .. } => {}
        RoleChange::SetTrust { trust, .. } => role.trust = trust.canonical(),
        RoleChange::PutPolicy { policy, .. } => role.policy = Some(policy.canonical()),
        RoleChange::DeletePolicy { policy_name, .. } => {
            assert!(role.other_inline.remove(&policy_name))
        }
        RoleChange::DetachPolicy { policy, .. } => assert!(role.attached.remove(&policy)),
        RoleChange::SetBoundary { boundary, .. } => role.boundary = Some(boundary.to_string()),
        RoleChange::TagRole { tags, .. } => role.tags.extend(tags),
    }
    Some(role)
}

fn says(text: &str, document: &Document) -> bool {
    Document::parse(text).is_ok_and(|parsed| parsed == *document)
}

/// The documents that a role may have: the right one, another one, an older one, one that cannot be
/// parsed.
fn found(text: String) -> BoxedStrategy<String> {
    let other =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    select(vec![
        text,
        other.to_owned(),
        r#"{"Version":"2008-10-17"}"#.to_owned(),
        String::new(),
    ])
    .boxed()
}

fn observed_roles() -> BoxedStrategy<ObservedRole> {
    let right = observed(&desired_role());
    let policies = || btree_set(select(vec!["a".to_owned(), "b".to_owned()]), 0..3);
    let boundary = option::of(select(vec![
        "arn:aws:iam::222222222222:policy/boundary".to_owned(),
        "arn:aws:iam::222222222222:policy/other".to_owned(),
    ]));
    (
        found(right.trust.clone()),
        option::of(found(right.policy.clone().unwrap())),
        policies(),
        policies(),
        boundary,
        any::<(bool, bool, bool)>(),
    )
        .prop_map(
            move |(trust, policy, other_inline, attached, boundary, (pair, account, more))| {
                let mut tags = right.tags.clone();
                tags.retain(|key, _| !(pair && key == PAIR_TAG || account && key == ACCOUNT_TAG));
                if more {
                    tags.insert("team".to_owned(), "shop".to_owned());
                }
                ObservedRole {
                    arn: right.arn.clone(),
                    trust,
                    policy,
                    other_inline,
                    attached,
                    boundary,
                    tags,
                }
            },
        )
        .boxed()
}

fn foreign(role: &ObservedRole) -> BTreeSet<&String> {
    role.other_inline.iter().chain(&role.attached).collect()
}

/// Whether no permission takes effect that had no effect before: the same policies or fewer, and the
/// same boundary, or a boundary where there was none.
fn is_no_wider(role: &ObservedRole, before: &ObservedRole) -> bool {
    (role.policy == before.policy || role.policy.is_none())
        && foreign(role).is_subset(&foreign(before))
        && (role.boundary == before.boundary || before.boundary.is_none())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_changes_lead_to_the_desired_role_and_rest_there(
        observed in option::of(observed_roles())
    ) {
        let desired = desired_role();
        let changes = diff(&desired, observed.as_ref()).unwrap();
        let role = changes.iter().fold(observed.clone(), apply).unwrap();
        prop_assert!(says(&role.trust, &desired.trust));
        prop_assert!(says(role.policy.as_deref().unwrap(), &desired.policy));
        prop_assert_eq!(&role.boundary, &Some(desired.boundary.to_string()));
        prop_assert!(foreign(&role).is_empty());
        prop_assert!(desired.tags.iter().all(|(key, value)| role.tags.get(key) == Some(value)));
        let theirs = observed.map(|role| role.tags).unwrap_or_default();
        prop_assert!(theirs.keys().all(|key| role.tags.contains_key(key)), "tags of others stay");
        prop_assert_eq!(diff(&desired, Some(&role)), Ok(Vec::new()));
    }

    #[test]
    fn wherever_the_changes_are_cut_off_nobody_can_do_more_than_before(
        before in observed_roles()
    ) {
        let desired = desired_role();
        let mut role = Some(before.clone());
        for change in diff(&desired, Some(&before)).unwrap() {
            role = apply(role, &change);
            let role = role.as_ref().unwrap();
            if !says(&role.trust, &desired.trust) {
                prop_assert!(is_no_wider(role, &before), "{} before the trust is right", change);
            } else if role.trust != before.trust {
                prop_assert!(foreign(role).is_empty(), "{} with foreign policies", change);
                prop_assert!(role.boundary.is_some(), "{} without a boundary", change);
            }
            if !before.policy.as_deref().is_some_and(|policy| says(policy, &desired.policy))
                && role.policy.as_deref().is_some_and(|policy| says(policy, &desired.policy))
            {
                let boundary = Some(desired.boundary.to_string());
                prop_assert_eq!(&role.boundary, &boundary, "{} before the boundary is right", change);
            }
        }
    }

    #[test]
    fn a_diff_that_was_cut_off_is_continued(
        before in option::of(observed_roles()), done in 0_usize..8
    ) {
        let desired = desired_role();
        let changes = diff(&desired, before.as_ref()).unwrap();
        let half = changes.iter().take(done).fold(before, apply);
        let rest = diff(&desired, half.as_ref()).unwrap();
        let expected: Vec<RoleChange> = changes.into_iter().skip(done).collect();
        prop_assert_eq!(rest, expected);
    }
}

#[test]
fn a_new_role_has_no_permission_before_it_has_its_trust_and_boundary() {
    let changes = diff(&desired_role(), None).unwrap();
    assert!(matches!(
        changes.as_slice(),
        [RoleChange::CreateRole { .. }, RoleChange::PutPolicy { .. }]
    ));
}

#[test]
fn the_changes_come_in_their_order() {
    let desired = desired_role();
    let mut observed = ObservedRole {
        trust: "{}".to_owned(),
        policy: None,
        boundary: None,
        other_inline: ["x".to_owned()].into(),
        attached: ["arn:aws:iam::aws:policy/AdministratorAccess".to_owned()].into(),
        ..observed(&desired_role())
    };
    observed.tags.remove(PAIR_TAG);
    let names = |observed: &ObservedRole| -> Vec<String> {
        let changes = diff(&desired, Some(observed)).unwrap();
        let name = |change| {
            serde_json::to_value(change).unwrap()["change"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        changes.iter().map(name).collect()
    };
    assert_eq!(
        names(&observed),
        [
            "detach-policy",
            "delete-policy",
            "set-boundary",
            "set-trust",
            "put-policy",
            "tag-role"
        ]
    );
    observed.boundary = Some("arn:aws:iam::222222222222:policy/other".to_owned());
    assert_eq!(
        names(&observed),
        [
            "detach-policy",
            "delete-policy",
            "set-trust",
            "set-boundary",
            "put-policy",
            "tag-role"
        ]
    );
}

#[test]
fn a_role_that_is_not_ours_is_never_touched() {
    let desired = desired_role();
    let with = |change: &dyn Fn(&mut Tags)| {
        let mut role = observed(&desired);
        change(&mut role.tags);
        role
    };
    let set = |key: &'static str, value: &'static str| {
        with(&move |tags| {
            tags.insert(key.to_owned(), value.to_owned());
        })
    };
    let moved = ObservedRole {
        arn: "arn:aws:iam::222222222222:role/rolepair-orders".to_owned(),
        ..observed(&desired)
    };
    for role in [
        with(&Tags::clear),
        set(MANAGED_BY_TAG, "Rolepair"),
        set(PAIR_TAG, "orders-2"),
        set(ACCOUNT_TAG, "333333333333"),
        moved,
    ] {
        let finding = diff(&desired, Some(&role)).unwrap_err();
        assert_eq!(finding.code, FindingCode::RoleNotOurs, "{finding}");
    }
}

#[test]
fn a_change_reads_well_for_people_and_for_machines() {
    let changes = diff(&desired_role(), None).unwrap();
    let arn = desired_role().arn;
    assert_eq!(changes[0].to_string(), format!("create role {arn}"));
    assert_eq!(
        changes[1].to_string(),
        format!("write the policy `rolepair` of {arn}")
    );
    assert_eq!(changes[0].role(), &arn);
    assert_eq!(
        serde_json::to_value(&changes[1]).unwrap(),
        json!({
            "change": "put-policy",
            "role": arn.to_string(),
            "policy_name": "rolepair",
            "policy": desired_role().policy.to_value(),
        })
    );
}
