//! `rolepair patch`: the patch alone, for pipelines that register their own task definitions.
//!
//! It does not call AWS. What only AWS knows about the account (its name, its tags, its place in the
//! organization) has to be given as arguments where the choice of the pair depends on it.

mod account;
mod pair_choice;

use std::path::PathBuf;

use clap::Args;
use rolepair_config::{Config, Pair};
use rolepair_model::{FamilyOrArn, Finding, FindingCode, PairName, Region, TaskDefinition};
use rolepair_plan::{Destination, PatchOutcome, PatchSpec, admit, identity, patch, role_pair};

use crate::complaint;
use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::patch::account::AccountArguments;
use crate::patch::pair_choice::PairChoice;
use crate::read_definition::read_definition;
use crate::rewritten::{Rewritten, written};

const CODES: &str = "\
Exit codes:
  0  the definition is on standard output: patched, or as it came because it needs no patch
  1  standard input could not be read
  2  the arguments or the configuration are wrong
  3  a finding blocks the patch; nothing is written
  4  no pair selects the definition, or the Region is not listed; nothing is written

Findings go to standard error, the code first; with --output json, one JSON object a line. \
With 3 and 4 they say why. The functions leave a definition alone that gets 4: a pipeline may \
register it as it is.

The command does not call AWS. It does not check that the roles exist; the function \
`pair-account` makes them.";

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

    /// The pair to patch for, instead of the one that the task definition and the account select.
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
    let place = Destination {
        organization_path: arguments.account.path.as_ref(),
        region: Some(&arguments.region),
        ..Destination::account(&arguments.account.id)
    };
    let rewritten = patched_in(&place, arguments, output);
    rewritten.map_err(|not_written| not_written.concerning(&place.about()))
}

fn patched_in(
    place: &Destination<'_>,
    arguments: &PatchArguments,
    output: OutputFormat,
) -> Result<Rewritten, NotWritten> {
    let config = Config::load(&arguments.config).map_err(NotWritten::Config)?;
    let choice = PairChoice::new(arguments.pair.as_ref(), &arguments.account, &config)?;
    let definition = read_definition(output)?;
    let identity = identity(&definition)?;
    let destination = Destination {
        task_definition: Some(&identity),
        ..*place
    };
    let pair = admitted_pair(&config, &destination, &choice, &definition)
        .map_err(|not_written| not_written.concerning(&destination.about()))?;
    let role_pair = role_pair(&config, pair, &arguments.account.id);
    let spec = PatchSpec::new(pair, &role_pair, &arguments.region);
    let patch = patch(&definition, &spec);
    let after = match patch.outcome {
        PatchOutcome::Unchanged => definition.clone(),
        PatchOutcome::Changed(after) => after,
        PatchOutcome::Refused => return Err(NotWritten::Findings(patch.findings)),
    };
    for note in &patch.findings {
        complaint::finding(note, output);
    }
    Ok(Rewritten {
        before: definition,
        after,
    })
}

/// The pair to patch for, unless the functions would refuse the definition or leave it alone.
fn admitted_pair<'a>(
    config: &'a Config,
    destination: &Destination<'_>,
    choice: &PairChoice<'a>,
    definition: &TaskDefinition,
) -> Result<&'a Pair, NotWritten> {
    admit(config, destination).map_err(|reasons| {
        let findings = reasons.iter().map(|reason| reason.finding(destination));
        NotWritten::Findings(findings.map(with_cure).collect())
    })?;
    let pair = choice.pair(config, definition)?;
    pair.ok_or_else(|| unclaimed(destination).into())
}

fn unclaimed(destination: &Destination<'_>) -> Finding {
    let message = "no pair selects the task definition: it has no tag `rolepair:pair`, and no pair \
                   of the account claims its family";
    let family = destination.task_definition.map(FamilyOrArn::family);
    let subject = family.map_or("task definition", |family| family.as_str());
    Finding::new(FindingCode::NoPair, subject, message)
}

/// Here the contradiction comes from the arguments, not from an event.
fn with_cure(finding: Finding) -> Finding {
    match finding.code {
        FindingCode::EventAccountsDiffer => finding.with_cure(
            "correct `--account` or `--region`; to register a copy elsewhere, remove \
             `taskDefinitionArn` from it",
        ),
        _ => finding,
    }
}
