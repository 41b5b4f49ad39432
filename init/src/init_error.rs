use std::{fmt, io, path::PathBuf, process::ExitCode};

/// Why the file is not there.
#[derive(Debug)]
pub(crate) enum InitError {
    /// A variable is not set, or empty.
    Unset(&'static str),
    /// A variable should be a path and is none to write a file at.
    NotAPath {
        /// The variable.
        name: &'static str,
        /// What it holds.
        path: PathBuf,
    },
    /// The file system would not have it.
    Unwritable {
        /// What could not be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl InitError {
    /// The exit code, which ECS shows as that of the container.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Unwritable { .. } => ExitCode::FAILURE,
            Self::Unset(_) | Self::NotAPath { .. } => ExitCode::from(2),
        }
    }
}

// By hand: the program takes no crate beside the standard library.
impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `Debug` of a path escapes what would break the line.
        match self {
            Self::Unset(name) => write!(f, "the variable `{name}` is not set"),
            Self::NotAPath { name, path } => {
                write!(
                    f,
                    "`{name}` is {path:?} and not the absolute path of a file"
                )
            }
            Self::Unwritable { path, source } => {
                write!(f, "{path:?} cannot be written: {source}")
            }
        }
    }
}
