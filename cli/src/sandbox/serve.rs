use std::path::{Path, PathBuf};

use clap::Args;
use rolepair_config::{Config, ConfigError};
use rolepair_model::{AccountId, OrganizationalUnitId};
use rolepair_sandbox::{Dials, NoFunctionRole, Options, RoleLocation, Sandbox, StartError};
use tokio::signal::unix::{SignalKind, signal};

use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::sandbox::dials::DialArguments;
use crate::sandbox::watch;
use crate::sandbox::welcome::Welcome;
use crate::stage::{Functions, sample};

/// Ids for the accounts that a configuration does not name.
const SPARE_IDS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];

const NOT_INSTALLED: &str = "rolepair is not installed here. README.md says how to install it.";

/// Run an embedded organization until Ctrl-C, and print what happens in it.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes:\n  0  Ctrl-C or a termination signal ended it\n  1  it could not \
                  start\n  2  the arguments or the configuration are wrong"
)]
pub(crate) struct ServeArguments {
    /// The port on 127.0.0.1 [default: a free port].
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,

    /// The configuration, rolepair.yaml [default: one pair, `orders`, for every account].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// A folder with the binaries of the functions [default: this program serves as each function,
    /// in a process of its own and over the Lambda Runtime API].
    #[arg(long, value_name = "FOLDER")]
    functions: Option<PathBuf>,

    /// Start without rolepair: no roles, no functions, no delegated administrator. Use this to try the
    /// installation.
    #[arg(long, conflicts_with = "functions")]
    without_rolepair: bool,

    #[command(flatten)]
    dials: DialArguments,
}

/// Why the organization does not run.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("the configuration is wrong")]
    Config(Vec<ConfigError>),
    #[error("the embedded organization does not start")]
    Start(#[from] StartError),
    #[error("a function does not start")]
    Function(#[from] NoFunctionRole),
    #[error("the embedded organization cannot be kept running")]
    System(#[from] std::io::Error),
}

/// Runs the command.
pub(crate) fn run(arguments: &ServeArguments, output: OutputFormat) -> Exit {
    let served = tokio::runtime::Runtime::new()
        .map_err(ServeError::from)
        .and_then(|runtime| runtime.block_on(serve(arguments, output)));
    match served {
        Ok(()) => Exit::Done,
        Err(ServeError::Config(errors)) => {
            complaint::config_errors(&errors, output);
            Exit::Usage
        }
        Err(error) => {
            complaint::message(&complaint::in_full(&error), output);
            Exit::Failed
        }
    }
}

async fn serve(arguments: &ServeArguments, output: OutputFormat) -> Result<(), ServeError> {
    let mut options = match &arguments.config {
        Some(file) => options_for(&Config::load(file).map_err(ServeError::Config)?),
        None => Options::default(),
    };
    options.port = arguments.port;
    options.installed = !arguments.without_rolepair;
    options.dials = Dials::from(&arguments.dials);
    let folder = tempfile::tempdir()?;
    let config = match &arguments.config {
        Some(file) => file.clone(),
        None => write_sample(folder.path(), &options)?,
    };
    watch::start(output);
    let sandbox = Sandbox::start(options).await?;
    let functions = Functions::new(&config, arguments.functions.as_deref())?;
    let description = if arguments.without_rolepair {
        NOT_INSTALLED
    } else {
        for function in functions.list() {
            sandbox.run_function(function)?;
        }
        functions.description()
    };
    // Set before the welcome, so that a signal right after it is not missed.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Welcome::of(&sandbox, &config, description).print(output);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    sandbox.stop().await;
    Ok(())
}

fn write_sample(folder: &Path, options: &Options) -> std::io::Result<PathBuf> {
    let file = folder.join("rolepair.yaml");
    std::fs::write(&file, sample(options, options.root.as_str()))?;
    Ok(file)
}

/// The organization that a configuration is written for.
fn options_for(config: &Config) -> Options {
    let hub_role = |role: &rolepair_config::HubRole| RoleLocation {
        path: role.path.clone(),
        name: role.name.clone(),
    };
    let mut options = Options {
        partition: config.partition.clone(),
        organization: config.organization_id.clone(),
        task_account_role: hub_role(&config.roles.task_account),
        resource_account_role: hub_role(&config.roles.resource_account),
        ..Options::default()
    };
    options.resource.id = config.resource_account.clone();
    if let Some(region) = config.regions.first() {
        options.region = region.clone();
        options.regions.clone_from(&config.regions);
    }
    if let Some(root) = root_of(config) {
        options.root = root;
    }
    let mut spare = SPARE_IDS
        .iter()
        .filter_map(|id| id.parse::<AccountId>().ok())
        .filter(|id| *id != config.resource_account);
    if let (Some(management), Some(hub)) = (spare.next(), spare.next()) {
        options.management.id = management;
        options.hub.id = hub;
    }
    options
}

/// The root of the organization. The id of every unit names it.
fn root_of(config: &Config) -> Option<OrganizationalUnitId> {
    let mut units = config
        .pairs
        .iter()
        .flat_map(|pair| &pair.accounts.organizational_units);
    let root = units.next()?.as_str().split('-').nth(1)?;
    format!("r-{root}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_configuration_for_the_organization_it_is_written_for() {
        let options = Options::default();
        let text = sample(&options, options.root.as_str());
        let config = Config::parse(&text, "rolepair.yaml", &|_| unreachable!()).unwrap();
        let again = options_for(&config);
        assert_eq!(again.organization, options.organization);
        assert_eq!(again.root, options.root);
        assert_eq!(again.resource.id, options.resource.id);
        assert_eq!(again.region, options.region);
        assert_eq!(again.task_account_role.name, options.task_account_role.name);
    }

    #[test]
    fn no_two_accounts_share_an_id_whatever_the_resource_account_is() {
        for id in SPARE_IDS {
            let options = Options::default();
            let text = sample(&options, options.root.as_str()).replace("999999999999", id);
            let config = Config::parse(&text, "rolepair.yaml", &|_| unreachable!()).unwrap();
            let options = options_for(&config);
            assert_eq!(options.resource.id.as_str(), id);
            assert_ne!(options.management.id, options.resource.id);
            assert_ne!(options.hub.id, options.resource.id);
            assert_ne!(options.hub.id, options.management.id);
        }
    }
}
