use rolepair_model::{Finding, FindingCode};

use crate::{
    RolePair,
    required_trust::{resource_role_requires, task_role_requires},
    task_policy_reading::read_task_policies,
    trust_reading::read_trust,
};

/// The policies of a role pair, as AWS returns them (URL-decoded).
#[derive(Debug, Clone, Default)]
pub struct PairDocuments<'a> {
    /// The trust policy of the task role.
    pub task_trust: &'a str,
    /// The texts of the task role's policies that were read.
    pub task_policies: Vec<String>,
    /// The names or ARNs of the task role's other policies: attached ones, and inline ones that
    /// rolepair did not write. With any of them the pair is unproven.
    pub other_task_policies: Vec<String>,
    /// The trust policy of the resource role.
    pub resource_trust: &'a str,
}

/// The proof that only the tasks of a role pair can use it. Only [`prove`] creates one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    pair: RolePair,
}

impl Proven {
    /// The proven pair.
    #[must_use]
    pub fn pair(&self) -> &RolePair {
        &self.pair
    }
}

/// Proves from the policies of a pair who can assume each of its roles, and that its task role can
/// only assume its resource role.
///
/// The requirements are written independently of the code that generates the policies. So a
/// generator that omits a condition fails the proof.
///
/// # Errors
/// RP202 for each deviation, with its reason.
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
