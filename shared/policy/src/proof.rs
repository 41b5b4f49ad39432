use rolepair_model::{Finding, FindingCode};

use crate::{
    RolePair,
    required_trust::{resource_role_requires, task_role_requires},
    task_policy_reading::read_task_policies,
    trust_reading::read_trust,
};

/// The policy texts of a role pair, as read back from AWS (URL-decoded).
#[derive(Debug, Clone, Default)]
pub struct PairDocuments<'a> {
    /// The trust policy of the task role.
    pub task_trust: &'a str,
    /// The text of every policy on the task role that was read.
    pub task_policies: Vec<String>,
    /// The names or ARNs of policies on the task role that were not read: attached ones, and inline
    /// ones that are not rolepair's. A single one leaves the pair unproven.
    pub other_task_policies: Vec<String>,
    /// The trust policy of the resource role.
    pub resource_trust: &'a str,
}

/// The proof that a role pair lets in its tasks and nobody else. [`prove`] alone makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    pair: RolePair,
}

impl Proven {
    /// The pair that is proven.
    #[must_use]
    pub fn pair(&self) -> &RolePair {
        &self.pair
    }
}

/// Reads off the documents of a pair who may assume each of its roles, and that its task role may
/// do nothing but assume its resource role.
///
/// What must stand there is spelled out beside the generator of the documents, not taken from it:
/// a generator that forgets a condition does not prove itself right.
///
/// # Errors
/// RP202 for everything that is not exactly so, each with its reason.
pub fn prove(pair: &RolePair, documents: &PairDocuments<'_>) -> Result<Proven, Vec<Finding>> {
    let (task_role, resource_role) = (pair.task_role(), pair.resource_role());
    let task_trust = read_trust(documents.task_trust, &task_role_requires(pair));
    let task_policies = read_task_policies(
        pair,
        &documents.task_policies,
        &documents.other_task_policies,
    );
    let resource_trust = read_trust(documents.resource_trust, &resource_role_requires(pair));
    let findings: Vec<Finding> = [
        (&task_role, task_trust),
        (&task_role, task_policies),
        (&resource_role, resource_trust),
    ]
    .into_iter()
    .flat_map(|(role, reasons)| reasons.into_iter().map(move |reason| (role, reason)))
    .map(|(role, reason)| {
        Finding::new(FindingCode::Unproven, role, reason)
            .in_account(&pair.task_account)
            .of_role(role)
    })
    .collect();
    if findings.is_empty() {
        Ok(Proven { pair: pair.clone() })
    } else {
        Err(findings)
    }
}
