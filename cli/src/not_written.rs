use rolepair_config::ConfigError;
use rolepair_model::Finding;

use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;

const NOT_PATCHED: &str = "the task definition is not patched: no container has the docker label \
                           `rolepair.added`";

/// Why no task definition is written.
#[derive(Debug)]
pub(crate) enum NotWritten {
    Config(Vec<ConfigError>),
    Usage(String),
    Input(std::io::Error),
    /// A finding blocks it, or there is nothing to do.
    Findings(Vec<Finding>),
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
            Self::Findings(findings) => {
                for finding in findings {
                    complaint::finding(finding, output);
                }
                if findings.iter().any(Finding::blocks) {
                    Exit::Refused
                } else {
                    Exit::NotSelected
                }
            }
            Self::NotPatched => {
                complaint::message(NOT_PATCHED, output);
                Exit::NotPatched
            }
        }
    }
}
