//! The trust policies that a proven role pair must have.

use std::collections::BTreeSet;

use rolepair_model::{OrganizationId, OrganizationalUnitId, Partition};

use crate::{
    Comparison, ConditionKey, ConditionOperator, Conditions, Principals, RolePair, TrustScope,
    role_pair::ECS_TASKS,
};

/// The exact principals and conditions that a trust policy must have.
pub(crate) struct RequiredTrust {
    pub(crate) partition: Partition,
    /// Accounts are ids here, not ARNs.
    pub(crate) principals: Principals,
    pub(crate) conditions: Conditions,
}

pub(crate) fn task_role_requires(pair: &RolePair) -> RequiredTrust {
    let account = &pair.task_account;
    let source = format!("arn:{}:ecs:*:{account}:*", pair.partition);
    required(
        pair,
        Principals::service(ECS_TASKS),
        [
            (
                ConditionOperator::new(Comparison::StringEquals),
                "aws:SourceAccount",
                BTreeSet::from([account.to_string()]),
            ),
            (
                ConditionOperator::new(Comparison::ArnLike),
                "aws:SourceArn",
                BTreeSet::from([source]),
            ),
        ],
    )
}

pub(crate) fn resource_role_requires(pair: &RolePair) -> RequiredTrust {
    let organization = (
        ConditionOperator::new(Comparison::StringEquals),
        "aws:PrincipalOrgID",
        BTreeSet::from([pair.organization.to_string()]),
    );
    match &pair.trust {
        TrustScope::Account => {
            let role = BTreeSet::from([pair.task_role().to_string()]);
            let pinned = ConditionOperator::new(Comparison::ArnEquals);
            let principals = Principals::aws([pair.task_account.as_str()]);
            required(
                pair,
                principals,
                [organization, (pinned, "aws:PrincipalArn", role)],
            )
        }
        TrustScope::Organization { units } => {
            let (partition, name) = (&pair.partition, &pair.pair);
            let roles = format!("arn:{partition}:iam::*:role/rolepair/rolepair-{name}");
            let pinned = ConditionOperator::new(Comparison::ArnLike);
            let elsewhere = ConditionOperator::new(Comparison::StringNotEquals);
            let owner = BTreeSet::from([pair.resource_account.to_string()]);
            let mut trust = required(
                pair,
                Principals::any(),
                [
                    organization,
                    (pinned, "aws:PrincipalArn", BTreeSet::from([roles])),
                    (elsewhere, "aws:PrincipalAccount", owner),
                ],
            );
            if !units.is_empty() {
                let below = ConditionOperator::for_any_value(Comparison::StringLike);
                let paths = units
                    .iter()
                    .map(|unit| path_below(&pair.organization, unit));
                let paths = paths.collect();
                trust
                    .conditions
                    .extend(conditions([(below, "aws:PrincipalOrgPaths", paths)]));
            }
            trust
        }
    }
}

/// A pattern for the path of a unit or root, and for every path below it.
fn path_below(organization: &OrganizationId, unit: &OrganizationalUnitId) -> String {
    let above = if unit.as_str().starts_with("ou-") {
        "*/"
    } else {
        ""
    };
    format!("{organization}/{above}{unit}/*")
}

fn required<const N: usize>(
    pair: &RolePair,
    principals: Principals,
    wanted: [(ConditionOperator, &str, BTreeSet<String>); N],
) -> RequiredTrust {
    RequiredTrust {
        partition: pair.partition.clone(),
        principals,
        conditions: conditions(wanted),
    }
}

fn conditions<const N: usize>(
    wanted: [(ConditionOperator, &str, BTreeSet<String>); N],
) -> Conditions {
    let mut conditions = Conditions::new();
    for (operator, key, values) in wanted {
        let keys = conditions.entry(operator).or_default();
        keys.insert(ConditionKey::from(key), values);
    }
    conditions
}
