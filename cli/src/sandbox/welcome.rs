use std::path::Path;

use rolepair_sandbox::{AccountSeed, Sandbox};
use serde_json::{Value, json};

use crate::output_format::OutputFormat;
use crate::terminal::{QUIET, STRONG, WORD, indent, paint, plain, quiet, say, table, word};

/// What somebody needs to work in an embedded organization that runs.
#[derive(Debug)]
pub(crate) struct Welcome<'a> {
    sandbox: &'a Sandbox,
    config: &'a Path,
    functions: &'a str,
}

impl<'a> Welcome<'a> {
    pub(crate) fn of(sandbox: &'a Sandbox, config: &'a Path, functions: &'a str) -> Self {
        Self {
            sandbox,
            config,
            functions,
        }
    }

    /// Tells it: to a person at length, to a machine as one line of JSON.
    pub(crate) fn tell(&self, output: OutputFormat) {
        match output {
            OutputFormat::Text => self.tell_person(),
            OutputFormat::Json => say(self.document()),
        }
    }

    fn tell_person(&self) {
        let title = paint(STRONG, "An AWS organization in this process");
        let endpoint = paint(WORD, self.sandbox.endpoint());
        say(format_args!("\n {title}  {endpoint}\n"));
        let rows = self
            .accounts()
            .map(|(account, what)| [plain(&account.name), word(&account.id), quiet(what)]);
        say(indent(&table(&["account", "id", ""], rows), 1).trim_end());
        say(format_args!("\n {}\n", paint(QUIET, self.functions)));
        say(format_args!(
            " The configuration is {}",
            paint(WORD, self.config.display())
        ));
        say("\n An operator of the management account, in another terminal:\n");
        for (name, value) in self.environment() {
            say(format_args!("export {name}={value}"));
        }
        say("unset AWS_PROFILE AWS_SESSION_TOKEN\n");
        say(paint(
            QUIET,
            " What happens is told here. Ctrl-C ends it.\n",
        ));
    }

    fn document(&self) -> Value {
        let options = self.sandbox.options();
        let environment: serde_json::Map<String, Value> = self
            .environment()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        json!({
            "endpoint": self.sandbox.endpoint(),
            "environment": environment,
            "accounts": {
                "management": options.management.id,
                "hub": options.hub.id,
                "resource": options.resource.id,
            },
            "config": self.config,
        })
    }

    fn accounts(&self) -> impl Iterator<Item = (&AccountSeed, &'static str)> {
        let options = self.sandbox.options();
        [
            (&options.management, "operators work here"),
            (&options.hub, "runs the functions of rolepair"),
            (&options.resource, "owns what the tasks reach; account A"),
        ]
        .into_iter()
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let credentials = self.sandbox.management();
        let region = self.sandbox.options().region.to_string();
        vec![
            ("AWS_ENDPOINT_URL", self.sandbox.endpoint()),
            ("AWS_ACCESS_KEY_ID", credentials.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key),
            ("AWS_REGION", region.clone()),
            ("AWS_DEFAULT_REGION", region),
        ]
    }
}
