use rolepair_config::ConfigError;
use rolepair_model::{About, Finding};

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

impl From<Finding> for NotWritten {
    fn from(finding: Finding) -> Self {
        Self::Findings(vec![finding])
    }
}

impl NotWritten {
    /// The same reason; its findings say what they are about, where they did not yet.
    pub(crate) fn concerning(self, about: &About) -> Self {
        match self {
            Self::Findings(findings) => {
                let findings = findings.into_iter();
                Self::Findings(findings.map(|finding| finding.concerning(about)).collect())
            }
            other => other,
        }
    }

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
