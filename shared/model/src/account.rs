use serde::{Deserialize, Serialize};

use crate::{AccountId, OrganizationPath, Tags};

/// An account as AWS Organizations describes it. Its name and tags are free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account id.
    pub id: AccountId,
    /// The name, which the account's owner chose.
    pub name: String,
    /// Its place in the organization.
    pub path: OrganizationPath,
    /// Its tags in AWS Organizations.
    pub tags: Tags,
    /// Whether rolepair can work in it.
    pub state: AccountState,
}

/// The state of an account, as far as it matters to rolepair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// The account was created and cannot be used yet. A retry may succeed.
    PendingActivation,
    /// The account can be used.
    Active,
    /// The account is suspended, closing or closed, or in a state that this version does not know.
    Closed,
}
