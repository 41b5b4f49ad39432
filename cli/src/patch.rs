//! `rolepair patch`: the patch alone, for pipelines that register their own task definitions.
//!
//! It calls nobody. What only AWS knows of the account (its name, tags, place) is not needed to
//! name the roles; where the choice of the pair hangs on it, it is asked for.

mod account;

use std::path::PathBuf;

use clap::Args;
use rolepair_config::{Config, Pair};
use rolepair_model::{PairName, Region, TaskDefinition};
use rolepair_plan::{PatchOutcome, PatchSpec, choose_pair, patch, role_pair};

use crate::complaint;
use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::patch::account::AccountArguments;
use crate::rewritten::{Rewritten, read_definition, written};

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

/// Runs the command.
pub(crate) fn run(arguments: &PatchArguments, output: OutputFormat) -> Exit {
    written(patched(arguments, output), arguments.diff, output)
}

fn patched(arguments: &PatchArguments, output: OutputFormat) -> Result<Rewritten, NotWritten> {
    let config = Config::load(&arguments.config).map_err(NotWritten::Config)?;
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
        PatchOutcome::Refused => return Err(NotWritten::Refused(patch.findings)),
    };
    Ok(Rewritten {
        before: definition,
        after,
    })
}

fn chosen_pair<'a>(
    arguments: &PatchArguments,
    config: &'a Config,
    definition: &TaskDefinition,
) -> Result<&'a Pair, NotWritten> {
    if let Some(name) = &arguments.pair {
        let unknown = || NotWritten::Usage(format!("the configuration has no pair `{name}`"));
        return config.pair(name).ok_or_else(unknown);
    }
    let account = arguments
        .account
        .account(config)
        .map_err(NotWritten::Usage)?;
    choose_pair(config, &account, definition)
        .map_err(|finding| NotWritten::Refused(vec![finding]))?
        .ok_or(NotWritten::NotSelected)
}
