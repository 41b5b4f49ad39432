use futures::future::join;
use rolepair_model::{About, Finding, RoleArn};
use rolepair_plan::{DesiredPair, DesiredRole, ObservedRole, RoleChange, diff};

use crate::{Applied, Cause, ChangeKind, Mode, Report, Roles};

/// How often roles are read again because somebody else changed them meanwhile. Another worker on
/// the same account disturbs once; more than that is left to the next delivery.
const ROUNDS: usize = 3;

/// What is expected in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It has just joined: the roles are created first, and read only where they are there already.
    New,
    /// Anything: the roles are read first.
    Any,
}

/// The two roles of a pair, as they should be, and the accounts they are to be in.
pub(crate) struct PairInPlace<'a, R> {
    pub(crate) desired: &'a DesiredPair,
    pub(crate) task: &'a R,
    pub(crate) resource: &'a R,
}

/// Both roles as they are.
pub(crate) type Observed = (Option<ObservedRole>, Option<ObservedRole>);

/// Changes to the task role and to the resource role.
type Changes = (Vec<RoleChange>, Vec<RoleChange>);

impl<R: Roles> PairInPlace<'_, R> {
    /// Reads both roles side by side.
    pub(crate) async fn observe(&self) -> Result<Observed, Vec<Cause>> {
        let DesiredPair {
            task_role,
            resource_role,
            ..
        } = self.desired;
        let task = observe(self.task, task_role);
        let resource = observe(self.resource, resource_role);
        both(join(task, resource).await)
    }

    /// Makes both roles what they should be. Where one of them is somebody else's, neither is
    /// touched; with [`Expectation::New`] the other may have been created by then, without permissions.
    pub(crate) async fn converge(self, expectation: Expectation, mode: Mode) -> Report {
        let mut report = Report::of(&self.desired.role_pair.task_account, mode);
        let mut observed = match (expectation, mode) {
            (Expectation::New, Mode::Apply) => Some((None, None)),
            _ => self.read(&mut report).await,
        };
        let mut round = 1;
        while let Some(seen) = observed {
            let Some(changes) = self.changes(&seen, &mut report) else {
                break;
            };
            if mode == Mode::DryRun {
                self.record(&mut report, changes);
                break;
            }
            let Some(disturbed) = self.apply(changes, &mut report).await else {
                break;
            };
            if round == ROUNDS {
                report.fail(Cause::RoleContended(disturbed));
                break;
            }
            round += 1;
            observed = self.read(&mut report).await;
        }
        report
    }

    /// Both roles as they are; `None` where they could not be read, which the report then says.
    async fn read(&self, report: &mut Report) -> Option<Observed> {
        let fail = |causes: Vec<Cause>| causes.into_iter().for_each(|cause| report.fail(cause));
        self.observe().await.map_err(fail).ok()
    }

    /// What is to be done; `None` where a finding blocks it, which the report then has.
    fn changes(&self, (task, resource): &Observed, report: &mut Report) -> Option<Changes> {
        let task = diff(&self.desired.task_role, task.as_ref());
        let resource = diff(&self.desired.resource_role, resource.as_ref());
        let find = |findings: Vec<Finding>| report.find(findings);
        both((task, resource)).map_err(find).ok()
    }

    /// Makes the changes, both roles side by side; the role that turned out to be another than
    /// expected, if one did. A role that is missing is created before anything else is done: that
    /// shows whether it is somebody else's.
    async fn apply(&self, (task, resource): Changes, report: &mut Report) -> Option<RoleArn> {
        let (task_role, resource_role) = (&self.desired.task_role, &self.desired.resource_role);
        let (task_first, task) = creations_first(task);
        let (resource_first, resource) = creations_first(resource);
        for (task, resource) in [(task_first, resource_first), (task, resource)] {
            let (task, resource) = join(
                apply(self.task, task_role, task),
                apply(self.resource, resource_role, resource),
            )
            .await;
            self.record(report, (task.0, resource.0));
            match both((task.1, resource.1)) {
                Ok((Applied::Done, Applied::Done)) => {}
                Ok((Applied::Done, _)) => return Some(resource_role.arn.clone()),
                Ok(_) => return Some(task_role.arn.clone()),
                Err(causes) => {
                    causes.into_iter().for_each(|cause| report.fail(cause));
                    return None;
                }
            }
        }
        None
    }

    fn record(&self, report: &mut Report, (task, resource): Changes) {
        let role_pair = &self.desired.role_pair;
        for change in task.into_iter().chain(resource) {
            let kind = ChangeKind::Role(Box::new(change));
            report.change(&role_pair.task_account, &role_pair.pair, kind);
        }
    }
}

/// Both values, or every error.
fn both<T, U, E>((one, other): (Result<T, E>, Result<U, E>)) -> Result<(T, U), Vec<E>> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).collect()),
    }
}

async fn observe(roles: &impl Roles, role: &DesiredRole) -> Result<Option<ObservedRole>, Cause> {
    let observed = roles.observe(&role.arn, &role.policy_name).await;
    observed.map_err(|error| Cause::port(error, about(role)))
}

/// Makes changes to a role one after another, since their order is part of what keeps it safe. Gives
/// those that were made, and how the last one ended.
async fn apply(
    roles: &impl Roles,
    role: &DesiredRole,
    changes: Vec<RoleChange>,
) -> (Vec<RoleChange>, Result<Applied, Cause>) {
    let mut made = Vec::new();
    for change in changes {
        match roles.apply(&change).await {
            Ok(Applied::Done) => made.push(change),
            Ok(disturbed) => return (made, Ok(disturbed)),
            Err(error) => return (made, Err(Cause::port(error, about(role)))),
        }
    }
    (made, Ok(Applied::Done))
}

fn about(role: &DesiredRole) -> About {
    About {
        role: Some(role.arn.clone()),
        ..About::default()
    }
}

/// Changes, those that create a role apart from all others.
fn creations_first(changes: Vec<RoleChange>) -> Changes {
    changes
        .into_iter()
        .partition(|change| matches!(change, RoleChange::CreateRole { .. }))
}
