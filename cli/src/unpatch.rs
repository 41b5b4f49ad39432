//! `rolepair unpatch`: a patched task definition as it was before, for whoever takes rolepair out.
//!
//! It calls nobody and needs no configuration: what a patch added is written down in the definition
//! itself.

use clap::Args;
use rolepair_model::{Finding, FindingCode, TaskDefinition};
use rolepair_plan::{is_ours, is_patched, unpatch};

use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::rewritten::{Rewritten, read_definition, written};

const CODES: &str = "\
Exit codes:
  0  the definition is on standard output, as it was before it was patched
  1  standard input could not be read
  2  the arguments are wrong
  3  a finding blocks it; nothing is written
  4  the definition is not patched; nothing is written

Findings go to standard error, one a line, the code first; with --output json, one JSON object a
line. A pair that still selects the task definition would have it patched again: take it out of
the configuration first.";

/// Undo a patch: DescribeTaskDefinition's answer in, RegisterTaskDefinition's input out.
///
/// Reads the answer of DescribeTaskDefinition, with tags, on standard input. The definition before
/// the patch also comes out where another version or configuration made the patch; what somebody
/// has changed since stays.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub(crate) struct UnpatchArguments {
    /// Show what changes on standard error.
    #[arg(long)]
    diff: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &UnpatchArguments, output: OutputFormat) -> Exit {
    written(unpatched(), arguments.diff, output)
}

fn unpatched() -> Result<Rewritten, NotWritten> {
    let definition = read_definition()?;
    if !is_patched(&definition) {
        return Err(NotWritten::NotPatched);
    }
    if !is_ours(&definition) {
        return Err(NotWritten::Findings(vec![without_tags(&definition)]));
    }
    Ok(Rewritten {
        after: unpatch(&definition),
        before: definition,
    })
}

/// One of the tags may hold the task role the definition had: without them it would be lost.
fn without_tags(definition: &TaskDefinition) -> Finding {
    let family = definition.body.get("family").and_then(|name| name.as_str());
    Finding::new(
        FindingCode::MalformedDefinition,
        family.unwrap_or("task definition"),
        "the definition is patched but the tags of the patch are not there; describe it with \
         `--include TAGS`",
    )
}
