use std::collections::BTreeSet;

use rolepair_config::Config;
use rolepair_model::{OrganizationalUnitId, Region};
use rolepair_plan::{Destination, NotAdmitted, admit};

use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::deployment_error::DeploymentError;

/// Places that follow from the configuration and the arguments together.
#[derive(Debug)]
pub(crate) struct Site {
    /// The Region of the functions.
    pub(crate) hub_region: Region,
    /// The Region where the StackSet makes what an account has only once, such as roles.
    pub(crate) home_region: Region,
    /// The Region where CloudTrail records the calls of AWS Organizations.
    pub(crate) organizations_region: Region,
    /// The units whose accounts are task accounts.
    pub(crate) units: Vec<OrganizationalUnitId>,
}

impl Site {
    pub(crate) fn new(
        arguments: &DeployArguments,
        config: &Config,
    ) -> Result<Self, DeploymentError> {
        let first = config.regions.first();
        let hub_region = arguments.hub_region.as_ref().or(first);
        let hub_region = hub_region.ok_or(DeploymentError::NoRegion)?.clone();
        let is_served = serves(config, &hub_region)?;
        if let Some(region) = &arguments.control_tower_region {
            serves(config, region)?;
        }
        let home_region = first.filter(|_| !is_served).unwrap_or(&hub_region).clone();
        let units = units(arguments, config);
        if units.is_empty() {
            return Err(DeploymentError::NoUnits);
        }
        let organizations_region = organizations_region(config.partition.as_str());
        Ok(Self {
            organizations_region: organizations_region.map_err(|_| DeploymentError::NoRegion)?,
            hub_region,
            home_region,
            units,
        })
    }
}

/// Whether pairs are applied in the Region. One of another partition is an error: the rest of the
/// installation could not reach it.
fn serves(config: &Config, region: &Region) -> Result<bool, DeploymentError> {
    let destination = Destination {
        region: Some(region),
        ..Destination::default()
    };
    let reasons = admit(config, &destination).err().unwrap_or_default();
    let is_served = reasons.is_empty();
    let is_elsewhere = |reason: &NotAdmitted| matches!(reason, NotAdmitted::OtherPartition { .. });
    match reasons.into_iter().find(is_elsewhere) {
        Some(reason) => Err(DeploymentError::NotAdmitted(reason)),
        None => Ok(is_served),
    }
}

fn units(arguments: &DeployArguments, config: &Config) -> Vec<OrganizationalUnitId> {
    if !arguments.units.is_empty() {
        return arguments.units.clone();
    }
    let accounts = config.pairs.iter().map(|pair| &pair.accounts);
    let units = accounts.flat_map(|accounts| accounts.organizational_units.iter().cloned());
    let units: BTreeSet<OrganizationalUnitId> = units.collect();
    // The root contains every unit: naming one as well would add nothing.
    let is_root = |unit: &&OrganizationalUnitId| unit.as_str().starts_with("r-");
    match units.iter().find(is_root) {
        Some(root) => vec![root.clone()],
        None => units.into_iter().collect(),
    }
}

/// The one Region of a partition that has an endpoint of AWS Organizations
/// (<https://docs.aws.amazon.com/general/latest/gr/ao.html>).
fn organizations_region(partition: &str) -> Result<Region, rolepair_model::InvalidText> {
    match partition {
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    }
    .parse()
}
