//! `rolepair pack`: the configuration as the zip of the Lambda layer that the functions read it from, and
//! the definition of the backfill's state machine.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::backfill_definition::{self, DefinitionError, Retries, with_retries};
use crate::complaint;
use crate::configuration_zip::{PackError, pack};
use crate::exit::Exit;
use crate::output_format::OutputFormat;

/// Check the configuration and pack it, with the files it names, as the zip of a Lambda layer; also the
/// definition of the backfill.
#[derive(Debug, Args)]
pub(crate) struct PackArguments {
    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The zip.
    #[arg(long, value_name = "FILE", default_value = "configuration.zip")]
    zip: PathBuf,

    /// Where to write the definition of the backfill's state machine, with the retries below.
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,

    /// The folder with the templates and what belongs to them.
    #[arg(long, value_name = "FOLDER", default_value = "infra")]
    infra: PathBuf,

    #[command(flatten)]
    retries: Retries,
}

/// Runs the command.
pub(crate) fn run(arguments: &PackArguments, output: OutputFormat) -> Exit {
    let zip = match pack(&arguments.config) {
        Ok((_, zip)) => zip,
        Err(error) => return tell(&error, output),
    };
    let mut files = vec![(&arguments.zip, zip.0)];
    match (
        &arguments.definition,
        arguments.retries.are_the_definitions(),
    ) {
        (Some(file), _) => match definition(arguments) {
            Ok(definition) => files.push((file, definition)),
            Err((message, exit)) => {
                complaint::message(&message, output);
                return exit;
            }
        },
        (None, true) => {}
        (None, false) => {
            let message = "retries stand in a definition, which `--definition` writes";
            complaint::message(message, output);
            return Exit::Usage;
        }
    }
    for (file, bytes) in files {
        if let Err(error) = fs::write(file, bytes) {
            let file = file.display();
            complaint::message(&format!("`{file}` cannot be written: {error}"), output);
            return Exit::Failed;
        }
    }
    Exit::Done
}

fn definition(arguments: &PackArguments) -> Result<Vec<u8>, (String, Exit)> {
    let file = arguments.infra.join(backfill_definition::FILE);
    let told = |what: String| format!("`{}` {what}", file.display());
    let bytes = fs::read(&file)
        .map_err(|error| (told(format!("cannot be read: {error}")), Exit::Failed))?;
    with_retries(&bytes, &arguments.retries).map_err(|error| {
        let exit = match error {
            DefinitionError::Delays { .. } => Exit::Usage,
            DefinitionError::Json(_) | DefinitionError::NoRetry => Exit::Failed,
        };
        let message = complaint::in_full(&error);
        (told(format!("cannot have these retries: {message}")), exit)
    })
}

/// Tells why a configuration is not packed.
pub(crate) fn tell(error: &PackError, output: OutputFormat) -> Exit {
    match error {
        PackError::Config(errors) => complaint::config_errors(errors, output),
        other => complaint::message(&complaint::in_full(other), output),
    }
    match error {
        PackError::Config(_) | PackError::Outside(_) | PackError::Taken(_) => Exit::Usage,
        PackError::Zip(_) | PackError::Io(_) => Exit::Failed,
    }
}
