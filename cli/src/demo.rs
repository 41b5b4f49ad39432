//! `rolepair demo`: the main job, once, on an embedded organization of its own.
//!
//! Everything that a person would do is done over the wire, with that person's credentials, and what
//! AWS answers is shown. The demo fails if a single check does not hold.

pub(crate) mod container;
mod demo_error;
mod names;
mod new_account;
mod program;
mod refused_calls;
mod role_documents;
mod second_look;
mod signed_request;
mod task;
mod task_definition;
mod workloads;

use std::path::PathBuf;

use clap::{Args, ValueEnum as _};
use rolepair_sandbox::Options;

use self::demo_error::DemoError;
use self::program::Program;
use crate::exit::Exit;
use crate::function::FunctionName;
use crate::output_format::OutputFormat;
use crate::stage::{Checklist, Stage, perform};
use crate::terminal::{QUIET, STRONG, Width, paint, wrapped};

/// Watch rolepair work, in an embedded organization and in seconds.
///
/// An account joins and gets its role pair. A task definition is registered and gets its patch. The
/// task runs and reads a table of another account, and everybody else is refused. Nothing is
/// installed, and nothing leaves this machine.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes:\n  0  every check holds\n  1  a check does not hold, or the demo \
                        could not go on"
)]
pub(crate) struct DemoArguments {
    /// A folder with the binaries of the functions [default: this program serves as each function,
    /// in a process of its own and over the Lambda Runtime API].
    #[arg(long, value_name = "FOLDER")]
    functions: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &DemoArguments, output: OutputFormat) -> Exit {
    perform(output, async |checklist| play(arguments, checklist).await)
}

async fn play(arguments: &DemoArguments, checklist: &mut Checklist) -> Result<(), DemoError> {
    let functions = FunctionName::value_variants();
    let stage = Stage::set(
        Options::default(),
        functions,
        arguments.functions.as_deref(),
    )
    .await?;
    let title = paint(STRONG, "An AWS organization in this process");
    let heading = format!(" {title}  {}", paint(QUIET, stage.sandbox.endpoint()));
    checklist.print("");
    checklist.print(wrapped(&heading, Width::of_stdout(), 1));
    checklist
        .note("It speaks AWS's own protocols, checks every signature and authorises every call.");
    checklist.set("functions", &stage.description);
    let home = stage.home();
    // At the same time as the first steps: a program in Python takes a while to start.
    let program = tokio::spawn(async move { Program::find(&home).await });
    let workloads = workloads::play(&stage, checklist).await?;
    let account = new_account::play(&stage, &workloads, checklist).await?;
    task_definition::play(&stage, &account, checklist).await?;
    let program = program.await.map_err(std::io::Error::other)??;
    let task = task::play(&stage, &account, program, checklist).await?;
    refused_calls::play(&stage, &workloads, &account, &task, checklist).await?;
    second_look::play(&stage, checklist).await;
    stage.sandbox.stop().await;
    Ok(())
}
