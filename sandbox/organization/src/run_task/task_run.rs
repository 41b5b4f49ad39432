use serde::Serialize;

/// The result of running a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRun {
    /// The containers that had to end first, in the order they were run.
    pub first: Vec<ContainerRun>,
    /// The local command, run as the container.
    pub command: ContainerRun,
    /// How the mount paths were kept.
    pub mounts: MountsKept,
    /// The differences from ECS.
    pub notes: Vec<String>,
}

/// One container that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerRun {
    /// The container.
    pub container: String,
    /// Its exit code; 128 plus the signal if a signal ended it.
    pub exit_code: i32,
    /// What it wrote, if that was captured.
    pub stdout: String,
    /// What it wrote to standard error, if that was captured.
    pub stderr: String,
}

/// How absolute mount paths were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MountsKept {
    /// There were none.
    NotNeeded,
    /// In a mount namespace of the container's own: every path is as the definition says.
    Namespace,
    /// Mapped to scratch folders, in the environment and in the words of commands.
    Mapped {
        /// Why there was no namespace.
        reason: String,
    },
}

impl std::fmt::Display for MountsKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotNeeded => f.write_str("the container has no mounts"),
            Self::Namespace => f.write_str("mount paths are kept in a private mount namespace"),
            Self::Mapped { reason } => {
                write!(
                    f,
                    "mount paths are mapped to scratch folders in the environment ({reason})"
                )
            }
        }
    }
}
