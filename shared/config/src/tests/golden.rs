use std::path::Path;

use super::*;
use crate::{AccountSelection, Delivery, ExistingTaskRole, InitProgram, Trust};

fn golden() -> Config {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/rolepair.yaml"
    );
    Config::load(Path::new(path)).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

#[test]
fn the_example_is_read_as_written() {
    let config = golden();
    assert_eq!(config.organization_id.as_str(), "o-a1b2c3d4e5");
    assert_eq!(config.resource_account.as_str(), "012345678901");
    assert_eq!(config.partition.as_str(), "aws");
    let regions: Vec<&str> = config
        .regions
        .iter()
        .map(|region| region.as_str())
        .collect();
    assert_eq!(regions, ["eu-west-1", "us-east-1"]);
    let names: Vec<&str> = config.pairs.iter().map(|pair| pair.name.as_str()).collect();
    assert_eq!(names, ["orders", "price-list", "legacy-reports"]);
    let wanted = config.wants();
    assert!(wanted.path && wanted.tags);
}

#[test]
fn every_key_of_a_pair_is_read() {
    let config = golden();
    let pair = config.pair(&"orders".parse().unwrap()).unwrap();
    let accounts = AccountSelection {
        organizational_units: ["ou-ab12-11111111", "ou-ab12-22222222"]
            .map(|unit| unit.parse().unwrap())
            .into(),
        tags: [("team", "orders"), ("stage", "production")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        include: ["222222222222".parse().unwrap()].into(),
        exclude: ["012345678901", "033333333333"]
            .map(|id| id.parse().unwrap())
            .into(),
    };
    assert_eq!(pair.accounts, accounts);
    assert_eq!(pair.trust, Trust::Account);
    let boundary = &pair.permissions_boundary;
    let arn = boundary.arn(&config.partition, &config.resource_account);
    assert_eq!(
        arn.to_string(),
        "arn:aws:iam::012345678901:policy/platform/workload-boundary"
    );
    assert!(pair.ecs_exec);
    let families = &pair.task_definitions.families;
    assert_eq!(
        families
            .iter()
            .map(|glob| glob.as_str())
            .collect::<Vec<_>>(),
        ["orders", "orders-*"]
    );
    assert!(pair.task_definitions.claims(&"orders-api".parse().unwrap()));
    assert!(!pair.task_definitions.claims(&"ordersapi".parse().unwrap()));
    let containers = &pair.task_definitions.containers;
    assert!(containers.contains("app") && !containers.contains("proxy"));
    assert_eq!(pair.delivery, Delivery::InitContainer);
    assert_eq!(
        pair.init_image.in_region(&config.regions[0]).as_str(),
        "012345678901.dkr.ecr.eu-west-1.amazonaws.com/rolepair/init:0.1.0"
    );
    assert_eq!(pair.init_program, InitProgram::RolepairInit);
    assert_eq!(pair.existing_task_role, ExistingTaskRole::Replace);
}

#[test]
fn a_missing_key_of_a_pair_has_its_default() {
    let config = golden();
    let pair = config.pair(&"price-list".parse().unwrap()).unwrap();
    assert_eq!(pair.trust, Trust::Organization);
    assert_eq!(
        pair.permissions_boundary,
        "/rolepair/rolepair-boundary".parse().unwrap()
    );
    assert!(!pair.ecs_exec);
    assert!(pair.task_definitions.families.is_empty());
    assert!(pair.task_definitions.containers.is_empty());
    assert_eq!(pair.delivery, Delivery::InitContainer);
    assert_eq!(
        pair.init_image.as_str(),
        "public.ecr.aws/docker/library/busybox:1.37"
    );
    assert_eq!(pair.init_program, InitProgram::Shell);
    assert_eq!(pair.existing_task_role, ExistingTaskRole::Refuse);
    let other = config.pair(&"legacy-reports".parse().unwrap()).unwrap();
    assert_eq!(other.trust, Trust::Account);
    assert_eq!(other.delivery, Delivery::Host);
}

#[test]
fn the_roles_of_the_example_are_the_defaults() {
    let without = GOLDEN
        .replace("\nroles:\n", "\n")
        .replace("  task_account: rolepair-hub-task-account\n", "")
        .replace("  resource_account: rolepair-hub-resource-account\n", "");
    assert!(without.len() < GOLDEN.len() - 80);
    let read = |_: &str| Ok(PRICE_LIST.to_owned());
    let config = Config::parse(&without, "rolepair.yaml", &read).unwrap();
    assert_eq!(config.roles, golden().roles);
}

#[test]
fn a_missing_file_is_a_configuration_error() {
    let errors = Config::load(Path::new("/nowhere/rolepair.yaml")).unwrap_err();
    let [error] = errors.as_slice() else {
        panic!("{errors:?}");
    };
    assert_eq!((error.code.as_str(), error.line), ("RPC01", 1));
    assert_eq!(error.file, "/nowhere/rolepair.yaml");
}
