use std::ffi::OsString;

/// The command that is started instead of the container's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCommand {
    /// The program, and its arguments.
    pub words: Vec<OsString>,
    /// Where its output goes.
    pub output: CommandOutput,
    /// How absolute mount paths are kept.
    pub mounts: MountChoice,
}

/// Where the output of a command goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandOutput {
    /// To the caller's output.
    Inherit,
    /// Into [`TaskRun`](super::TaskRun).
    Capture,
}

/// How mount paths such as `/rolepair` are kept without writing to the machine's own `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountChoice {
    /// In a mount namespace if the machine allows one, else mapped.
    Best,
    /// Mapped in the environment and in the words of the command.
    Mapped,
}

impl LocalCommand {
    /// A command whose output is the caller's.
    pub fn new(words: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self {
            words: words.into_iter().map(Into::into).collect(),
            output: CommandOutput::Inherit,
            mounts: MountChoice::Best,
        }
    }

    /// The command with its output captured.
    #[must_use]
    pub fn captured(mut self) -> Self {
        self.output = CommandOutput::Capture;
        self
    }
}
