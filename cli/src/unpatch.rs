//! `rolepair unpatch`: gives a patched task definition back as it was before, to remove rolepair.
//!
//! It does not call AWS and needs no configuration: the definition itself records what the patch
//! added.

use clap::Args;
use rolepair_model::{Finding, FindingCode, TaskDefinition};
use rolepair_plan::{is_ours, is_patched, unpatch};

use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::read_definition::read_definition;
use crate::rewritten::{Rewritten, written};

const CODES: &str = "\
Exit codes:
  0  the definition is on standard output, as it was before it was patched
  1  standard input could not be read
  2  the arguments are wrong
  3  a finding blocks it; nothing is written
  4  the definition is not patched; nothing is written

Findings go to standard error, the code first; with --output json, one JSON object a line. \
If a pair still selects the definition, rolepair patches it again: first take it out of the \
configuration.";

/// Undo a patch: DescribeTaskDefinition's answer in, RegisterTaskDefinition's input out.
///
/// Reads the answer of DescribeTaskDefinition, with tags, on standard input. The version or the
/// configuration that made the patch does not matter. What somebody has changed since then stays.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct UnpatchArguments {
    /// Show what changes on standard error.
    #[arg(long)]
    diff: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &UnpatchArguments, output: OutputFormat) -> Exit {
    written(unpatched(output), arguments.diff, output)
}

fn unpatched(output: OutputFormat) -> Result<Rewritten, NotWritten> {
    let definition = read_definition(output)?;
    if !is_patched(&definition) {
        return Err(NotWritten::NotPatched);
    }
    if !is_ours(&definition) {
        return Err(without_tags(&definition).into());
    }
    Ok(Rewritten {
        after: unpatch(&definition),
        before: definition,
    })
}

/// Without its tags the definition could lose its task role: a tag holds the one that was replaced.
fn without_tags(definition: &TaskDefinition) -> Finding {
    let family = definition.body.get("family").and_then(|name| name.as_str());
    Finding::new(
        FindingCode::MalformedDefinition,
        family.unwrap_or("task definition"),
        "the definition is patched, but the tags of the patch are missing",
    )
    .with_cure("describe the definition with `--include TAGS`")
}
