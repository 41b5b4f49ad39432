//! `rolepair sandbox backfill`: a backfill of many accounts, some of them in trouble, on an embedded
//! organization of its own, with the state machine of `infra/`.

mod error;
mod failed;
mod measured;
mod play;
mod stage;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use self::error::BackfillError;
use crate::complaint;
use crate::demo::report::Report;
use crate::exit::Exit;
use crate::output_format::OutputFormat;

/// Watch a backfill of many accounts, some of which fail.
///
/// Accounts are made, each with a task definition, and trouble is brought over some of them, every
/// kind in turn. The state machine of infra/ backfills them all and names those that failed. Then
/// their troubles are taken away, and a restart is given what the run left behind. The state
/// machine's retries do not wait; how long they would have is counted.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes:\n  \
    0  just the accounts in trouble failed, and the restart finished just them\n  \
    1  anything else\n  \
    2  the arguments are wrong")]
pub(crate) struct BackfillArguments {
    /// How many accounts.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=9_000))]
    accounts: u32,

    /// How many of them are in trouble: a quarter at the most, or the run would be stopped.
    #[arg(long, value_name = "N", default_value_t = 10)]
    failing: u32,

    /// How many accounts are worked on side by side.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    max_concurrency: u32,

    /// At the end, run once more over all accounts: nothing is left to change.
    #[arg(long)]
    again: bool,

    /// A folder with the function binaries. Without it, this program serves as the function, in
    /// processes of their own, over the same Lambda Runtime API.
    #[arg(long, value_name = "FOLDER")]
    functions: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &BackfillArguments, output: OutputFormat) -> Exit {
    if u64::from(arguments.failing) * 4 > u64::from(arguments.accounts) {
        let error = BackfillError::TooManyFailing(arguments.failing);
        complaint::message(&error.to_string(), output);
        return Exit::Usage;
    }
    let mut report = Report::new(output);
    let mut measured = Vec::new();
    let played = tokio::runtime::Runtime::new()
        .map_err(BackfillError::from)
        .and_then(|runtime| {
            runtime.block_on(play::play(arguments, output, &mut report, &mut measured))
        });
    if let Err(error) = &played {
        complaint::message(&complaint::in_full(error), output);
    }
    let holds = played.is_ok() && report.holds();
    if !measured.is_empty() {
        report.note("What it took:");
        report.show(&measured::shown(&measured));
    }
    let error = played.err().map(|error| complaint::in_full(&error));
    report.close(holds, Some(json!(measured)), error);
    if holds { Exit::Done } else { Exit::Failed }
}
