use std::io;

use rolepair_model::{AccountId, OrganizationId, Partition};

/// Reads a permissions file by its path in the configuration.
pub(crate) type ReadFile<'a> = &'a dyn Fn(&str) -> io::Result<String>;

/// What reading and checking a pair needs from outside the pair.
///
/// A value is `None` if the file has an error there.
pub(crate) struct Surroundings<'a> {
    pub(crate) organization_id: Option<OrganizationId>,
    pub(crate) resource_account: Option<AccountId>,
    pub(crate) partition: Option<Partition>,
    /// The file of the configuration. Paths of permissions files are relative to it.
    pub(crate) file: &'a str,
    pub(crate) read_file: ReadFile<'a>,
}
