use std::collections::BTreeSet;

use futures::future::join_all;
use rolepair_config::{Config, Pair};
use rolepair_model::{Finding, FindingCode, PairName};
use rolepair_plan::{DesiredPair, DesiredRole, ObservedRole, desired, diff};
use rolepair_policy::{PairDocuments, Proven, prove};

use crate::{
    Cause, Scope, Session,
    converge_pair::{Observed, PairInPlace},
    entered::Entered,
};

/// The state of a pair in a task account, as far as its roles show it. Task definitions are patched
/// for a proven pair only.
pub(crate) enum PairState {
    /// The pair cannot be made in the account.
    Impossible(Vec<Finding>),
    /// A role could not be read.
    Unread(Vec<Cause>),
    /// A role has the name of one of the pair's, and is somebody else's.
    NotOurs(Vec<Finding>),
    /// The roles do not let in exactly the tasks, yet.
    Unproven(Vec<Finding>),
    /// The roles let in the tasks and nobody else.
    Proven(Box<Proven>),
}

/// The state of every selected pair that serves the account, their roles read side by side. A pair
/// in `planned` is taken as converged: a dry run has just found that it can be.
pub(crate) async fn pair_states<'c, S: Session>(
    config: &'c Config,
    entered: &Entered<S>,
    scope: &Scope,
    planned: &BTreeSet<PairName>,
) -> Vec<(&'c Pair, PairState)> {
    let (task, resource) = (&entered.task.roles(), &entered.resource.roles());
    let pairs = scope.pairs_for(config, &entered.account).into_iter();
    let states = pairs.map(|pair| async move {
        let state = match desired(config, pair, &entered.account) {
            Err(findings) => PairState::Impossible(findings),
            Ok(desired) if planned.contains(&pair.name) => PairState::once_converged(&desired),
            Ok(desired) => {
                let in_place = PairInPlace {
                    desired: &desired,
                    task,
                    resource,
                };
                match in_place.observe().await {
                    Ok(observed) => PairState::observed(&desired, observed),
                    Err(causes) => PairState::Unread(causes),
                }
            }
        };
        (pair, state)
    });
    join_all(states).await
}

impl PairState {
    fn observed(desired: &DesiredPair, (task, resource): Observed) -> Self {
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

    /// The state of the pair once it has been converged.
    fn once_converged(desired: &DesiredPair) -> Self {
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
    Finding::new(FindingCode::Unproven, &role.arn, message).of_role(&role.arn)
}
