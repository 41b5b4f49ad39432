//! `rolepair sandbox backfill`: a backfill of many accounts, some of them in trouble, on an embedded
//! organization of its own, with the state machine of `infra/`.

mod backfill_arguments;
mod backfill_error;
mod failures;
mod play;
mod run_figures;
mod state_machine;

use serde_json::json;

pub(crate) use self::backfill_arguments::BackfillArguments;
use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::stage::{Checklist, perform};

/// Runs the command.
pub(crate) fn run(arguments: &BackfillArguments, output: OutputFormat) -> Exit {
    if let Err(message) = arguments.check() {
        complaint::message(&message, output);
        return Exit::Usage;
    }
    perform(output, async |checklist| {
        let mut runs = Vec::new();
        let played = play::play(arguments, checklist, &mut runs).await;
        if !runs.is_empty() {
            checklist.note("Figures of each run:");
            checklist.show_as_is(&run_figures::shown(&runs, Checklist::width()));
            checklist.set_figures(json!(runs));
        }
        played
    })
}
