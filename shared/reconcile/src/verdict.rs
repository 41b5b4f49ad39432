use std::sync::Arc;

use rolepair_config::Pair;
use rolepair_model::{Finding, FindingCode};
use rolepair_plan::{DesiredPair, DesiredRole, ObservedRole, diff};
use rolepair_policy::{PairDocuments, Proven, RolePair, prove};

use crate::{PortError, converge_pair::Observed};

/// A pair that selects an account, and whether task definitions may be patched for it there.
pub(crate) struct Judged<'c> {
    pub(crate) pair: &'c Pair,
    pub(crate) verdict: Verdict,
}

/// Whether task definitions may be patched for a pair.
pub(crate) enum Verdict {
    /// The roles should not be there at all.
    Impossible(Vec<Finding>),
    /// The roles should be there; whether they are is told apart from that.
    Wanted(RolePair, Standing),
}

/// How the roles of a pair stand, as read back from AWS.
pub(crate) enum Standing {
    /// They let in the tasks and nobody else.
    Proven(Box<Proven>),
    /// They do not, yet.
    Unproven(Vec<Finding>),
    /// A role of their name is somebody else's.
    NotOurs(Vec<Finding>),
    /// They could not be read.
    Unread(Vec<Arc<PortError>>),
}

impl Standing {
    pub(crate) fn of(desired: &DesiredPair, read: Result<Observed, Vec<PortError>>) -> Self {
        let (task, resource) = match read {
            Ok(observed) => observed,
            Err(errors) => return Self::Unread(errors.into_iter().map(Arc::new).collect()),
        };
        let roles = [
            (&desired.task_role, task),
            (&desired.resource_role, resource),
        ];
        let foreign = roles.iter().filter_map(|(desired, observed)| {
            let observed = observed.as_ref()?;
            diff(desired, Some(observed)).err()
        });
        let foreign: Vec<Finding> = foreign.collect();
        if !foreign.is_empty() {
            return Self::NotOurs(foreign);
        }
        match roles {
            [(_, Some(task)), (_, Some(resource))] => Self::read_off(desired, &task, &resource),
            roles => {
                let missing = roles.iter().filter(|(_, observed)| observed.is_none());
                let missing = missing.map(|(role, _)| unproven(role, "the role is not there yet"));
                Self::Unproven(missing.collect())
            }
        }
    }

    /// What will be proven once the pair has been converged.
    pub(crate) fn once_converged(desired: &DesiredPair) -> Self {
        let [task, resource] =
            [&desired.task_role, &desired.resource_role].map(|role| ObservedRole {
                trust: role.trust.canonical(),
                policy: Some(role.policy.canonical()),
                ..ObservedRole::default()
            });
        Self::read_off(desired, &task, &resource)
    }

    fn read_off(desired: &DesiredPair, task: &ObservedRole, resource: &ObservedRole) -> Self {
        let others = task.other_inline.iter().chain(&task.attached);
        let proof = prove(
            &desired.role_pair,
            &PairDocuments {
                task_trust: &task.trust,
                task_policies: task.policy.iter().cloned().collect(),
                other_task_policies: others.cloned().collect(),
                resource_trust: &resource.trust,
            },
        );
        match proof {
            // Without its policy the resource role can do nothing, and the tasks would fail.
            Ok(_) if resource.policy.is_none() => {
                let role = &desired.resource_role;
                Self::Unproven(vec![unproven(role, "the role has no permissions yet")])
            }
            Ok(proven) => Self::Proven(Box::new(proven)),
            Err(findings) => Self::Unproven(findings),
        }
    }
}

fn unproven(role: &DesiredRole, message: &str) -> Finding {
    Finding::new(FindingCode::Unproven, &role.arn, message)
}
