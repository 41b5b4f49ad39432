use thiserror::Error;

/// Why a task was not run.
#[derive(Debug, Error)]
pub enum RunTaskError {
    /// The embedded organization cannot resolve the task.
    #[error("{message}")]
    Refused {
        /// Why, in the words of ECS if it has a message.
        message: String,
    },
    /// No embedded organization answers at the endpoint.
    #[error("no embedded organization answers at `{endpoint}`: {reason}")]
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// What went wrong.
        reason: String,
    },
    /// The task definition cannot be run on this machine.
    #[error("the container `{container}` cannot be run here: {reason}")]
    Unrunnable {
        /// The container.
        container: String,
        /// Why.
        reason: String,
    },
    /// A container that has to succeed before the others start failed.
    #[error(
        "the container `{container}`, which has to succeed first, ended with {exit_code}: {stderr}"
    )]
    DependencyFailed {
        /// The container.
        container: String,
        /// Its exit code.
        exit_code: i32,
        /// What it wrote.
        stderr: String,
    },
    /// A program did not start, or a scratch folder could not be made.
    #[error("{what} failed")]
    System {
        /// What was tried.
        what: String,
        /// The system's error.
        source: std::io::Error,
    },
}

impl RunTaskError {
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
        }
    }

    pub(super) fn unrunnable(container: &str, reason: impl Into<String>) -> Self {
        Self::Unrunnable {
            container: container.to_owned(),
            reason: reason.into(),
        }
    }

    pub(super) fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::System { what, source }
    }
}
