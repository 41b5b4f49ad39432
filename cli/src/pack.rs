//! `rolepair pack`: the configuration as the zip of the Lambda layer that the functions read it from.

use std::path::PathBuf;

use clap::Args;

use crate::arguments::Output;
use crate::complaint;
use crate::configuration_zip::{PackError, pack};
use crate::exit::Exit;

/// Check the configuration and pack it, with the files it names, as the zip of a Lambda layer.
#[derive(Debug, Args)]
pub(crate) struct PackArguments {
    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The zip.
    #[arg(long, value_name = "FILE", default_value = "configuration.zip")]
    zip: PathBuf,
}

/// Runs the command.
pub(crate) fn run(arguments: &PackArguments, output: Output) -> Exit {
    let zip = match pack(&arguments.config) {
        Ok((_, zip)) => zip,
        Err(error) => return tell(&error, output),
    };
    match std::fs::write(&arguments.zip, zip.0) {
        Ok(()) => Exit::Done,
        Err(error) => {
            let zip = arguments.zip.display();
            complaint::message(&format!("`{zip}` cannot be written: {error}"), output);
            Exit::Failed
        }
    }
}

/// Tells why a configuration is not packed.
pub(crate) fn tell(error: &PackError, output: Output) -> Exit {
    match error {
        PackError::Config(errors) => complaint::config_errors(errors, output),
        other => complaint::message(&complaint::in_full(other), output),
    }
    match error {
        PackError::Config(_) | PackError::Outside(_) | PackError::Taken(_) => Exit::Usage,
        PackError::Zip(_) | PackError::Io(_) => Exit::Failed,
    }
}
