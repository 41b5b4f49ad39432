use futures::future::join;
use rolepair_model::{Finding, RoleArn};
use rolepair_plan::{DesiredPair, ObservedRole, RoleChange};

use crate::{
    Cause, Change, ChangeKind, Expectation, PortError, Roles,
    progress::Progress,
    role_in_place::{Applying, End, RoleInPlace},
};

/// How often roles are read again because somebody else changed them meanwhile. Another worker on
/// the same account disturbs once; whoever disturbs more often is left to the next delivery.
const ROUNDS: usize = 3;

/// The two roles of a pair, as they should be, and the accounts they are to be in.
pub(crate) struct PairInPlace<'a, R> {
    desired: &'a DesiredPair,
    task: RoleInPlace<'a, R>,
    resource: RoleInPlace<'a, R>,
}

/// Both roles as they are.
pub(crate) type Observed = (Option<ObservedRole>, Option<ObservedRole>);

/// What is to be done to both roles.
type Changes = (Vec<RoleChange>, Vec<RoleChange>);

impl<'a, R: Roles> PairInPlace<'a, R> {
    pub(crate) fn new(desired: &'a DesiredPair, task: &'a R, resource: &'a R) -> Self {
        Self {
            desired,
            task: RoleInPlace {
                desired: &desired.task_role,
                roles: task,
            },
            resource: RoleInPlace {
                desired: &desired.resource_role,
                roles: resource,
            },
        }
    }

    /// Reads both roles side by side.
    pub(crate) async fn observe(&self) -> Result<Observed, Vec<PortError>> {
        match join(self.task.observe(), self.resource.observe()).await {
            (Ok(task), Ok(resource)) => Ok((task, resource)),
            (task, resource) => Err(task.err().into_iter().chain(resource.err()).collect()),
        }
    }

    /// Makes both roles what they should be. Where one of them is somebody else's, neither is
    /// touched; with [`Expectation::New`] the other may have been created by then, without permissions.
    pub(crate) async fn converge(self, expectation: Expectation, dry_run: bool) -> Progress {
        let mut progress = Progress::default();
        let mut observed = if expectation == Expectation::New && !dry_run {
            Some((None, None))
        } else {
            self.read(&mut progress).await
        };
        let mut round = 1;
        while let Some(seen) = observed {
            let Some(changes) = self.changes(&seen, &mut progress) else {
                break;
            };
            if dry_run {
                self.record(&mut progress, changes);
                break;
            }
            let Some(disturbed) = self.apply(changes, &mut progress).await else {
                break;
            };
            if round == ROUNDS {
                progress.fail(Cause::RoleContended(disturbed));
                break;
            }
            round += 1;
            observed = self.read(&mut progress).await;
        }
        progress
    }

    /// Both roles as they are; none where that cannot be told, which the progress then says.
    async fn read(&self, progress: &mut Progress) -> Option<Observed> {
        let observed = self.observe().await;
        let fail =
            |errors: Vec<PortError>| errors.into_iter().for_each(|error| progress.fail(error));
        observed.map_err(fail).ok()
    }

    /// What is to be done; none where a finding stands against it, which the progress then has.
    fn changes(&self, observed: &Observed, progress: &mut Progress) -> Option<Changes> {
        let changes = self.diff(observed);
        changes.map_err(|findings| progress.tell(findings)).ok()
    }

    fn diff(&self, (task, resource): &Observed) -> Result<Changes, Vec<Finding>> {
        match (
            self.task.diff(task.as_ref()),
            self.resource.diff(resource.as_ref()),
        ) {
            (Ok(task), Ok(resource)) => Ok((task, resource)),
            (task, resource) => Err(task.err().into_iter().chain(resource.err()).collect()),
        }
    }

    /// Makes the changes, both roles side by side; the role that turned out to be another than it
    /// was taken for, if one did. A role that is missing is created before anything else is done:
    /// that is what tells whether it is somebody else's.
    async fn apply(&self, (task, resource): Changes, progress: &mut Progress) -> Option<RoleArn> {
        let (task_first, task) = creations_first(task);
        let (resource_first, resource) = creations_first(resource);
        for (task, resource) in [(task_first, resource_first), (task, resource)] {
            let ends = join(self.task.apply(task), self.resource.apply(resource)).await;
            let (task, resource) = (self.note(progress, ends.0), self.note(progress, ends.1));
            match (task, resource) {
                (End::Done, End::Done) => {}
                (End::Failed(error), other) | (other, End::Failed(error)) => {
                    progress.fail(error);
                    if let End::Failed(error) = other {
                        progress.fail(error);
                    }
                    return None;
                }
                (End::Disturbed, _) => return Some(self.task.desired.arn.clone()),
                (_, End::Disturbed) => return Some(self.resource.desired.arn.clone()),
            }
        }
        None
    }

    fn note(&self, progress: &mut Progress, applying: Applying) -> End {
        self.record(progress, (applying.done, Vec::new()));
        applying.end
    }

    fn record(&self, progress: &mut Progress, (task, resource): Changes) {
        let role_pair = &self.desired.role_pair;
        let changes = task.into_iter().chain(resource).map(|change| Change {
            account: role_pair.task_account.clone(),
            pair: role_pair.pair.clone(),
            kind: ChangeKind::Role(Box::new(change)),
        });
        progress.changes.extend(changes);
    }
}

/// Changes, those that create a role apart from all others.
fn creations_first(changes: Vec<RoleChange>) -> Changes {
    changes
        .into_iter()
        .partition(|change| matches!(change, RoleChange::CreateRole { .. }))
}
