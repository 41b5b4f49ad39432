use serde::{Deserialize, Serialize};

use crate::{AccountId, OrganizationPath, Tags};

/// What the organization says of one of its accounts. Name and tags are somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// Its name, as its owner chose it.
    pub name: String,
    /// Where it stands in the organization.
    pub path: OrganizationPath,
    /// Its tags in AWS Organizations.
    pub tags: Tags,
    /// Whether it can be worked in.
    pub state: AccountState,
}

/// The state of an account, as far as it decides what rolepair does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Created, not yet usable: worth another try.
    PendingActivation,
    /// In use.
    Active,
    /// Suspended, closing or closed, or in a state this version does not know.
    Closed,
}
