//! The local side of running a task.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
};

use tempfile::TempDir;
use tokio::process::Command;

use super::{
    CommandOutput, ContainerRun, LocalCommand, MountChoice, MountsKept, ResolvedTask, RunTaskError,
    TaskRun,
    containers::{self, TaskContainer},
    environment, image_program,
    mount_mapping::{Mapping, mapped},
    mount_namespace::{self, Bind, Namespace},
    volumes,
};

/// Runs the containers a resolved task waits for, then `command` as its container, on this machine.
/// `endpoint` is that of the sandbox that resolved it. Scratch folders are gone when this returns.
///
/// # Errors
/// If a container cannot be run here, one that has to succeed does not, or a program does not
/// start. An exit code of `command` is not an error.
pub async fn run_resolved_task(
    task: &ResolvedTask,
    endpoint: &str,
    command: &LocalCommand,
) -> Result<TaskRun, RunTaskError> {
    let order = containers::order(&task.task_definition, &task.container)?;
    let not_started =
        |name| format!("the container `{name}` would run next to this one and was not started");
    let mut notes: Vec<String> = order.left_out.iter().map(not_started).collect();
    let scratch = tempfile::Builder::new().prefix("rolepair-task-").tempdir();
    let scratch = scratch.map_err(RunTaskError::system("making a scratch folder"))?;
    let folders = volumes::folders(&task.task_definition, scratch.path(), &mut notes)?;
    let machine = Machine::for_task(
        task,
        endpoint,
        scratch,
        folders,
        &order.chosen,
        command.mounts,
    )
    .await?;
    let first = machine.run_first(&order.first).await?;
    let command = machine
        .run(&order.chosen, &command.words, command.output)
        .await?;
    Ok(TaskRun {
        first,
        command,
        mounts: machine.mounts,
        notes,
    })
}

/// Where and how the containers of one task are run.
struct Machine<'a> {
    task: &'a ResolvedTask,
    endpoint: &'a str,
    scratch: TempDir,
    folders: BTreeMap<String, PathBuf>,
    namespace: Option<Namespace>,
    mounts: MountsKept,
}

impl<'a> Machine<'a> {
    async fn for_task(
        task: &'a ResolvedTask,
        endpoint: &'a str,
        scratch: TempDir,
        folders: BTreeMap<String, PathBuf>,
        chosen: &TaskContainer,
        choice: MountChoice,
    ) -> Result<Self, RunTaskError> {
        let home = scratch.path().join("home");
        std::fs::create_dir(&home).map_err(RunTaskError::system("making a home folder"))?;
        let mut machine = Self {
            task,
            endpoint,
            scratch,
            folders,
            namespace: None,
            mounts: MountsKept::NotNeeded,
        };
        let binds = machine.binds(chosen)?;
        if binds.is_empty() {
            return Ok(machine);
        }
        let probed = match choice {
            MountChoice::Best => mount_namespace::probe(&binds, machine.scratch.path()).await,
            MountChoice::Mapped => Err("as asked for".to_owned()),
        };
        (machine.namespace, machine.mounts) = match probed {
            Ok(namespace) => (Some(namespace), MountsKept::Namespace),
            Err(reason) => (None, MountsKept::Mapped { reason }),
        };
        Ok(machine)
    }

    /// Runs the containers that have to end before the chosen one starts.
    async fn run_first(
        &self,
        first: &[(TaskContainer, bool)],
    ) -> Result<Vec<ContainerRun>, RunTaskError> {
        let mut runs = Vec::new();
        for (container, must_succeed) in first {
            let run = self.run_definition(container).await?;
            if *must_succeed && run.exit_code != 0 {
                return Err(RunTaskError::DependencyFailed {
                    container: run.container,
                    exit_code: run.exit_code,
                    stderr: run.stderr.trim().to_owned(),
                });
            }
            runs.push(run);
        }
        Ok(runs)
    }

    /// Runs a container with its own command.
    async fn run_definition(
        &self,
        container: &TaskContainer,
    ) -> Result<ContainerRun, RunTaskError> {
        let words = image_program::on_this_machine(container)?;
        self.run(container, &words, CommandOutput::Capture).await
    }

    async fn run(
        &self,
        container: &TaskContainer,
        words: &[OsString],
        output: CommandOutput,
    ) -> Result<ContainerRun, RunTaskError> {
        let (environment, words) = self.environment_and_words(container, words);
        let mut command = self.command(container, &words)?;
        command.env_clear().envs(environment).kill_on_drop(true);
        let program = words.first().map(|word| word.to_string_lossy());
        let failed = RunTaskError::system(format!("starting `{}`", program.unwrap_or_default()));
        let output = match output {
            CommandOutput::Capture => command.stdin(Stdio::null()).output().await,
            CommandOutput::Inherit => command.status().await.map(|status| Output {
                status,
                stdout: Vec::new(),
                stderr: Vec::new(),
            }),
        };
        let output = output.map_err(failed)?;
        Ok(ContainerRun {
            container: container.name.clone(),
            exit_code: exit_code(output.status),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// The container's environment. Mount paths are mapped if there is no namespace.
    fn environment_and_words(
        &self,
        container: &TaskContainer,
        words: &[OsString],
    ) -> (BTreeMap<OsString, OsString>, Vec<OsString>) {
        let home = self.scratch.path().join("home");
        let mut environment = environment::of(container, self.task, self.endpoint, &home);
        let mut words = words.to_vec();
        if let MountsKept::Mapped { .. } = self.mounts {
            let mappings = self.mappings(container);
            for name in container.environment.keys() {
                if let Some(value) = environment.get_mut(&OsString::from(name)) {
                    *value = mapped_word(value, &mappings);
                }
            }
            for word in &mut words {
                *word = mapped_word(word, &mappings);
            }
        }
        (environment, words)
    }

    fn command(
        &self,
        container: &TaskContainer,
        words: &[OsString],
    ) -> Result<Command, RunTaskError> {
        let Some((program, arguments)) = words.split_first() else {
            return Err(RunTaskError::unrunnable(
                &container.name,
                "there is no command",
            ));
        };
        match self.namespace {
            Some(namespace) => namespace
                .command(&self.binds(container)?, self.scratch.path(), words)
                .map_err(RunTaskError::system("preparing the mount namespace")),
            None => {
                let mut command = Command::new(program);
                command.args(arguments);
                Ok(command)
            }
        }
    }

    fn binds(&self, container: &TaskContainer) -> Result<Vec<Bind>, RunTaskError> {
        let bind = |mount: &containers::Mount| {
            let path = PathBuf::from(&mount.path);
            let is_plain =
                path.is_absolute() && path.components().count() > 1 && !mount.path.contains("..");
            if !is_plain {
                return Err(RunTaskError::unrunnable(
                    &container.name,
                    format!("`{}` is not a path for a mount", mount.path),
                ));
            }
            Ok(Bind {
                folder: self.folder(mount).to_owned(),
                path,
                read_only: mount.read_only,
            })
        };
        container.mounts.iter().map(bind).collect()
    }

    fn mappings<'m>(&'m self, container: &'m TaskContainer) -> Vec<Mapping<'m>> {
        let mapping = |mount: &'m containers::Mount| Mapping {
            path: mount.path.trim_end_matches('/'),
            folder: self.folder(mount),
        };
        container.mounts.iter().map(mapping).collect()
    }

    fn folder(&self, mount: &containers::Mount) -> &Path {
        self.folders
            .get(&mount.volume)
            .map_or(self.scratch.path(), PathBuf::as_path)
    }
}

fn mapped_word(word: &std::ffi::OsStr, mappings: &[Mapping<'_>]) -> OsString {
    match word.to_str() {
        Some(text) => mapped(text, mappings).into(),
        None => word.to_owned(),
    }
}

fn exit_code(status: ExitStatus) -> i32 {
    let signal = || {
        status
            .signal()
            .map_or(1, |signal| signal.saturating_add(128))
    };
    status.code().unwrap_or_else(signal)
}

#[cfg(test)]
mod tests;
