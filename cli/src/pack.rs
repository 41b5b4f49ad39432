//! `rolepair pack`: the configuration as the zip of a Lambda layer, which the functions read, and the
//! definition of the backfill's state machine.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::backfill_definition::{self, DefinitionError, Retries, with_retries};
use crate::complaint;
use crate::configuration_zip::{PackError, pack};
use crate::exit::Exit;
use crate::output_format::OutputFormat;

const EXIT_CODES: &str = "\
Exit codes:
  0  the files are written
  1  a file cannot be read or written
  2  the arguments or the configuration are wrong";

/// Check the configuration and pack it as the zip of a Lambda layer.
///
/// The zip holds rolepair.yaml and the permissions files it names. With --definition, the command also
/// writes the definition of the backfill's state machine.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct PackArguments {
    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// The zip to write.
    #[arg(long, value_name = "FILE", default_value = "configuration.zip")]
    zip: PathBuf,

    /// Also write the definition of the backfill's state machine to this file, with the retries below.
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,

    /// The folder with the templates and the backfill's definition.
    #[arg(long, value_name = "FOLDER", default_value = "infra")]
    infra: PathBuf,

    #[command(flatten)]
    retries: Retries,
}

/// Runs the command.
pub(crate) fn run(arguments: &PackArguments, output: OutputFormat) -> Exit {
    let zip = match pack(&arguments.config) {
        Ok((_, zip)) => zip,
        Err(error) => return print_error(&error, output),
    };
    let mut files = vec![(&arguments.zip, zip.0)];
    match (&arguments.definition, arguments.retries.are_unchanged()) {
        (Some(file), _) => match definition(arguments) {
            Ok(definition) => files.push((file, definition)),
            Err((message, exit)) => {
                complaint::message(&message, output);
                return exit;
            }
        },
        (None, true) => {}
        (None, false) => {
            let message = "the options for retries need `--definition`: they change the definition";
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
    let message = |what: String| format!("`{}` {what}", file.display());
    let bytes = fs::read(&file)
        .map_err(|error| (message(format!("cannot be read: {error}")), Exit::Failed))?;
    with_retries(&bytes, &arguments.retries).map_err(|error| {
        let exit = match error {
            DefinitionError::Delays { .. } => Exit::Usage,
            DefinitionError::Json(_) | DefinitionError::NoRetry => Exit::Failed,
        };
        let reason = complaint::in_full(&error);
        let what = format!("cannot have these retries: {reason}");
        (message(what), exit)
    })
}

/// Prints why a configuration is not packed.
pub(crate) fn print_error(error: &PackError, output: OutputFormat) -> Exit {
    match error {
        PackError::Config(errors) => complaint::config_errors(errors, output),
        other => complaint::message(&complaint::in_full(other), output),
    }
    match error {
        PackError::Config(_) | PackError::Outside(_) | PackError::Taken(_) => Exit::Usage,
        PackError::Zip(_) | PackError::Io(_) => Exit::Failed,
    }
}
