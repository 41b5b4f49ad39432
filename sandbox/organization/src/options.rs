use rolepair_model::{
    AccountId, OrganizationId, OrganizationalUnitId, Partition, Region, RoleName, RolePath,
};

use crate::{dials::Dials, policy_files::PolicyFiles};

/// How an embedded organization starts. The default has three accounts and nothing else in it.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 for a free one.
    pub port: u16,
    /// The partition everything lives in.
    pub partition: Partition,
    /// The Region that clients use, and of the hub.
    pub region: Region,
    /// The Regions in which task definitions are patched.
    pub regions: Vec<Region>,
    /// The organization's id.
    pub organization: OrganizationId,
    /// The id of the organization's root.
    pub root: OrganizationalUnitId,
    /// The management account.
    pub management: AccountSeed,
    /// The account rolepair's functions run in; a delegated administrator.
    pub hub: AccountSeed,
    /// The account that owns tables and buckets.
    pub resource: AccountSeed,
    /// The role the hub assumes in every task account.
    pub task_account_role: RoleLocation,
    /// The role the hub assumes in the resource account.
    pub resource_account_role: RoleLocation,
    /// Whether rolepair is installed from the start. If not, its roles come with an installation.
    pub installed: bool,
    /// What rolepair's own roles may do.
    pub policies: PolicyFiles,
    /// The dials to begin with.
    pub dials: Dials,
}

/// An account that exists from the start.
#[derive(Debug, Clone)]
pub struct AccountSeed {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// The path and the name of one of rolepair's own roles in its account.
#[derive(Debug, Clone)]
pub struct RoleLocation {
    /// The path.
    pub path: RolePath,
    /// The name.
    pub name: RoleName,
}

impl Default for Options {
    fn default() -> Self {
        let account = |id, name: &str| AccountSeed {
            id: literal(id),
            name: name.to_owned(),
        };
        let role = |name| RoleLocation {
            path: literal("/"),
            name: literal(name),
        };
        Self {
            port: 0,
            partition: literal("aws"),
            region: literal("eu-west-1"),
            regions: vec![literal("eu-west-1")],
            organization: literal("o-a1b2c3d4e5"),
            root: literal("r-ab12"),
            management: account("111111111111", "management"),
            hub: account("222222222222", "hub"),
            resource: account("999999999999", "shared"),
            task_account_role: role("rolepair-hub-task-account"),
            resource_account_role: role("rolepair-hub-resource-account"),
            installed: true,
            policies: PolicyFiles::default(),
            dials: Dials::default(),
        }
    }
}

impl RoleLocation {
    /// A role with no path of its own.
    #[must_use]
    pub fn at_root(name: RoleName) -> Self {
        Self {
            path: literal("/"),
            name,
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "only ever given the literals above, which a test reads"
)]
fn literal<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a literal of the right form")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_default_is_of_the_right_form() {
        let options = super::Options::default();
        assert_eq!(options.management.id.as_str(), "111111111111");
    }
}
