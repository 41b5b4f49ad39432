use std::fmt;

use rolepair_model::{AccountId, Family, PairName, Region};
use rolepair_plan::RoleChange;
use serde::Serialize;

/// One change that was made, or would be in a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The task account the pair serves. The role that was changed may be in the resource account.
    pub account: AccountId,
    /// The pair.
    pub pair: PairName,
    /// What was done.
    #[serde(flatten)]
    pub kind: ChangeKind,
}

/// What was changed. As JSON, the key `change` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ChangeKind {
    /// A patched revision was registered.
    RegisterTaskDefinition {
        /// The Region.
        region: Region,
        /// The family.
        family: Family,
        /// The revision that was patched.
        from: u32,
        /// The new revision; absent in a dry run.
        #[serde(skip_serializing_if = "Option::is_none")]
        revision: Option<u32>,
    },
    /// A patched revision was made inactive: another worker had registered the same patch before, or
    /// it hid a newer revision.
    DeregisterTaskDefinition {
        /// The Region.
        region: Region,
        /// The family.
        family: Family,
        /// The revision.
        revision: u32,
    },
    /// One of the two roles was changed.
    #[serde(untagged)]
    Role(Box<RoleChange>),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ChangeKind::RegisterTaskDefinition {
                region,
                family,
                from,
                revision,
            } => {
                write!(f, "patch {family}:{from} in {region}")?;
                revision.map_or(Ok(()), |revision| write!(f, " as {family}:{revision}"))
            }
            ChangeKind::DeregisterTaskDefinition {
                region,
                family,
                revision,
            } => write!(f, "deregister {family}:{revision} in {region}"),
            ChangeKind::Role(change) => change.fmt(f),
        }
    }
}
