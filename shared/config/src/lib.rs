//! Reads and checks `rolepair.yaml`, the configuration of rolepair.
//!
//! A [`Config`] is always valid. This crate reports every error that can be found without AWS, all
//! at once. Each error has a stable code, the file, the line and the field. No other crate has to
//! know YAML. This crate never calls AWS, and reads no clock and no environment. From disk it only
//! reads the configuration ([`Config::load`]).
//!
//! The configuration language is plain YAML: mappings, lists and scalars. Anchors, aliases and tags
//! are refused, so a file cannot grow while it is read. A scalar is always its text, so an account
//! id without quotes keeps its leading zero.

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
