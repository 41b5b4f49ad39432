//! Desired against observed gives changes: for the two roles of a pair, and for a task definition.
//!
//! Everything here is a pure function. A change is a value that somebody else carries out; this
//! crate never calls AWS, reads no clock, no environment and no file, and knows no AWS SDK.
//!
//! A task definition is patched as raw JSON, never as typed structs: a field this version has
//! never heard of is carried as it is. A patch is whole or it is refused with findings; there is
//! no half of one.

mod added;
mod apply;
mod choose_pair;
mod config_file;
mod container;
mod desired;
mod desired_role;
mod diff;
#[cfg(test)]
mod diff_laws;
#[cfg(test)]
mod ecs_model;
mod environment_conflicts;
#[cfg(test)]
mod examples;
mod from_describe;
#[cfg(test)]
mod golden;
mod host_user_data;
mod init_container;
mod json;
mod layout;
mod limits;
mod name_conflicts;
mod observed_role;
mod patch;
#[cfg(test)]
mod patch_findings;
#[cfg(test)]
mod patch_laws;
mod patch_spec;
#[cfg(test)]
mod patch_stories;
mod patched_parts;
mod quoted;
mod register_input;
mod revision_tags;
mod role_change;
mod selection;
mod task;
mod task_role;
mod unpatch;

pub use choose_pair::choose_pair;
pub use desired::{
    ACCOUNT_TAG, ALL_ACCOUNTS, DesiredPair, PAIR_TAG, POLICY_NAME, desired, role_pair,
};
pub use desired_role::DesiredRole;
pub use diff::diff;
pub use from_describe::from_describe;
pub use host_user_data::host_user_data;
pub use observed_role::ObservedRole;
pub use patch::{Patch, PatchOutcome, is_same_patch, patch};
pub use patch_spec::PatchSpec;
pub use register_input::register_input;
pub use revision_tags::{
    MANAGED_BY, MANAGED_BY_TAG, ORIGINAL_TASK_ROLE_TAG, PATCHED_FROM_TAG, PATCHED_PAIR_TAG,
    is_ours, patched_from,
};
pub use role_change::RoleChange;
pub use unpatch::unpatch;
