use std::collections::BTreeMap;

use rolepair_cloudformation::Parameter;
use rolepair_config::Config;
use rolepair_model::{OrganizationalUnitId, Region};

use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::deployment::{StackParameter, ValueSource};
use crate::deploy::deployment_error::DeploymentError;
use crate::deploy::given_parameter::GivenParameter;
use crate::deploy::package::Package;
use crate::deploy::site::Site;

/// The values that are known for the parameters of templates. Parameters of the same name mean the
/// same in every template.
#[derive(Debug)]
pub(crate) struct KnownValues<'a> {
    values: BTreeMap<&'static str, (String, ValueSource)>,
    given: &'a [GivenParameter],
}

impl<'a> KnownValues<'a> {
    pub(crate) fn new(
        arguments: &'a DeployArguments,
        config: &Config,
        package: &Package,
        site: &Site,
    ) -> Self {
        use ValueSource::{Arguments, Configuration};
        let organization = &config.organization_id;
        let path = |unit: &OrganizationalUnitId| match unit.as_str().starts_with("r-") {
            true => format!("{organization}/{unit}/*"),
            false => format!("{organization}/*/{unit}/*"),
        };
        let regions: Vec<&str> = config.regions.iter().map(Region::as_str).collect();
        let paths: Vec<String> = site.units.iter().map(path).collect();
        let control_tower = arguments.control_tower_region.as_ref();
        let mut values = BTreeMap::from([
            ("OrganizationId", (organization.to_string(), Configuration)),
            (
                "ResourceAccountId",
                (config.resource_account.to_string(), Configuration),
            ),
            ("Regions", (regions.join(","), Configuration)),
            ("OrganizationPaths", (paths.join(","), Configuration)),
            (
                "HubAccountId",
                (arguments.hub_account.to_string(), Arguments),
            ),
            ("HubRegion", (site.hub_region.to_string(), Arguments)),
            ("HomeRegion", (site.home_region.to_string(), Configuration)),
            (
                "OrganizationsRegion",
                (site.organizations_region.to_string(), Configuration),
            ),
            (
                "ManagementAccountId",
                (arguments.management_account.to_string(), Arguments),
            ),
            ("CodeBucket", (arguments.code_bucket.clone(), Arguments)),
            (
                "Architecture",
                (arguments.architecture.as_str().to_owned(), Arguments),
            ),
        ]);
        if let Some(region) = control_tower {
            values.insert("ControlTowerHomeRegion", (region.to_string(), Arguments));
        }
        for (parameter, key) in &package.keys {
            values.insert(parameter, (key.clone(), ValueSource::Package));
        }
        let given = &arguments.parameters;
        Self { values, given }
    }

    /// The value of every parameter of a template, or every error.
    pub(crate) fn for_template(
        &self,
        template: &str,
        parameters: &[Parameter],
    ) -> Result<Vec<StackParameter>, Vec<DeploymentError>> {
        let mut errors: Vec<DeploymentError> = self.unknown(template, parameters).collect();
        let mut values = Vec::new();
        for parameter in parameters {
            match self.value(template, parameter) {
                Ok(value) => values.push(value),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(values)
        } else {
            Err(errors)
        }
    }

    fn value(
        &self,
        template: &str,
        parameter: &Parameter,
    ) -> Result<StackParameter, DeploymentError> {
        let name = parameter.name.as_str();
        let is_it = |given: &&GivenParameter| given.template == template && given.name == name;
        let given = self.given.iter().rev().find(is_it);
        let given = given.map(|given| (given.value.clone(), ValueSource::Arguments));
        let default = || Some((parameter.default.clone()?, ValueSource::Template));
        let value = given
            .or_else(|| self.values.get(name).cloned())
            .or_else(default);
        let (value, from) = value.ok_or_else(|| DeploymentError::NoValue {
            template: template.to_owned(),
            name: name.to_owned(),
        })?;
        parameter
            .value(&value)
            .map_err(|invalid| DeploymentError::NotAllowed {
                template: template.to_owned(),
                name: invalid.name,
                value: invalid.value,
                allowed: invalid.takes,
            })?;
        Ok(StackParameter {
            name: name.to_owned(),
            value,
            from,
        })
    }

    /// Values given for parameters that a template does not have.
    fn unknown<'b>(
        &'b self,
        template: &'b str,
        parameters: &'b [Parameter],
    ) -> impl Iterator<Item = DeploymentError> + 'b {
        let is_known = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        self.given
            .iter()
            .filter(move |given| given.template == template && !is_known(&given.name))
            .map(|given| DeploymentError::UnknownParameter {
                template: given.template.clone(),
                name: given.name.clone(),
            })
    }
}
