//! `rolepair deploy`: what an installation creates, computed from the configuration, the templates and
//! the package. It makes no call to AWS.
//!
//! The plan is a value, [`Deployment`]. Today it is printed, or written as a script.

mod architecture;
mod deploy_arguments;
mod deployment;
mod deployment_error;
mod given_parameter;
mod install_script;
mod notes;
mod package;
mod parameter_values;
mod planning;
mod shell_values;
mod shown;
mod site;

pub(crate) use deploy_arguments::DeployArguments;

use crate::complaint;
use crate::configuration_zip::pack;
use crate::deploy::deployment::Deployment;
use crate::deploy::deployment_error::DeploymentError;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::pack;
use crate::terminal::{Width, say};

const ONLY_PLANNED: &str = "`deploy` only plans for now: nothing was changed; `--commands` prints \
                            the script that installs";

/// Runs the command.
pub(crate) fn run(arguments: &DeployArguments, output: OutputFormat) -> Exit {
    let (config, zip) = match pack(&arguments.config) {
        Ok(packed) => packed,
        Err(error) => return pack::print_error(&error, output),
    };
    let deployment = match planning::plan(arguments, &config, &zip) {
        Ok(deployment) => deployment,
        Err(errors) => return print_errors(&errors, output),
    };
    let exit = if arguments.commands {
        print_script(arguments, &deployment, output)
    } else {
        print_plan(&deployment, output);
        Exit::Done
    };
    if !arguments.dry_run {
        complaint::note(ONLY_PLANNED, output);
    }
    exit
}

fn print_plan(deployment: &Deployment, output: OutputFormat) {
    match output {
        OutputFormat::Text => say(shown::shown(deployment, Width::of_stdout())),
        OutputFormat::Json => say(serde_json::json!(deployment)),
    }
}

/// Prints the script. Where a file is not built yet, its key would lack its hash: then there is no
/// script.
fn print_script(
    arguments: &DeployArguments,
    deployment: &Deployment,
    output: OutputFormat,
) -> Exit {
    let mut uploads = deployment.uploads.iter();
    let missing = uploads.find(|upload| upload.sha256.is_none());
    if let Some(file) = missing.and_then(|upload| upload.file.as_ref()) {
        let message = format!("`{}` is not built yet", file.display());
        complaint::message(&message, output);
        return Exit::Failed;
    }
    for note in &deployment.notes {
        complaint::note(note, output);
    }
    let script = install_script::install_script(arguments, deployment);
    say(script.trim_end());
    Exit::Done
}

fn print_errors(errors: &[DeploymentError], output: OutputFormat) -> Exit {
    for error in errors {
        complaint::message(&complaint::in_full(error), output);
    }
    if errors.iter().all(DeploymentError::is_usage) {
        Exit::Usage
    } else {
        Exit::Failed
    }
}
