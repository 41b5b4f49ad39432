use rolepair_model::{
    About, Account, AccountId, AccountState, FamilyOrArn, OrganizationPath, Region,
};

/// Where a pair is to be applied, as far as the caller knows.
///
/// A Lambda function learns these facts one after another and asks [`admit`](crate::admit) after
/// each step; the command line has to do with what its arguments say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Destination<'a> {
    /// The task account.
    pub account: Option<&'a AccountId>,
    /// Where the task account is in its organization.
    pub organization_path: Option<&'a OrganizationPath>,
    /// Whether the task account is in use.
    pub state: Option<AccountState>,
    /// The Region the task definition is registered in.
    pub region: Option<&'a Region>,
    /// The task definition.
    pub task_definition: Option<&'a FamilyOrArn>,
}

impl<'a> Destination<'a> {
    /// A task account of which only the id is known.
    #[must_use]
    pub fn account(id: &'a AccountId) -> Self {
        Self {
            account: Some(id),
            ..Self::default()
        }
    }

    /// A task account as AWS Organizations describes it.
    #[must_use]
    pub fn member(account: &'a Account) -> Self {
        Self {
            organization_path: Some(&account.path),
            state: Some(account.state),
            ..Self::account(&account.id)
        }
    }

    /// What a finding at this destination is about.
    #[must_use]
    pub fn about(&self) -> About {
        let revision = match self.task_definition {
            Some(FamilyOrArn::Arn(arn)) => Some(arn.revision),
            _ => None,
        };
        About {
            account: self.account.cloned(),
            region: self.region.cloned(),
            family: self.task_definition.map(|which| which.family().clone()),
            revision,
            role: None,
        }
    }
}
