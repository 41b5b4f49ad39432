//! `rolepair patch`: the patch alone, for pipelines that register their own task definitions.
//!
//! It calls nobody. What only AWS knows of the account (its name, tags, place) is not needed to
//! name the roles; where the choice of the pair hangs on it, it is asked for.

mod account;

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;
use rolepair_config::{Config, ConfigError, Pair};
use rolepair_model::{Finding, FindingCode, PairName, Region, TaskDefinition};
use rolepair_plan::{
    PatchOutcome, PatchSpec, choose_pair, from_describe, patch, register_input, role_pair,
};
use serde_json::Value;

use crate::arguments::Output;
use crate::complaint;
use crate::exit::Exit;
use crate::patch::account::AccountArguments;
use crate::terminal::{diff, say, warn};

const CODES: &str = "\
Exit codes:
  0  the definition is on standard output: patched, or as it came because it needs no patch
  1  standard input could not be read
  2  the arguments or the configuration are wrong
  3  a finding stands against the patch; nothing is written
  4  no pair selects the task definition; nothing is written

Findings go to standard error, one a line, the code first; with --output json, one JSON object a
line. What the patch relies on is not asked of AWS: that the roles are there is for the
function `pair-account` to see to.";

/// Patch a task definition: DescribeTaskDefinition's answer in, RegisterTaskDefinition's input out.
///
/// Reads the answer of DescribeTaskDefinition, or a bare task definition, on standard input.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct PatchArguments {
    /// The configuration, rolepair.yaml.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    #[command(flatten)]
    account: AccountArguments,

    /// The Region the task definition is registered in.
    #[arg(long)]
    region: Region,

    /// The pair, whatever the task definition's tags and the account say.
    #[arg(long, value_name = "NAME")]
    pair: Option<PairName>,

    /// Show what changes on standard error.
    #[arg(long)]
    diff: bool,
}

const NOT_SELECTED: &str = "no pair selects the task definition: it has no tag `rolepair:pair`, \
                            and no pair of the account claims its family";

/// Why nothing is written.
#[derive(Debug)]
enum Stop {
    Config(Vec<ConfigError>),
    Usage(String),
    Input(std::io::Error),
    Refused(Vec<Finding>),
    NotSelected,
}

/// Runs the command.
pub(crate) fn run(arguments: &PatchArguments, output: Output) -> Exit {
    match patched(arguments, output) {
        Ok(input) => {
            say(input);
            Exit::Done
        }
        Err(stop) => stop.tell(output),
    }
}

fn patched(arguments: &PatchArguments, output: Output) -> Result<String, Stop> {
    let config = Config::load(&arguments.config).map_err(Stop::Config)?;
    let definition = read_definition()?;
    let pair = chosen_pair(arguments, &config, &definition)?;
    let role_pair = role_pair(&config, pair, &arguments.account.id);
    let spec = PatchSpec::new(pair, &role_pair, &arguments.region);
    let patch = patch(&definition, &spec);
    for finding in patch.findings.iter().filter(|finding| !finding.blocks()) {
        complaint::finding(finding, output);
    }
    let after = match patch.outcome {
        PatchOutcome::Unchanged => definition.clone(),
        PatchOutcome::Changed(after) => after,
        PatchOutcome::Refused => return Err(Stop::Refused(patch.findings)),
    };
    let (before, after) = (input_of(&definition), input_of(&after));
    if arguments.diff {
        warn(diff(&before, &after, usize::MAX));
    }
    Ok(format!("{after:#}"))
}

fn read_definition() -> Result<TaskDefinition, Stop> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(Stop::Input)?;
    let malformed = |message: String| {
        let code = FindingCode::MalformedDefinition;
        Stop::Refused(vec![Finding::new(code, "standard input", message)])
    };
    let value: Value =
        serde_json::from_str(&text).map_err(|error| malformed(format!("is not JSON: {error}")))?;
    from_describe(&value).map_err(|finding| Stop::Refused(vec![finding]))
}

fn chosen_pair<'a>(
    arguments: &PatchArguments,
    config: &'a Config,
    definition: &TaskDefinition,
) -> Result<&'a Pair, Stop> {
    if let Some(name) = &arguments.pair {
        let unknown = || Stop::Usage(format!("the configuration has no pair `{name}`"));
        return config.pair(name).ok_or_else(unknown);
    }
    let account = arguments.account.account(config).map_err(Stop::Usage)?;
    choose_pair(config, &account, definition)
        .map_err(|finding| Stop::Refused(vec![finding]))?
        .ok_or(Stop::NotSelected)
}

/// The input of RegisterTaskDefinition.
fn input_of(definition: &TaskDefinition) -> Value {
    Value::Object(register_input(definition))
}

impl Stop {
    fn tell(&self, output: Output) -> Exit {
        match self {
            Self::Config(errors) => {
                complaint::config_errors(errors, output);
                Exit::Usage
            }
            Self::Usage(message) => {
                complaint::message(message, output);
                Exit::Usage
            }
            Self::Input(error) => {
                let message = format!("standard input cannot be read: {error}");
                complaint::message(&message, output);
                Exit::Failed
            }
            Self::Refused(findings) => {
                for finding in findings {
                    complaint::finding(finding, output);
                }
                Exit::Refused
            }
            Self::NotSelected => {
                complaint::message(NOT_SELECTED, output);
                Exit::NotSelected
            }
        }
    }
}
