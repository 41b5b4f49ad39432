use std::{fmt, io, path::PathBuf, process::ExitCode};

/// Why the file was not written.
#[derive(Debug)]
pub(crate) enum InitError {
    /// A variable is not set, or empty.
    Unset(&'static str),
    /// A variable is not a path at which a file can be written.
    NotAPath {
        /// The variable.
        name: &'static str,
        /// What it holds.
        path: PathBuf,
    },
    /// The file could not be written.
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
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

// Written by hand: the program uses no crate but the standard library.
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
