//! The plan as a shell script, to be read and then run: the values of this installation, then a file
//! that is the same in every installation.

use rolepair_model::{OrganizationalUnitId, Region};
use serde_json::json;

use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::deployment::{Deployment, PlannedStack, StackPlace, ValueSource};
use crate::deploy::package::{CONFIGURATION, DEFINITION};
use crate::deploy::shell_values::ShellValues;

/// What every installation does with its values.
const INSTALL: &str = include_str!("install.sh");

const HEAD: &str = "\
#!/usr/bin/env bash
# Carries out what `rolepair deploy` plans, with the AWS CLI. Read it, then run it with bash. It can be run
# again: what is already as planned stays. First, the values of this installation.
";

/// Ends an entry of a list.
const END: &str = "--";

/// The script.
pub(crate) fn install_script(arguments: &DeployArguments, deployment: &Deployment) -> String {
    let mut values = ShellValues::default();
    values.set("MANAGEMENT_ACCOUNT", arguments.management_account.as_str());
    values.set("HUB_ACCOUNT", arguments.hub_account.as_str());
    values.set("HUB_REGION", deployment.hub_region.as_str());
    values.set("PARTITION", deployment.partition.as_str());
    values.set("CODE_BUCKET", &arguments.code_bucket);
    values.list(
        "The arguments of `rolepair pack`, which writes the files that hold the configuration.",
        "PACK",
        &pack(arguments, deployment),
    );
    let uploads = deployment.uploads.iter().map(|upload| {
        let place = format!("s3://{}/{}", upload.bucket, upload.key);
        vec![vec![upload.uploaded.display().to_string(), place]]
    });
    values.list(
        "Each file to upload, and its place. The key holds the hash of the file.",
        "UPLOADS",
        &uploads.collect::<Vec<_>>(),
    );
    values.list(
        "The stacks and StackSets, in their order; `--` ends each.",
        "STACKS",
        &deployment.stacks.iter().map(entry).collect::<Vec<_>>(),
    );
    format!("{HEAD}{values}\n{INSTALL}")
}

/// The options of `rolepair pack`, one a line.
fn pack(arguments: &DeployArguments, deployment: &Deployment) -> Vec<Vec<Vec<String>>> {
    let option = |name: &str, value: String| vec![vec![name.to_owned(), value]];
    let config = arguments.config.display().to_string();
    let mut options = vec![
        option("--config", config),
        option("--zip", CONFIGURATION.to_owned()),
    ];
    let mut uploads = deployment.uploads.iter();
    if uploads.any(|upload| upload.uploaded.as_os_str() == DEFINITION) {
        options.push(option("--definition", DEFINITION.to_owned()));
        options.push(option("--infra", arguments.infra.display().to_string()));
        let retries = arguments.retries.arguments().into_iter();
        options.extend(retries.map(|(name, value)| option(name, value)));
    }
    options
}

/// What the script makes a stack of: a function of it with its arguments, a parameter a line.
fn entry(stack: &PlannedStack) -> Vec<Vec<String>> {
    let template = stack.template.display().to_string();
    let capabilities = stack.capabilities.join(",");
    let given = given(stack);
    let (call, parameters): (_, Vec<String>) = match &stack.place {
        StackPlace::Stack { account, region } => {
            let (account, region) = (account.to_string(), region.to_string());
            let name = stack.name.clone();
            let call = vec![
                "stack".to_owned(),
                name,
                account,
                region,
                template,
                capabilities,
            ];
            let parameters = given.map(|(name, value)| format!("{name}={value}"));
            (call, parameters.collect())
        }
        StackPlace::StackSet {
            organizational_units,
            regions,
        } => {
            let units: Vec<&str> = organizational_units
                .iter()
                .map(OrganizationalUnitId::as_str)
                .collect();
            let regions: Vec<&str> = regions.iter().map(Region::as_str).collect();
            let call = vec![
                "stack_set".to_owned(),
                stack.name.clone(),
                format!("file://{template}"),
                capabilities,
                units.join(","),
                regions.join(","),
            ];
            // JSON, because a value may hold the commas that separate the fields of the short form.
            let parameters = given.map(|(name, value)| {
                json!({ "ParameterKey": name, "ParameterValue": value }).to_string()
            });
            (call, parameters.collect())
        }
    };
    let parameters = parameters.into_iter().map(|parameter| vec![parameter]);
    let mut lines = vec![call];
    lines.extend(parameters);
    lines.push(vec![END.to_owned()]);
    lines
}

/// The parameters whose value is not the template's default.
fn given(stack: &PlannedStack) -> impl Iterator<Item = (&str, &str)> {
    let parameters = stack.parameters.iter();
    parameters
        .filter(|parameter| parameter.from != ValueSource::Template)
        .map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
}
