use std::future::Future;

use rolepair_model::RoleArn;
use rolepair_plan::{ObservedRole, RoleChange};

use crate::PortError;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It was made, or held already.
    Done,
    /// A role to be created was there already, whosever it is. Nothing was changed.
    AlreadyThere,
    /// The role to be changed is not there (any more). Nothing was changed.
    Gone,
}

/// IAM roles of one account.
pub trait Roles: Send + Sync {
    /// The role as IAM has it, `policy_name` naming the inline policy whose text is wanted;
    /// `None` where no role has that name.
    ///
    /// IAM knows a role by its name whatever its path, so the answer may be a role of another path.
    fn observe(
        &self,
        role: &RoleArn,
        policy_name: &str,
    ) -> impl Future<Output = Result<Option<ObservedRole>, PortError>> + Send;

    /// Carries out one change. Idempotent: to do it twice is to do it once.
    fn apply(&self, change: &RoleChange)
    -> impl Future<Output = Result<Applied, PortError>> + Send;
}
