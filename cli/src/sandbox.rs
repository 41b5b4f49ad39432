//! `rolepair sandbox`: the embedded organization, to try rolepair by hand.

mod backfill;
mod dials;
mod run_task;
mod serve;
mod watch;
mod welcome;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::output_format::OutputFormat;

/// Run an AWS organization in one process, to try rolepair by hand.
///
/// The organization has STS, IAM, Organizations, ECS, and some of CloudFormation, DynamoDB and S3,
/// over AWS's own protocols and on loopback only. It checks every signature and authorises every call.
#[derive(Debug, Args)]
pub(crate) struct SandboxArguments {
    #[command(subcommand)]
    command: SandboxCommand,
}

#[derive(Debug, Subcommand)]
enum SandboxCommand {
    Serve(serve::ServeArguments),
    RunTask(run_task::RunTaskArguments),
    Backfill(backfill::BackfillArguments),
}

/// Runs the command.
pub(crate) fn run(arguments: SandboxArguments, output: OutputFormat) -> Exit {
    match arguments.command {
        SandboxCommand::Serve(serve) => serve::run(&serve, output),
        SandboxCommand::RunTask(run_task) => run_task::run(&run_task, output),
        SandboxCommand::Backfill(backfill) => backfill::run(&backfill, output),
    }
}
