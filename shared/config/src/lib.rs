//! `rolepair.yaml`: what a person asks of rolepair, read once and checked whole.
//!
//! A [`Config`] is valid by construction: everything that can be known to be wrong without asking
//! AWS is refused here, all of it at once, each error with a stable code, the file, the line and
//! the field. This crate keeps YAML out of every other one. It never calls AWS, reads no clock and
//! no environment; the only thing it reads from disk is the configuration itself
//! ([`Config::load`]).
//!
//! The language is the plain part of YAML: mappings, lists and scalars. Anchors, aliases and tags
//! are refused, so no file grows while it is read, and a scalar is its text: an account id
//! without quotes keeps its leading zero.

mod account_selection;
mod check;
mod config;
mod config_error;
mod delivery;
mod family_pattern;
mod field;
mod field_path;
mod file_errors;
mod hub_role;
mod image_reference;
mod init_image;
mod init_program;
mod keys;
mod node;
mod pair;
mod permissions_boundary;
mod read;
mod surroundings;
mod task_definition_selection;
#[cfg(test)]
mod tests;
mod wanted;
mod yaml;

pub use account_selection::AccountSelection;
pub use config::Config;
pub use config_error::{ConfigError, ConfigErrorCode};
pub use delivery::{Delivery, ExistingTaskRole};
pub use family_pattern::FamilyPattern;
pub use hub_role::{HubRole, HubRoles};
pub use image_reference::ImageReference;
pub use init_image::InitImage;
pub use init_program::InitProgram;
pub use pair::{Pair, Trust};
pub use permissions_boundary::PermissionsBoundary;
pub use task_definition_selection::TaskDefinitionSelection;
pub use wanted::Wanted;
