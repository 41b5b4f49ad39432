use std::process::ExitCode;

/// The exit code of `rolepair`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It is done, or there was nothing to do.
    Done,
    /// A check does not hold, or something failed.
    Failed,
    /// The arguments or the configuration are wrong. `clap` uses the same code.
    Usage,
    /// A finding blocks the change; nothing was written.
    Refused,
    /// No pair selects the task definition, or its Region is not listed; nothing was written.
    NotSelected,
    /// The task definition is not patched; nothing was written.
    NotPatched,
    /// The exit code of the command that ran as a container.
    Command(u8),
    /// rolepair failed before the command could run. Container engines use the same code.
    BeforeCommand,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::NotSelected | Self::NotPatched => 4,
            Self::Command(code) => code,
            Self::BeforeCommand => 125,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
