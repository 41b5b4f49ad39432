//! `rolepair deploy --dry-run`: what an installation would create, worked out from the configuration,
//! the templates and the package, without a call to anybody.
//!
//! The plan is a value ([`Deployment`]); telling it is one thing that can be done with it, carrying
//! it out will be another.

mod commands;
mod deployment;
mod deployment_error;
mod package;
mod parameter_values;
mod planning;
mod shell;
mod shown;
mod site;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolepair_model::{AccountId, OrganizationalUnitId, Region};

use crate::backfill_definition::Retries;
use crate::complaint;
use crate::configuration_zip::pack;
use crate::deploy::deployment::Deployment;
use crate::deploy::deployment_error::DeploymentError;
use crate::deploy::parameter_values::GivenParameter;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::pack;
use crate::terminal::say;

const CODES: &str = "\
Exit codes:
  0  the plan is on standard output
  1  a template or the package could not be read
  2  the arguments or the configuration are wrong, or a parameter has no value

Nobody is called and nothing is created. --output json has the same plan for machines, --commands the
commands that carry it out.";

/// Show what an installation creates: files to upload, stacks with their parameters and resources.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct DeployArguments {
    /// Create nothing. It has to be there, since nothing else is built yet.
    #[arg(long, required = true)]
    dry_run: bool,

    /// Print a shell script with the commands of the AWS CLI that create it: to be read, and then run.
    #[arg(long)]
    commands: bool,

    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The account the functions are to run in: a delegated administrator.
    #[arg(long, value_name = "ID")]
    hub_account: AccountId,

    /// The Region the functions are to run in; by default the first of the configuration.
    #[arg(long, value_name = "REGION")]
    hub_region: Option<Region>,

    /// The management account of the organization.
    #[arg(long, value_name = "ID")]
    management_account: AccountId,

    /// The home Region of Control Tower, if there is one.
    #[arg(long, value_name = "REGION")]
    control_tower_region: Option<Region>,

    /// A unit, or the root, whose accounts are task accounts; may be given more than once. By
    /// default those of the configuration.
    #[arg(long = "unit", value_name = "ID")]
    units: Vec<OrganizationalUnitId>,

    /// The bucket in the hub account that the functions' zips are uploaded to.
    #[arg(long, value_name = "NAME")]
    code_bucket: String,

    /// Also the repository for the init image, in each Region.
    #[arg(long)]
    image_access: bool,

    /// What the functions run on.
    #[arg(long, value_enum, default_value_t)]
    architecture: Architecture,

    /// What infra/packaging/package made. What is not there yet is named, but without its hash.
    #[arg(long, value_name = "FOLDER", default_value = "target/package")]
    package: PathBuf,

    /// The folder with the templates and what belongs to them.
    #[arg(long, value_name = "FOLDER", default_value = "infra")]
    infra: PathBuf,

    #[command(flatten)]
    retries: Retries,

    /// A value for a parameter of a template: `hub.LogRetentionDays=365`.
    #[arg(long = "parameter", value_name = "TEMPLATE.NAME=VALUE")]
    parameters: Vec<GivenParameter>,
}

/// What Lambda calls the processors it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Architecture {
    Arm64,
    #[default]
    #[value(name = "x86_64")]
    X8664,
}

impl Architecture {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X8664 => "x86_64",
        }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &DeployArguments, output: OutputFormat) -> Exit {
    let (config, zip) = match pack(&arguments.config) {
        Ok(packed) => packed,
        Err(error) => return pack::tell(&error, output),
    };
    match planning::plan(arguments, &config, &zip) {
        Ok(deployment) => {
            if arguments.commands {
                return tell_commands(arguments, &deployment, output);
            }
            match output {
                OutputFormat::Text => say(shown::shown(&deployment)),
                OutputFormat::Json => say(serde_json::json!(deployment)),
            }
            Exit::Done
        }
        Err(errors) => {
            for error in &errors {
                complaint::message(&complaint::in_full(error), output);
            }
            if errors.iter().all(DeploymentError::is_of_the_arguments) {
                Exit::Usage
            } else {
                Exit::Failed
            }
        }
    }
}

/// A key that lacks its hash would never be there.
fn tell_commands(
    arguments: &DeployArguments,
    deployment: &Deployment,
    output: OutputFormat,
) -> Exit {
    let missing = deployment
        .objects
        .iter()
        .find(|object| object.sha256.is_none());
    if let Some(file) = missing.and_then(|object| object.file.as_ref()) {
        let message = format!("`{}` is not built yet", file.display());
        complaint::message(&message, output);
        return Exit::Failed;
    }
    for note in &deployment.notes {
        complaint::note(note, output);
    }
    say(commands::commands(arguments, deployment).trim_end());
    Exit::Done
}
