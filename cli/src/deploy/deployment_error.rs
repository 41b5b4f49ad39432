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
    #[error("the template `{}` cannot be read", path.display())]
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
        "the parameter `{template}.{name}` has no value; set it with `--parameter {template}.{name}=...`"
    )]
    NoValue { template: String, name: String },
    #[error(
        "`{value}` is not a value for the parameter `{template}.{name}`, which takes {allowed}"
    )]
    NotAllowed {
        template: String,
        name: String,
        value: String,
        allowed: String,
    },
    #[error("there is no parameter `{template}.{name}`")]
    UnknownParameter { template: String, name: String },
    #[error(
        "no pair selects its accounts by unit; name the unit of the task accounts, or the root, with `--unit`"
    )]
    NoUnits,
    #[error("the configuration names no Region")]
    NoRegion,
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    #[error("there is no template `{0}`")]
    UnknownTemplate(String),
    #[error(
        "the configuration names the hub's role `{named}`, but the templates name it `{fixed}`; take `roles` out of the configuration"
    )]
    RoleNames { named: String, fixed: &'static str },
}

impl DeploymentError {
    /// Whether the arguments or the configuration are wrong.
    pub(crate) fn is_usage(&self) -> bool {
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
