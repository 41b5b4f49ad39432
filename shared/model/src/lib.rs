//! The vocabulary of rolepair: identifiers, ARNs, accounts, findings and task definitions.
//!
//! Values are parsed once, where they enter, and are always valid. No other code has to check
//! them again. This crate does no I/O, reads no clock and does not depend on an AWS SDK.

mod about;
mod account;
mod account_id;
mod arn;
mod family;
mod finding;
mod finding_code;
mod organization;
mod pair_name;
mod partition;
mod region;
mod role_arn;
mod role_name;
mod tags;
mod task_definition;
mod task_definition_arn;
mod text;

pub use about::About;
pub use account::{Account, AccountState};
pub use account_id::AccountId;
pub use arn::{Arn, InvalidArn};
pub use family::Family;
pub use finding::Finding;
pub use finding_code::{FindingCode, Severity};
pub use organization::{OrganizationId, OrganizationPath, OrganizationalUnitId};
pub use pair_name::PairName;
pub use partition::Partition;
pub use region::Region;
pub use role_arn::RoleArn;
pub use role_name::{RoleName, RolePath};
pub use tags::Tags;
pub use task_definition::TaskDefinition;
pub use task_definition_arn::{FamilyOrArn, TaskDefinitionArn};
pub use text::InvalidText;
