use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::output_format::OutputFormat;
use crate::terminal::{
    Progress, QUIET, STRONG, Width, document, indent, mark, paint, say, wrapped,
};

/// The indentation of everything below a heading.
const MARGIN: usize = 4;

/// The indentation of what is shown below a check.
const SHOWN: usize = MARGIN + 2;

/// Something that has to hold, and the evidence.
#[derive(Debug, Serialize)]
struct Check {
    /// The claim.
    name: &'static str,
    /// Whether it holds.
    holds: bool,
    /// What AWS answered.
    evidence: Value,
}

/// The checks of a story. For a person they are printed one by one, for a program as one document at
/// the end.
#[derive(Debug)]
pub(crate) struct Checklist {
    output: OutputFormat,
    started: Instant,
    steps: usize,
    /// Whether the last lines belong to the check above them. Then an empty line follows.
    shown: Cell<bool>,
    setting: BTreeMap<&'static str, String>,
    checks: Vec<Check>,
    figures: Option<Value>,
}

impl Checklist {
    /// An empty checklist.
    pub(crate) fn new(output: OutputFormat) -> Self {
        Self {
            output,
            started: Instant::now(),
            steps: 0,
            shown: Cell::new(false),
            setting: BTreeMap::new(),
            checks: Vec::new(),
            figures: None,
        }
    }

    /// Begins a step.
    pub(crate) fn step(&mut self, title: &str) {
        self.steps += 1;
        let at = format!("at {:.1} s", self.started.elapsed().as_secs_f64());
        let (number, title) = (paint(QUIET, self.steps), paint(STRONG, title));
        let heading = format!(" {number}  {title}  {}", paint(QUIET, at));
        self.print("");
        self.print(wrapped(&heading, Width::of_stdout(), MARGIN));
        self.shown.set(false);
    }

    /// Prints a sentence about the lines that follow.
    pub(crate) fn note(&self, text: &str) {
        self.leave_a_line();
        self.print_indented(text, MARGIN, 0);
    }

    /// Prints and records a fact about the setting: what the functions, the container or the mounts
    /// are.
    pub(crate) fn set(&mut self, what: &'static str, text: &str) {
        self.note(text);
        self.setting.insert(what, text.to_owned());
    }

    /// Prints lines that have their own layout, below a note.
    pub(crate) fn note_as_is(&self, text: &str) {
        self.print(indent(text, MARGIN).trim_end_matches('\n'));
        self.shown.set(true);
    }

    /// Shows something below the last check.
    pub(crate) fn show(&self, text: &str) {
        self.print_indented(text, SHOWN, 0);
        self.shown.set(true);
    }

    /// Shows lines that have their own layout: documents, tables, diffs.
    pub(crate) fn show_as_is(&self, text: &str) {
        self.print(indent(text, SHOWN).trim_end_matches('\n'));
        self.shown.set(true);
    }

    /// The width for what is shown below a check.
    pub(crate) fn width() -> Width {
        Width::of_stdout().less(SHOWN)
    }

    /// Records a check and prints it, with a few words about the evidence. If it does not hold, all of
    /// the evidence is printed.
    pub(crate) fn check(&mut self, name: &'static str, holds: bool, words: &str, evidence: Value) {
        self.leave_a_line();
        let line = format!("{} {name}", mark(holds));
        let line = match words {
            "" => line,
            words => format!("{line}  {}", paint(QUIET, words)),
        };
        self.print_indented(&line, MARGIN, 2);
        if !holds {
            self.show_as_is(&document(&evidence, Self::width()));
        }
        self.checks.push(Check {
            name,
            holds,
            evidence,
        });
    }

    /// A progress bar for a person.
    pub(crate) fn progress(&self, doing: &str, total: usize) -> Progress {
        match self.output {
            OutputFormat::Text => Progress::start(doing, total),
            OutputFormat::Json => Progress::unseen(),
        }
    }

    /// Adds figures to the document for programs.
    pub(crate) fn set_figures(&mut self, figures: Value) {
        self.figures = Some(figures);
    }

    /// Prints the result: a line for a person, the document for a program. Gives whether every check
    /// was made and holds.
    pub(crate) fn close(self, error: Option<String>) -> bool {
        let held = self.checks.iter().filter(|check| check.holds).count();
        let all = self.checks.len();
        let holds = error.is_none() && all > 0 && held == all;
        let elapsed = self.started.elapsed();
        match self.output {
            OutputFormat::Text => say(format_args!(
                "\n {} {held} of {all} checks hold, in {:.1} seconds\n",
                mark(holds),
                elapsed.as_secs_f64()
            )),
            OutputFormat::Json => say(format_args!("{:#}", self.document(holds, elapsed, error))),
        }
        holds
    }

    fn document(self, holds: bool, elapsed: Duration, error: Option<String>) -> Value {
        let mut document = Map::new();
        document.insert("holds".to_owned(), json!(holds));
        document.insert("setting".to_owned(), json!(self.setting));
        let rounded = (elapsed.as_secs_f64() * 1000.0).round() / 1000.0;
        document.insert("seconds".to_owned(), json!(rounded));
        if let Some(figures) = self.figures {
            document.insert("measured".to_owned(), figures);
        }
        document.insert("checks".to_owned(), json!(self.checks));
        document.insert("error".to_owned(), json!(error));
        Value::Object(document)
    }

    fn leave_a_line(&self) {
        if self.shown.replace(false) {
            self.print("");
        }
    }

    fn print_indented(&self, text: &str, margin: usize, hang: usize) {
        let text = wrapped(text, Width::of_stdout().less(margin), hang);
        self.print(indent(&text, margin).trim_end_matches('\n'));
    }

    /// Prints a line for a person.
    pub(crate) fn print(&self, text: impl std::fmt::Display) {
        if self.output == OutputFormat::Text {
            say(text);
        }
    }
}
