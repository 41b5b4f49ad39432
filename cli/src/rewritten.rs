use std::io::Read as _;

use rolepair_model::{Finding, FindingCode, TaskDefinition};
use rolepair_plan::{from_describe, register_input};
use serde_json::Value;

use crate::exit::Exit;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;
use crate::terminal::{diff, say, warn};

/// A task definition as it came, and as it is to be registered.
pub(crate) struct Rewritten {
    pub(crate) before: TaskDefinition,
    pub(crate) after: TaskDefinition,
}

/// Reads a task definition on standard input: a description, or a bare definition.
pub(crate) fn read_definition() -> Result<TaskDefinition, NotWritten> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(NotWritten::Input)?;
    let malformed = |message: String| {
        let code = FindingCode::MalformedDefinition;
        NotWritten::Findings(vec![Finding::new(code, "standard input", message)])
    };
    let value: Value =
        serde_json::from_str(&text).map_err(|error| malformed(format!("is not JSON: {error}")))?;
    from_describe(&value).map_err(|finding| NotWritten::Findings(vec![finding]))
}

/// Writes the input of RegisterTaskDefinition on standard output, or why there is none on standard
/// error.
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
        warn(diff(&before, &after, usize::MAX));
    }
    say(format_args!("{after:#}"));
    Exit::Done
}

/// The input of RegisterTaskDefinition.
fn input_of(definition: &TaskDefinition) -> Value {
    Value::Object(register_input(definition))
}
