//! Compares what should be with what is, and gives the changes: for the two roles of a pair, and for
//! a task definition. [`admit`] decides whether a pair may be applied in a place at all.
//!
//! Everything here is a pure function. A change is a value that the caller carries out. This crate
//! never calls AWS, reads no clock, no environment and no file, and depends on no AWS SDK.
//!
//! A task definition is patched as raw JSON, never as typed structs, so that a field that this
//! version does not know is kept. A patch is complete, or it is refused with findings.

mod admit;
mod choose_pair;
mod desired;
mod desired_role;
mod destination;
mod diff;
#[cfg(test)]
mod examples;
mod from_describe;
mod identity;
mod json;
mod not_admitted;
mod observed_role;
mod patch;
mod quoted;
mod register_input;
mod revision_tags;
mod role_change;

pub use admit::admit;
pub use choose_pair::choose_pair;
pub use desired::{
    ACCOUNT_TAG, ALL_ACCOUNTS, DesiredPair, PAIR_TAG, POLICY_NAME, desired, role_pair,
};
pub use desired_role::DesiredRole;
pub use destination::Destination;
pub use diff::diff;
pub use from_describe::from_describe;
pub use identity::identity;
pub use not_admitted::NotAdmitted;
pub use observed_role::ObservedRole;
pub use patch::{
    Patch, PatchOutcome, PatchSpec, host_user_data, is_patched, is_same_patch, patch, unpatch,
};
pub use register_input::register_input;
pub use revision_tags::{
    MANAGED_BY, MANAGED_BY_TAG, ORIGINAL_TASK_ROLE_TAG, PATCHED_FROM_TAG, PATCHED_PAIR_TAG,
    is_ours, patched_from,
};
pub use role_change::RoleChange;
