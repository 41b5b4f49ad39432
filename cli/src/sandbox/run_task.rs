use std::ffi::OsString;

use clap::Args;
use rolepair_model::{AccountId, Region};
use rolepair_sandbox::{
    LocalCommand, MountChoice, MountsKept, RunTask, RunTaskError, resolve_at, run_resolved_task,
};

use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;

/// The same that clap would write, in lines that fit.
const USAGE: &str = "rolepair sandbox run-task [OPTIONS] --endpoint <URL> --account <ID>
           --task-definition <FAMILY> -- <COMMAND>...";

/// Run a local command as the container of a task.
///
/// The embedded organization at the endpoint resolves the task definition, as ECS does. The containers
/// that the command's container depends on run first. Then the command runs, with the container's
/// environment, its volumes and the credentials of the task role.
#[derive(Debug, Args)]
#[command(
    override_usage = USAGE,
    after_help = "Exit codes:\n  the exit code of the command, or 125 if it could not be run"
)]
pub(crate) struct RunTaskArguments {
    /// The address of the embedded organization, as `sandbox serve` prints it.
    #[arg(long, value_name = "URL", env = "AWS_ENDPOINT_URL")]
    endpoint: String,

    /// The account that the task runs in.
    #[arg(long, value_name = "ID")]
    account: AccountId,

    /// The Region [default: the first Region of the organization].
    #[arg(long, value_name = "REGION")]
    region: Option<Region>,

    /// A family, a family with a revision (`shop-api:2`), or an ARN.
    #[arg(long, value_name = "FAMILY")]
    task_definition: String,

    /// The container to run the command as [default: the first essential container].
    #[arg(long, value_name = "NAME")]
    container: Option<String>,

    /// Rewrite mount paths in the environment instead of mounting the volumes.
    #[arg(long)]
    map_mounts: bool,

    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the command.
pub(crate) fn run(arguments: &RunTaskArguments, output: OutputFormat) -> Exit {
    let ran = tokio::runtime::Runtime::new()
        .map_err(|error| complaint::in_full(&error))
        .and_then(|runtime| {
            let ran = runtime.block_on(run_task(arguments, output));
            ran.map_err(|error| complaint::in_full(&error))
        });
    match ran {
        Ok(code) => Exit::Command(u8::try_from(code).unwrap_or(u8::MAX)),
        Err(message) => {
            complaint::message(&message, output);
            Exit::BeforeCommand
        }
    }
}

async fn run_task(arguments: &RunTaskArguments, output: OutputFormat) -> Result<i32, RunTaskError> {
    let request = RunTask {
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        task_definition: arguments.task_definition.clone(),
        container: arguments.container.clone(),
    };
    let endpoint = arguments.endpoint.trim_end_matches('/');
    let task = resolve_at(endpoint, &request).await?;
    let mut command = LocalCommand::new(&arguments.command);
    if arguments.map_mounts {
        command.mounts = MountChoice::Mapped;
    }
    let run = run_resolved_task(&task, endpoint, &command).await?;
    for note in &run.notes {
        complaint::note(note, output);
    }
    if let MountsKept::Mapped { .. } = run.mounts {
        complaint::note(&run.mounts.to_string(), output);
    }
    Ok(run.command.exit_code)
}
