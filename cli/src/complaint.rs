//! Findings, errors and notes on standard error: text for people, or a JSON object a line for programs.

use rolepair_config::ConfigError;
use rolepair_model::Finding;
use serde::Serialize;
use serde_json::json;

use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::terminal::{BAD, QUIET, WARN, Width, paint, warn, wrapped};

/// How far the further lines of a text are indented.
const HANG: usize = 2;

/// Prints a finding: its code, what it is about, what is wrong, and the cure.
pub(crate) fn finding(finding: &Finding, output: OutputFormat) {
    let style = if finding.blocks() { BAD } else { WARN };
    let line = finding.to_string();
    let sentence = line.strip_prefix(finding.code.as_str()).unwrap_or(&line);
    let code = paint(style, finding.code);
    write(output, finding, &format!("{code}{sentence}"));
}

/// Prints the errors of a configuration: where each is, its code, and what is wrong.
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
            &format!("{place} {code} {field}{}", error.message),
        );
    }
}

/// Prints any other error.
pub(crate) fn message(message: &str, output: OutputFormat) {
    let text = format!("{} {message}", paint(BAD, "error:"));
    write(output, &json!({"message": message}), &text);
}

/// Prints why the arguments cannot be used, or the help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> Exit {
    if error.use_stderr() {
        let text = error.render().ansi().to_string();
        warn(wrapped(text.trim_end(), Width::of_stderr(), HANG));
        return Exit::Usage;
    }
    // That a reader closed the pipe is not an error.
    let _ = error.print();
    Exit::Done
}

/// Prints something that is not an error, but may surprise.
pub(crate) fn note(note: &str, output: OutputFormat) {
    let text = format!("{} {note}", paint(QUIET, "note:"));
    write(output, &json!({"note": note}), &text);
}

/// The error with its causes. The text of many errors leaves them out.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let reason = inner.to_string();
        if !text.ends_with(&reason) {
            text = format!("{text}: {reason}");
        }
        cause = inner.source();
    }
    text
}

fn write(output: OutputFormat, value: &impl Serialize, text: &str) {
    let json = match output {
        OutputFormat::Text => None,
        OutputFormat::Json => serde_json::to_string(value).ok(),
    };
    match json {
        Some(json) => warn(json),
        None => warn(wrapped(text, Width::of_stderr(), HANG)),
    }
}
