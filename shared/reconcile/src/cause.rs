use std::sync::Arc;

use rolepair_model::{AccountId, Family, Finding, FindingCode, PairName, RoleArn};
use thiserror::Error;

use crate::{
    PortError, Refusal,
    error_text::{chain, one_line},
};

/// One reason why a piece of work could not be finished.
#[derive(Debug, Clone, Error)]
pub enum Cause {
    /// A call to AWS failed. One call may stand in the way of several pieces of work.
    #[error(transparent)]
    Port(Arc<PortError>),
    /// The account is being created; it cannot be worked in yet.
    #[error("account `{0}` is pending activation")]
    AccountPending(AccountId),
    /// The role pair could not be proven yet; the findings say what is missing.
    #[error("pair `{pair}` of account `{account}` is not proven")]
    Unproven {
        /// The task account.
        account: AccountId,
        /// The pair.
        pair: PairName,
    },
    /// Somebody else kept changing a role while it was being worked on; or IAM will not create it, and
    /// does not show it either.
    #[error("role `{0}` kept changing meanwhile, or one exists whose name differs in case")]
    RoleContended(RoleArn),
    /// Revisions kept coming while a family was being patched.
    #[error("family `{0}` kept getting new revisions meanwhile")]
    FamilyContended(Family),
    /// An earlier step over the same account was refused this; the rest was done all the same.
    #[error("{0}")]
    Refused(String),
}

impl Cause {
    /// Whether the same work may get further later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Port(error) => error.is_transient(),
            Self::AccountPending(_)
            | Self::Unproven { .. }
            | Self::RoleContended(_)
            | Self::FamilyContended(_) => true,
            Self::Refused(_) => false,
        }
    }

    /// The finding it comes to, where the refusal itself tells what a person has to do.
    #[must_use]
    pub fn finding(&self) -> Option<Finding> {
        let Self::Port(error) = self else {
            return None;
        };
        let PortError::Refused {
            operation,
            reason,
            source,
        } = error.as_ref()
        else {
            return None;
        };
        let (code, what) = match reason {
            Refusal::AccessDenied => (FindingCode::AccessDenied, "access is denied"),
            Refusal::Quota => (FindingCode::Quota, "a quota is reached"),
            Refusal::Other => return None,
        };
        let message = one_line(&format!("{what}: {}", chain(source.as_ref())));
        Some(Finding::new(code, operation, message))
    }
}

impl From<PortError> for Cause {
    fn from(error: PortError) -> Self {
        Self::Port(Arc::new(error))
    }
}
