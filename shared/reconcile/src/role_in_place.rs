use rolepair_model::Finding;
use rolepair_plan::{DesiredRole, ObservedRole, RoleChange, diff};

use crate::{Applied, PortError, Roles};

/// One role of a pair, as it should be, and the account it is to be in.
pub(crate) struct RoleInPlace<'a, R> {
    pub(crate) desired: &'a DesiredRole,
    pub(crate) roles: &'a R,
}

/// What came of applying some changes to a role.
pub(crate) struct Applying {
    /// The changes that were made.
    pub(crate) done: Vec<RoleChange>,
    pub(crate) end: End,
}

/// How applying changes ended.
#[derive(Debug)]
pub(crate) enum End {
    /// All were made.
    Done,
    /// The role is not what it was taken for; it has to be read again.
    Disturbed,
    /// A call failed.
    Failed(PortError),
}

impl<R: Roles> RoleInPlace<'_, R> {
    pub(crate) async fn observe(&self) -> Result<Option<ObservedRole>, PortError> {
        let desired = self.desired;
        self.roles.observe(&desired.arn, &desired.policy_name).await
    }

    pub(crate) fn diff(&self, observed: Option<&ObservedRole>) -> Result<Vec<RoleChange>, Finding> {
        diff(self.desired, observed)
    }

    /// Makes changes one after another: their order is part of what keeps the role safe.
    pub(crate) async fn apply(&self, changes: Vec<RoleChange>) -> Applying {
        let mut done = Vec::new();
        for change in changes {
            let end = match self.roles.apply(&change).await {
                Ok(Applied::Done) => {
                    done.push(change);
                    continue;
                }
                Ok(Applied::AlreadyThere | Applied::Gone) => End::Disturbed,
                Err(error) => End::Failed(error),
            };
            return Applying { done, end };
        }
        let end = End::Done;
        Applying { done, end }
    }
}
