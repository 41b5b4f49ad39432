use rolepair_model::TaskDefinition;
use rolepair_plan::register_input;
use serde_json::Value;

use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::terminal::{Width, diff, say, warn};

/// A task definition as it was read, and as it is to be registered.
pub(crate) struct Rewritten {
    pub(crate) before: TaskDefinition,
    pub(crate) after: TaskDefinition,
}

/// Writes the input of RegisterTaskDefinition to standard output, or the reason why there is none to
/// standard error.
pub(crate) fn written(
    rewritten: Result<Rewritten, NotWritten>,
    with_diff: bool,
    output: OutputFormat,
) -> Exit {
    let Rewritten { before, after } = match rewritten {
        Ok(rewritten) => rewritten,
        Err(not_written) => return not_written.print(output),
    };
    let (before, after) = (input_of(&before), input_of(&after));
    if with_diff {
        warn(diff(&before, &after, Width::of_stderr()));
    }
    say(format_args!("{after:#}"));
    Exit::Done
}

/// The input of RegisterTaskDefinition.
fn input_of(definition: &TaskDefinition) -> Value {
    Value::Object(register_input(definition))
}
