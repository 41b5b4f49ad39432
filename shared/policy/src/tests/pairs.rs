//! Every kind of role pair there is.

use crate::{Document, PairDocuments, RolePair, TrustScope};

pub(super) const UNIT: &str = "ou-ab12-11111111";
pub(super) const OTHER_UNIT: &str = "ou-ab12-22222222";
pub(super) const ROOT: &str = "r-ab12";

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
        organization(&[UNIT, OTHER_UNIT]),
        organization(&[ROOT]),
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

/// The texts of a pair's documents. A test changes one of them.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    pub(super) task_trust: String,
    pub(super) task_policies: Vec<String>,
    pub(super) other_task_policies: Vec<String>,
    pub(super) resource_trust: String,
}

impl Texts {
    pub(super) fn generated(pair: &RolePair) -> Self {
        Self {
            task_trust: pair.task_role_trust().canonical(),
            task_policies: vec![pair.task_role_policy().canonical()],
            other_task_policies: Vec::new(),
            resource_trust: pair.resource_role_trust().canonical(),
        }
    }

    /// The texts, each changed by `change`.
    pub(super) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            task_trust: change(&self.task_trust),
            task_policies: self.task_policies.iter().map(|text| change(text)).collect(),
            other_task_policies: Vec::new(),
            resource_trust: change(&self.resource_trust),
        }
    }

    pub(super) fn documents(&self) -> PairDocuments<'_> {
        PairDocuments {
            task_trust: &self.task_trust,
            task_policies: self.task_policies.clone(),
            other_task_policies: self.other_task_policies.clone(),
            resource_trust: &self.resource_trust,
        }
    }
}

#[test]
fn the_text_of_a_document_parses_to_the_same_document() {
    for pair in every_pair() {
        for document in [
            pair.task_role_trust(),
            pair.task_role_policy(),
            pair.resource_role_trust(),
        ] {
            assert_eq!(Document::parse(&document.canonical()).unwrap(), document);
            assert_eq!(document.to_value().to_string(), document.canonical());
        }
    }
}

#[test]
fn the_trust_of_one_account_fits_the_quota_with_the_longest_names() {
    let mut longest = pair("aws-us-gov", TrustScope::Account, true);
    longest.pair = "p".repeat(42).parse().unwrap();
    longest.organization = format!("o-{}", "o".repeat(32)).parse().unwrap();
    assert!(longest.resource_role_trust().size() < Document::TRUST_POLICY_QUOTA);
    assert!(longest.task_role_trust().size() < Document::TRUST_POLICY_QUOTA);
    assert!(longest.task_role_policy().size() < Document::INLINE_POLICIES_QUOTA);
}
