//! Every kind of role pair there is.

use rolepair_policy::{RolePair, TrustScope};

pub(super) const UNIT: &str = "ou-ab12-11111111";

pub(super) fn pair(partition: &str, trust: TrustScope, ecs_exec: bool) -> RolePair {
    RolePair {
        partition: partition.parse().unwrap(),
        organization: "o-a1b2c3d4e5".parse().unwrap(),
        pair: "orders".parse().unwrap(),
        task_account: "222222222222".parse().unwrap(),
        resource_account: "111111111111".parse().unwrap(),
        trust,
        ecs_exec,
    }
}

pub(super) fn organization(units: &[&str]) -> TrustScope {
    let units = units.iter().map(|unit| unit.parse().unwrap());
    TrustScope::Organization {
        units: units.collect(),
    }
}

pub(super) fn every_pair() -> Vec<RolePair> {
    let scopes = [
        TrustScope::Account,
        organization(&[]),
        organization(&[UNIT]),
        organization(&[UNIT, "ou-ab12-22222222"]),
        organization(&["r-ab12"]),
    ];
    let mut pairs = Vec::new();
    for partition in ["aws", "aws-cn", "aws-us-gov"] {
        for scope in &scopes {
            for ecs_exec in [false, true] {
                pairs.push(pair(partition, scope.clone(), ecs_exec));
            }
        }
    }
    pairs
}
