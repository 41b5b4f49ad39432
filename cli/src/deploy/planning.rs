use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use rolepair_cloudformation::{
    Bindings, Resource, Stack as StackIdentity, Template, TemplateError,
};
use rolepair_config::Config;
use rolepair_model::{AccountId, Region};

use crate::configuration_zip::ConfigurationZip;
use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::deployment::{
    Deployment, PlannedResource, PlannedStack, StackParameter, StackPlace,
};
use crate::deploy::deployment_error::DeploymentError;
use crate::deploy::notes::notes;
use crate::deploy::package::Package;
use crate::deploy::parameter_values::KnownValues;
use crate::deploy::site::Site;

const HUB: &str = "hub";
const RESOURCE_ACCOUNT: &str = "resource-account";
const MANAGEMENT_ACCOUNT: &str = "management-account";
const TASK_ACCOUNT: &str = "task-account";
const IMAGE_ACCESS: &str = "image-and-bucket-access";

const TEMPLATES: [&str; 5] = [
    HUB,
    RESOURCE_ACCOUNT,
    MANAGEMENT_ACCOUNT,
    TASK_ACCOUNT,
    IMAGE_ACCESS,
];

/// The hub's roles, by the names that the templates give them.
const TASK_ACCOUNT_ROLE: &str = "rolepair-hub-task-account";
const RESOURCE_ACCOUNT_ROLE: &str = "rolepair-hub-resource-account";

/// Plans what an installation creates, or gives every error.
pub(crate) fn plan(
    arguments: &DeployArguments,
    config: &Config,
    configuration: &ConfigurationZip,
) -> Result<Deployment, Vec<DeploymentError>> {
    let mut errors = Vec::new();
    let mut keep = |error| errors.push(error);
    check_role_names(config).unwrap_or_else(&mut keep);
    check_template_names(arguments).unwrap_or_else(&mut keep);
    let site = Site::new(arguments, config).map_err(&mut keep).ok();
    let package = Package::read(arguments, configuration).map_err(keep).ok();
    let (Some(site), Some(package)) = (site, package) else {
        return Err(errors);
    };
    let known = KnownValues::new(arguments, config, &package, &site);
    let mut stacks = Vec::new();
    for (template, place) in places(arguments, config, &site) {
        match stack(arguments, config, template, place, &known) {
            Ok(stack) => stacks.push(stack),
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() {
        let notes = notes(arguments, config, &package);
        let uploads = package.uploads;
        Ok(Deployment {
            uploads,
            stacks,
            notes,
            hub_region: site.hub_region.clone(),
            partition: config.partition.clone(),
        })
    } else {
        // The same mistake comes up in every Region.
        let mut seen = BTreeSet::new();
        errors.retain(|error| seen.insert(error.to_string()));
        Err(errors)
    }
}

fn check_role_names(config: &Config) -> Result<(), DeploymentError> {
    let roles = [
        (&config.roles.task_account, TASK_ACCOUNT_ROLE),
        (&config.roles.resource_account, RESOURCE_ACCOUNT_ROLE),
    ];
    for (role, fixed) in roles {
        let named = format!("{}{}", role.path, role.name);
        if named != format!("/{fixed}") {
            return Err(DeploymentError::RoleNames { named, fixed });
        }
    }
    Ok(())
}

fn check_template_names(arguments: &DeployArguments) -> Result<(), DeploymentError> {
    let names = arguments.parameters.iter().map(|given| &given.template);
    match names
        .into_iter()
        .find(|name| !TEMPLATES.contains(&name.as_str()))
    {
        Some(name) => Err(DeploymentError::UnknownTemplate(name.clone())),
        None => Ok(()),
    }
}

/// Which template goes where, in order. The hub comes before the rules that forward to its bus.
fn places(
    arguments: &DeployArguments,
    config: &Config,
    site: &Site,
) -> Vec<(&'static str, StackPlace)> {
    let stack = |account: &AccountId, region: &Region| StackPlace::Stack {
        account: account.clone(),
        region: region.clone(),
    };
    let mut places = Vec::new();
    if arguments.image_access {
        let in_region = |region| (IMAGE_ACCESS, stack(&config.resource_account, region));
        places.extend(config.regions.iter().map(in_region));
    }
    places.push((HUB, stack(&arguments.hub_account, &site.hub_region)));
    places.push((
        RESOURCE_ACCOUNT,
        stack(&config.resource_account, &site.hub_region),
    ));
    let control_tower = arguments.control_tower_region.as_ref();
    let control_tower = control_tower.filter(|region| **region != site.organizations_region);
    for region in std::iter::once(&site.organizations_region).chain(control_tower) {
        places.push((
            MANAGEMENT_ACCOUNT,
            stack(&arguments.management_account, region),
        ));
    }
    places.push((
        TASK_ACCOUNT,
        StackPlace::StackSet {
            organizational_units: site.units.clone(),
            regions: config.regions.clone(),
        },
    ));
    places
}

fn stack(
    arguments: &DeployArguments,
    config: &Config,
    name: &str,
    place: StackPlace,
    known: &KnownValues<'_>,
) -> Result<PlannedStack, Vec<DeploymentError>> {
    let path = arguments
        .infra
        .join("templates")
        .join(format!("{name}.yaml"));
    let text = fs::read_to_string(&path).map_err(|source| {
        let path = path.clone();
        vec![DeploymentError::Unreadable { path, source }]
    })?;
    let unreadable = |source| {
        let path = path.clone();
        vec![DeploymentError::Template { path, source }]
    };
    let template = Template::parse(&text).map_err(unreadable)?;
    let parameters = known.for_template(name, &template.parameters)?;
    let resources = resources(&template, &parameters, &place, config).map_err(unreadable)?;
    let makes_roles = resources
        .iter()
        .any(|resource| resource.kind.starts_with("AWS::IAM::"));
    Ok(PlannedStack {
        name: format!("rolepair-{name}"),
        template: PathBuf::from(&path),
        place,
        capabilities: makes_roles
            .then_some("CAPABILITY_NAMED_IAM")
            .into_iter()
            .collect(),
        parameters,
        resources,
    })
}

/// The resources in any of the place's Regions, in the template's order.
fn resources(
    template: &Template,
    parameters: &[StackParameter],
    place: &StackPlace,
    config: &Config,
) -> Result<Vec<PlannedResource>, TemplateError> {
    let mut regions: BTreeMap<&str, Vec<Region>> = BTreeMap::new();
    for region in place.regions() {
        let scope = scope_in(template, parameters, place, region, config);
        for resource in template.resources_in(&scope)? {
            regions
                .entry(&resource.logical_id)
                .or_default()
                .push(region.clone());
        }
    }
    let planned = |resource: &Resource| {
        Some(PlannedResource {
            regions: regions.remove(resource.logical_id.as_str())?,
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
        })
    };
    Ok(template.resources.iter().filter_map(planned).collect())
}

/// The parameters, and the pseudo parameters of the stack.
fn scope_in(
    template: &Template,
    parameters: &[StackParameter],
    place: &StackPlace,
    region: &Region,
    config: &Config,
) -> Bindings {
    let account = match place {
        StackPlace::Stack { account, .. } => account.to_string(),
        // Any task account: no parameter has this value.
        StackPlace::StackSet { .. } => "a task account".to_owned(),
    };
    let value = |given: &StackParameter| {
        let mut declared = template.parameters.iter();
        let parameter = declared.find(|parameter| parameter.name == given.name)?;
        // Invalid values were refused before.
        Some((given.name.clone(), parameter.value(&given.value).ok()?))
    };
    Bindings {
        values: parameters.iter().filter_map(value).collect(),
        stack: StackIdentity {
            name: String::new(),
            unique: String::new(),
            account,
            region: region.to_string(),
            partition: config.partition.to_string(),
        },
    }
}
