//! What happens in the embedded organization, an event a line. It is read from the log of the
//! organization and of the functions that run in it.

mod watch_line;

use std::collections::BTreeMap;
use std::fmt::Debug;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::output_format::OutputFormat;
use crate::terminal::{Width, say, wrapped};

/// The indentation of a line's further lines.
const HANG: usize = 5;

/// Starts to print what happens.
pub(crate) fn start(output: OutputFormat) {
    let targets = Targets::new().with_target("rolepair_sandbox", Level::INFO);
    // Nothing else in this process uses the log.
    let _ = tracing_subscriber::registry()
        .with(LinePrinter(output).with_filter(targets))
        .try_init();
}

struct LinePrinter(OutputFormat);

impl<S: Subscriber> Layer<S> for LinePrinter {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let Some(line) = watch_line::of(event.metadata().target(), &fields.0) else {
            return;
        };
        match self.0 {
            OutputFormat::Text => say(wrapped(&line.to_string(), Width::of_stdout(), HANG)),
            OutputFormat::Json => {
                if let Ok(json) = serde_json::to_string(&line) {
                    say(json);
                }
            }
        }
    }
}

/// The fields of an event, as text.
#[derive(Debug, Default)]
struct Fields(BTreeMap<String, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
