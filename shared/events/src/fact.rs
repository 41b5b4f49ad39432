use std::fmt;

use rolepair_model::{AccountId, FamilyOrArn, Region};

/// Something that happened in the organization and that rolepair acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// An account was created in the organization or invited into it.
    AccountJoined {
        /// The account.
        account: AccountId,
    },
    /// An account stands elsewhere in the organization, or was enrolled anew.
    AccountMoved {
        /// The account.
        account: AccountId,
    },
    /// A task definition was registered.
    TaskDefinitionRegistered {
        /// The account, as the envelope has it.
        account: AccountId,
        /// The Region, as the envelope has it.
        region: Region,
        /// The revision, or its family where the event does not tell the revision.
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
