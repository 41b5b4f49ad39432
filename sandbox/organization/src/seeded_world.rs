use crate::{
    hub_names, hub_roles,
    options::{AccountSeed, Options},
    services::{
        cloudformation,
        organizations::{self, JoinedMethod},
    },
    trail::Trail,
    world::World,
};

/// A world with the management, hub and resource accounts and their roles, and nothing else.
pub(crate) fn seeded_world(options: Options, trail: Trail) -> World {
    let mut world = World::new(options, trail);
    let options = world.options.clone();
    for seed in [&options.management, &options.hub, &options.resource] {
        seed_account(&mut world, seed);
    }
    if options.installed {
        seed_installation(&mut world, &options);
    }
    world
}

/// Makes an account that exists from the start. No event reports it.
fn seed_account(world: &mut World, seed: &AccountSeed) {
    let now = world.now();
    let email = format!("{}@example.com", seed.id);
    world.iam.entry(seed.id.clone()).or_default();
    world
        .organizations
        .add_member(&seed.id, &seed.name, &email, JoinedMethod::Created, now);
    organizations::make_usual_access_role(world, &seed.id);
    hub_roles::make(world, &seed.id);
}

/// What the management account and the hub have besides roles once rolepair is installed.
fn seed_installation(world: &mut World, options: &Options) {
    let (results, now) = (hub_names::results_bucket(world), world.now());
    world
        .s3
        .add_bucket(results, &options.hub.id, &options.region, now);
    let stack_sets = cloudformation::STACK_SETS;
    world.organizations.services.insert(stack_sets.to_owned());
    world.organizations.delegate(&options.hub.id, stack_sets);
}
