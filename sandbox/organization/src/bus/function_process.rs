use std::{collections::BTreeMap, path::PathBuf, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
};

use super::{invocation_error::InvocationError, runtime_api::RuntimeApi};

/// The variables a function's process keeps of its parent's environment.
const INHERITED: [&str; 5] = [
    "PATH",
    "LD_LIBRARY_PATH",
    "RUST_LOG",
    "RUST_BACKTRACE",
    "LLVM_PROFILE_FILE",
];

/// A function that runs as a program. If it has ended, for any reason, it is started again for the
/// next event. It is killed when this value is dropped.
pub(crate) struct FunctionProcess {
    pub(crate) name: String,
    pub(crate) function_arn: String,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) running: Option<Running>,
}

/// The running process, and the Runtime API it talks to.
pub(crate) struct Running {
    api: RuntimeApi,
    child: Child,
}

impl FunctionProcess {
    pub(crate) async fn invoke(
        &mut self,
        payload: &Value,
        timeout: Duration,
    ) -> Result<Value, InvocationError> {
        let mut running = match self.running.take() {
            Some(running) => running.if_alive(),
            None => None,
        };
        let Running { api, child } = match &mut running {
            Some(running) => running,
            none => none.insert(
                self.start()
                    .await
                    .map_err(|error| self.not_started(&error))?,
            ),
        };
        let result = tokio::select! {
            result = api.invoke(payload, timeout) => result,
            ended = child.wait() => {
                let how = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(api.init_error().unwrap_or_else(|| InvocationError::exited(&how)));
            }
        };
        // As on Lambda, a process that missed its deadline is killed: dropping it does that. One
        // that reported why it does not start is about to end, and takes no further event.
        let missed = matches!(&result, Err(error) if error.error_type == "Sandbox.Timedout");
        if !missed && api.init_error().is_none() {
            self.running = running;
        }
        result
    }

    async fn start(&self) -> std::io::Result<Running> {
        let api = RuntimeApi::start(&self.function_arn).await?;
        let inherited = INHERITED
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(inherited)
            .envs(&self.variables)
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        self.log(child.stdout.take());
        self.log(child.stderr.take());
        Ok(Running { api, child })
    }

    /// Passes on what the process writes, a line at a time, until it closes the stream.
    fn log(&self, stream: Option<impl AsyncRead + Send + Unpin + 'static>) {
        let Some(stream) = stream else { return };
        let function = self.name.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stream).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                tracing::info!(target: "rolepair_sandbox::function", function, "{line}");
            }
        });
    }

    fn not_started(&self, error: &std::io::Error) -> InvocationError {
        let program = self.program.display();
        InvocationError::new(
            "Runtime.InvalidEntrypoint",
            format!("`{program}` does not start: {error}"),
        )
    }
}

impl Running {
    fn if_alive(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }
}

#[cfg(test)]
mod tests;
