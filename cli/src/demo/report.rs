use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::output_format::OutputFormat;
use crate::terminal::{QUIET, STRONG, document, indent, mark, paint, say};

/// How far everything below a heading is moved to the right.
const MARGIN: usize = 4;

/// Something the demo claims, and what shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    /// The claim.
    pub(crate) name: &'static str,
    /// Whether it is so.
    pub(crate) holds: bool,
    /// What AWS answered.
    pub(crate) evidence: Value,
}

/// What the demo has shown so far; it tells a person as it goes.
#[derive(Debug)]
pub(crate) struct Report {
    output: OutputFormat,
    started: Instant,
    steps: usize,
    /// Whether the last lines were something shown, which what follows stands apart from.
    shown: Cell<bool>,
    setting: BTreeMap<&'static str, String>,
    checks: Vec<Check>,
}

impl Report {
    /// An empty report.
    pub(crate) fn new(output: OutputFormat) -> Self {
        Self {
            output,
            started: Instant::now(),
            steps: 0,
            shown: Cell::new(false),
            setting: BTreeMap::new(),
            checks: Vec::new(),
        }
    }

    /// Begins a step.
    pub(crate) fn step(&mut self, title: &str) {
        self.steps += 1;
        let at = format!("at {:.1} s", self.elapsed().as_secs_f64());
        let (number, title) = (paint(QUIET, self.steps), paint(STRONG, title));
        self.tell(format_args!("\n {number}  {title}  {}", paint(QUIET, at)));
        self.shown.set(false);
    }

    /// Tells a person what the next lines are about.
    pub(crate) fn note(&self, text: &str) {
        self.stand_apart();
        self.tell(indent(text, MARGIN).trim_end());
    }

    /// Tells how the demo is played: what stands for the functions, for the container, for mounts.
    pub(crate) fn set(&mut self, what: &'static str, text: &str) {
        self.note(text);
        self.setting.insert(what, text.to_owned());
    }

    /// Shows something below the last check.
    pub(crate) fn show(&self, text: &str) {
        self.tell(indent(text, MARGIN + 2).trim_end_matches('\n'));
        self.shown.set(true);
    }

    fn stand_apart(&self) {
        if self.shown.replace(false) {
            self.tell("");
        }
    }

    /// Records a check and tells it, with a few words on what shows it; all of that where it does
    /// not hold.
    pub(crate) fn check(&mut self, name: &'static str, holds: bool, words: &str, evidence: Value) {
        self.stand_apart();
        let margin = " ".repeat(MARGIN);
        let line = format!("{margin}{} {name}", mark(holds));
        self.tell(match words {
            "" => line,
            words => format!("{line}  {}", paint(QUIET, words)),
        });
        if !holds {
            self.show(&document(&evidence));
        }
        self.checks.push(Check {
            name,
            holds,
            evidence,
        });
    }

    /// Ends it: a line for a person, the one document for a machine.
    pub(crate) fn close(&self, holds: bool, measured: Option<Value>, error: Option<String>) {
        let seconds = self.elapsed().as_secs_f64();
        let checks = self.checks.len();
        let held = self.checks.iter().filter(|check| check.holds).count();
        if self.output == OutputFormat::Text {
            say(format_args!(
                "\n {} {held} of {checks} checks hold, in {seconds:.1} seconds\n",
                mark(holds)
            ));
            return;
        }
        let mut document = Map::new();
        document.insert("holds".to_owned(), json!(holds));
        document.insert("setting".to_owned(), json!(self.setting));
        let rounded = (seconds * 1000.0).round() / 1000.0;
        document.insert("seconds".to_owned(), json!(rounded));
        if let Some(measured) = measured {
            document.insert("measured".to_owned(), measured);
        }
        document.insert("checks".to_owned(), json!(self.checks));
        document.insert("error".to_owned(), json!(error));
        say(format_args!("{:#}", Value::Object(document)));
    }

    /// Whether everything was shown to hold.
    pub(crate) fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.holds)
    }

    /// How long it has taken so far.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Writes a line for a person; a machine is given one document at the end.
    pub(crate) fn tell(&self, text: impl std::fmt::Display) {
        if self.output == OutputFormat::Text {
            say(text);
        }
    }
}
