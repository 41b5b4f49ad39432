use std::path::PathBuf;

use rolepair_cloudformation::TemplateError;
use rolepair_plan::NotAdmitted;
use thiserror::Error;

use crate::backfill_definition::DefinitionError;

/// Why there is no plan.
#[derive(Debug, Error)]
pub(crate) enum DeploymentError {
    #[error("`{}` cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the template `{}` is none rolepair can read", path.display())]
    Template {
        path: PathBuf,
        source: TemplateError,
    },
    #[error("`{}` cannot have these retries", path.display())]
    Retries {
        path: PathBuf,
        source: DefinitionError,
    },
    #[error(
        "the parameter `{template}.{name}` has no value; give it by `--parameter {template}.{name}=...`"
    )]
    NoValue { template: String, name: String },
    #[error("`{value}` is no value for the parameter `{template}.{name}`, which takes {allowed}")]
    NotAllowed {
        template: String,
        name: String,
        value: String,
        allowed: String,
    },
    #[error("there is no parameter `{template}.{name}`")]
    UnknownParameter { template: String, name: String },
    #[error(
        "no pair names a unit whose accounts are task accounts; give one, or the root, by `--unit`"
    )]
    NoUnits,
    #[error("the configuration names no Region")]
    NoRegion,
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    #[error("there is no template `{0}`")]
    UnknownTemplate(String),
    #[error("the configuration names its roles `{named}`, the templates `{fixed}`")]
    RoleNames { named: String, fixed: &'static str },
}

impl DeploymentError {
    /// Whether other arguments, or another configuration, would help.
    pub(crate) fn is_of_the_arguments(&self) -> bool {
        match self {
            Self::Unreadable { .. } | Self::Template { .. } => false,
            Self::Retries { source, .. } => matches!(source, DefinitionError::Delays { .. }),
            Self::NoValue { .. }
            | Self::NotAllowed { .. }
            | Self::UnknownParameter { .. }
            | Self::NoUnits
            | Self::NoRegion
            | Self::NotAdmitted(_)
            | Self::UnknownTemplate(_)
            | Self::RoleNames { .. } => true,
        }
    }
}
