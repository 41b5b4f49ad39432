//! What goes to standard error: one line for a person, or one JSON object for a machine.

use rolepair_config::ConfigError;
use rolepair_model::Finding;
use serde::Serialize;
use serde_json::json;

use crate::output_format::OutputFormat;
use crate::terminal::{BAD, QUIET, WARN, paint, warn};

/// Prints a finding: its code, what is wrong, what it is about, and the cure.
pub(crate) fn finding(finding: &Finding, output: OutputFormat) {
    let style = if finding.blocks() { BAD } else { WARN };
    let line = finding.to_string();
    let sentence = line.strip_prefix(finding.code.as_str()).unwrap_or(&line);
    let code = paint(style, finding.code);
    write(output, finding, format!("{code}{sentence}"));
}

/// Tells every error of a configuration: where, then the code.
pub(crate) fn config_errors(errors: &[ConfigError], output: OutputFormat) {
    for error in errors {
        let place = paint(QUIET, format_args!("{}:{}:", error.file, error.line));
        let code = paint(BAD, error.code);
        let field = match error.field.as_str() {
            "" => String::new(),
            field => format!("{field}: "),
        };
        write(
            output,
            error,
            format!("{place} {code} {field}{}", error.message),
        );
    }
}

/// Tells anything else.
pub(crate) fn message(message: &str, output: OutputFormat) {
    let text = format!("{} {message}", paint(BAD, "error:"));
    write(output, &json!({"message": message}), text);
}

/// Tells something that is no error, but not as one would think.
pub(crate) fn note(note: &str, output: OutputFormat) {
    let text = format!("{} {note}", paint(QUIET, "note:"));
    write(output, &json!({"note": note}), text);
}

/// The error with its causes: many name only the outermost in their own text.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}

fn write(output: OutputFormat, value: &impl Serialize, text: String) {
    match output {
        OutputFormat::Text => warn(text),
        OutputFormat::Json => match serde_json::to_string(value) {
            Ok(json) => warn(json),
            Err(_) => warn(text),
        },
    }
}
