//! Stands in for `rolepair_policy::PermissionsTemplate` until it is there.

/// The permissions of a pair, with placeholders.
#[derive(Debug, Clone, PartialEq)]
pub struct PermissionsTemplate;
