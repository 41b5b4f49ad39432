//! `rolepair sandbox`: the embedded organization, for as long as somebody wants it.

mod backfill;
mod dials;
pub(crate) mod functions;
mod run_task;
pub(crate) mod sample;
mod serve;
mod watch;
mod welcome;

use clap::{Args, Subcommand};

use crate::exit::Exit;
use crate::output_format::OutputFormat;

/// An AWS organization in one process, for trying rolepair by hand.
///
/// STS, IAM, Organizations, ECS and a little of CloudFormation, DynamoDB and S3 over their real
/// protocols, on loopback only. Every signature is checked, every call is authorised.
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
