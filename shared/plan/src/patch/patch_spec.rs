use std::collections::BTreeSet;

use rolepair_config::{Delivery, ExistingTaskRole, ImageReference, InitProgram, Pair};
use rolepair_model::{PairName, Region, RoleArn};
use rolepair_policy::RolePair;

/// Everything that a patch depends on, apart from the task definition itself.
///
/// Each field is valid by construction, so what the patch writes from them is too: no value can
/// add a line to the config file or a word to the command of the init container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchSpec {
    /// The pair; also the name of the profile.
    pub pair: PairName,
    /// The role the task runs as, in the task account.
    pub task_role: RoleArn,
    /// The role that the containers assume, in the resource account.
    pub resource_role: RoleArn,
    /// The Region the task definition is registered in.
    pub region: Region,
    /// The names of the containers to patch; empty for every one.
    pub containers: BTreeSet<String>,
    /// How the config file reaches the containers.
    pub delivery: Delivery,
    /// The image of the init container.
    pub init_image: ImageReference,
    /// The program in that image that writes the config file.
    pub init_program: InitProgram,
    /// What to do about another task role.
    pub existing_task_role: ExistingTaskRole,
}

impl PatchSpec {
    /// What `pair` asks for, with the roles of `role_pair`, in `region`.
    #[must_use]
    pub fn new(pair: &Pair, role_pair: &RolePair, region: &Region) -> Self {
        Self {
            pair: pair.name.clone(),
            task_role: role_pair.task_role(),
            resource_role: role_pair.resource_role(),
            region: region.clone(),
            containers: pair.task_definitions.containers.clone(),
            delivery: pair.delivery,
            init_image: pair.init_image.in_region(region),
            init_program: pair.init_program,
            existing_task_role: pair.existing_task_role,
        }
    }
}
