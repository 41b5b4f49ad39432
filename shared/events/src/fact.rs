use std::fmt;

use rolepair_model::{AccountId, FamilyOrArn, Region};

/// An event in the organization that rolepair acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// An account was created in the organization or invited into it.
    AccountJoined {
        /// The account.
        account: AccountId,
    },
    /// An account moved to another unit, or was enrolled again.
    AccountMoved {
        /// The account.
        account: AccountId,
    },
    /// A task definition was registered.
    TaskDefinitionRegistered {
        /// The account, from the envelope.
        account: AccountId,
        /// The Region, from the envelope.
        region: Region,
        /// The revision, or only its family if the event does not name the revision.
        task_definition: FamilyOrArn,
    },
}

impl Fact {
    /// The account it is about.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        match self {
            Self::AccountJoined { account }
            | Self::AccountMoved { account }
            | Self::TaskDefinitionRegistered { account, .. } => account,
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountJoined { account } => write!(f, "account `{account}` joined"),
            Self::AccountMoved { account } => write!(f, "account `{account}` moved"),
            Self::TaskDefinitionRegistered {
                account,
                region,
                task_definition,
            } => write!(
                f,
                "task definition `{task_definition}` registered in account `{account}`, Region `{region}`"
            ),
        }
    }
}
