use std::path::Path;

use rolepair_sandbox::{AccountSeed, Sandbox};
use serde_json::{Value, json};

use crate::output_format::OutputFormat;
use crate::terminal::{
    QUIET, STRONG, WORD, Width, indent, paint, plain, quiet, say, table, word, wrapped,
};

/// What a person needs to work in a running embedded organization.
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

    /// Prints it: for a person as text, for a program as one line of JSON.
    pub(crate) fn print(&self, output: OutputFormat) {
        match output {
            OutputFormat::Text => self.print_text(),
            OutputFormat::Json => say(self.document()),
        }
    }

    fn print_text(&self) {
        let title = paint(STRONG, "An AWS organization in this process");
        let endpoint = paint(WORD, self.sandbox.endpoint());
        let width = Width::of_stdout().less(1);
        let print = |text: &str| say(indent(&wrapped(text, width, 0), 1));
        say("");
        print(&format!("{title}  {endpoint}"));
        let rows = self
            .accounts()
            .map(|(account, what)| [plain(&account.name), word(&account.id), quiet(what)]);
        say(indent(&table(&["account", "id", ""], rows, width), 1));
        print(&paint(QUIET, self.functions));
        let config = paint(WORD, self.config.display());
        print(&format!("The configuration is {config}"));
        print("To work as an operator of the management account, in another terminal:");
        for (name, value) in self.environment() {
            say(format_args!("export {name}={value}"));
        }
        say("unset AWS_PROFILE AWS_SESSION_TOKEN\n");
        print(&paint(
            QUIET,
            "What happens is printed here. Ctrl-C ends the organization.",
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
            (&options.hub, "runs rolepair's functions"),
            (&options.resource, "owns what tasks access; account A"),
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
