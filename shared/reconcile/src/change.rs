use rolepair_model::{AccountId, Family, PairName, Region};
use rolepair_plan::RoleChange;
use serde::Serialize;

/// One change that was made, or would be in a dry run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// One of the two roles of a pair was changed.
    Role {
        /// The task account the pair serves; the role itself may be in the resource account.
        account: AccountId,
        /// The pair.
        pair: PairName,
        /// What was done, and to which role.
        change: RoleChange,
    },
    /// A patched revision was registered.
    RegisterTaskDefinition {
        /// The account it is registered in.
        account: AccountId,
        /// The Region.
        region: Region,
        /// The pair it was patched for.
        pair: PairName,
        /// The family.
        family: Family,
        /// The revision that was patched.
        from: u32,
        /// The new revision; none in a dry run.
        #[serde(skip_serializing_if = "Option::is_none")]
        revision: Option<u32>,
    },
    /// A revision of ours was made inactive: another worker's came first, or it hid a newer one.
    DeregisterTaskDefinition {
        /// The account it is registered in.
        account: AccountId,
        /// The Region.
        region: Region,
        /// The pair it was patched for.
        pair: PairName,
        /// The family.
        family: Family,
        /// The revision.
        revision: u32,
    },
}
