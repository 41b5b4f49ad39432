use std::time::Instant;

use crate::{
    hub_roles,
    services::{cloudformation, organizations},
    timers::Due,
    world::World,
};

/// Lets everything happen that is due.
pub(crate) fn run_due(world: &mut World) {
    loop {
        let due = world.timers.take_due(Instant::now());
        if due.is_empty() {
            return;
        }
        for (due, busy) in due {
            match due {
                Due::AccountCreated { request } => {
                    organizations::finish_account_creation(world, &request);
                }
                Due::HubRoles { account } => {
                    hub_roles::make(world, &account);
                    cloudformation::deploy_automatically(world, &account);
                }
            }
            drop(busy);
        }
    }
}
