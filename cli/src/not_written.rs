use rolepair_config::ConfigError;
use rolepair_model::Finding;

use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;

const NOT_SELECTED: &str = "no pair selects the task definition: it has no tag `rolepair:pair`, \
                            and no pair of the account claims its family";

const NOT_PATCHED: &str = "the task definition is not patched: no container has the docker label \
                           `rolepair.added`";

/// Why no task definition is written.
#[derive(Debug)]
pub(crate) enum NotWritten {
    Config(Vec<ConfigError>),
    Usage(String),
    Input(std::io::Error),
    Refused(Vec<Finding>),
    NotSelected,
    NotPatched,
}

impl NotWritten {
    /// Prints the reason on standard error, and gives the exit code for it.
    pub(crate) fn print(&self, output: OutputFormat) -> Exit {
        match self {
            Self::Config(errors) => {
                complaint::config_errors(errors, output);
                Exit::Usage
            }
            Self::Usage(message) => {
                complaint::message(message, output);
                Exit::Usage
            }
            Self::Input(error) => {
                let message = format!("standard input cannot be read: {error}");
                complaint::message(&message, output);
                Exit::Failed
            }
            Self::Refused(findings) => {
                for finding in findings {
                    complaint::finding(finding, output);
                }
                Exit::Refused
            }
            Self::NotSelected => {
                complaint::message(NOT_SELECTED, output);
                Exit::NotSelected
            }
            Self::NotPatched => {
                complaint::message(NOT_PATCHED, output);
                Exit::NotPatched
            }
        }
    }
}
