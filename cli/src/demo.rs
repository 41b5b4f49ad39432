//! `rolepair demo`: the main job, once, on an embedded organization of its own.
//!
//! Everything a person would do is done over the wire, with their credentials; what AWS answers is
//! what is shown. The demo decides nothing itself and fails when a single claim does not hold.

pub(crate) mod container;
mod error;
mod new_account;
mod organization;
mod person;
mod program;
mod refusals;
pub(crate) mod report;
mod role;
mod second_look;
mod signed_request;
mod stage;
mod task;
mod task_definition;

use clap::Args;

pub(crate) use self::error::DemoError;
pub(crate) use self::person::Refusal;
use self::program::Program;
use self::report::Report;
use self::stage::Stage;
use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::terminal::{QUIET, STRONG, paint};

/// The pair of the sample configuration.
const PAIR: &str = "orders";
/// The table in the shared account.
const TABLE: &str = "orders";
/// The key of the item in it.
const ITEM_ID: &str = "42";
/// The family of the task definition.
const FAMILY: &str = "shop-api";

/// Watch the whole product at work on an embedded organization, in seconds.
///
/// An account joins and gets its role pair, a task definition is registered and gets its patch, the
/// task runs and reads a table of another account, and everybody else is refused. Nothing is
/// installed, nothing leaves the machine.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes:\n  0  everything holds\n  1  something does not")]
pub(crate) struct DemoArguments {
    /// A folder with the function binaries. Without it, this program serves as the functions, each
    /// a process of its own, over the same Lambda Runtime API.
    #[arg(long, value_name = "FOLDER")]
    functions: Option<std::path::PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &DemoArguments, output: OutputFormat) -> Exit {
    let mut report = Report::new(output);
    let played = tokio::runtime::Runtime::new()
        .map_err(DemoError::from)
        .and_then(|runtime| runtime.block_on(play(arguments, &mut report)));
    if let Err(error) = &played {
        complaint::message(&complaint::in_full(error), output);
    }
    let holds = played.is_ok() && report.holds();
    report.close(
        holds,
        None,
        played.err().map(|error| complaint::in_full(&error)),
    );
    if holds { Exit::Done } else { Exit::Failed }
}

async fn play(arguments: &DemoArguments, report: &mut Report) -> Result<(), DemoError> {
    let stage = Stage::set(arguments.functions.as_deref()).await?;
    let title = paint(STRONG, "An AWS organization in this process");
    report.tell(format_args!(
        "\n {title}  {}",
        paint(QUIET, stage.sandbox.endpoint())
    ));
    report.note("Real wire protocols; every signature is checked, every call is authorised.");
    report.set("functions", stage.functions.description());
    let home = stage.home();
    // Beside the first steps: a program in Python takes its time to start.
    let program = tokio::spawn(async move { Program::find(&home).await });
    let organization = organization::play(&stage, report).await?;
    let account = new_account::play(&stage, &organization, report).await?;
    task_definition::play(&stage, &account, report).await?;
    let program = program.await.map_err(std::io::Error::other)??;
    let task = task::play(&stage, &account, program, report).await?;
    refusals::play(&stage, &organization, &account, &task, report).await?;
    second_look::play(&stage, report).await;
    stage.sandbox.stop().await;
    Ok(())
}
