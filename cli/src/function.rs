//! The functions of rolepair, served by this program. An embedded organization runs them if no folder
//! with the binaries is given.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolepair_backfill::Backfill;
use rolepair_pair_account::PairAccount;
use rolepair_patch_task_definition::PatchTaskDefinition;
use rolepair_runtime::run as serve;

use crate::complaint;

/// Serve as one of the functions, over the Lambda Runtime API.
#[derive(Debug, Args)]
pub(crate) struct FunctionArguments {
    #[arg(value_enum)]
    function: FunctionName,
}

/// The functions, by the names of their folders and binaries.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FunctionName {
    PairAccount,
    PatchTaskDefinition,
    Backfill,
}

impl FunctionName {
    /// The name, as the folder has it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PairAccount => "pair-account",
            Self::PatchTaskDefinition => "patch-task-definition",
            Self::Backfill => "backfill",
        }
    }
}

/// Serves until the process is ended, as the binary of the function would.
pub(crate) fn run(arguments: &FunctionArguments) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(serve_as(arguments.function)),
        Err(error) => {
            complaint::message(&error.to_string(), crate::output_format::OutputFormat::Json);
            ExitCode::FAILURE
        }
    }
}

async fn serve_as(function: FunctionName) -> ExitCode {
    let name = function.as_str();
    match function {
        FunctionName::PairAccount => serve(name, PairAccount::new).await,
        FunctionName::PatchTaskDefinition => serve(name, PatchTaskDefinition::new).await,
        FunctionName::Backfill => serve(name, Backfill::new).await,
    }
}
