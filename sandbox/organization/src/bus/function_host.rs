use serde_json::Value;
use std::{sync::Arc, time::Duration};

use super::{
    function_process::FunctionProcess,
    hosted_function::{Code, FunctionEnvironment, Handler, HostedFunction},
    invocation_error::InvocationError,
};

/// One running copy of a function. It takes one event at a time.
pub(crate) enum FunctionHost {
    Process(Box<FunctionProcess>),
    InProcess(Handler),
}

impl FunctionHost {
    /// A copy of `function`; a process is started with the first event.
    pub(crate) fn new(
        function: &HostedFunction,
        function_arn: &str,
        environment: &FunctionEnvironment,
    ) -> Self {
        match &function.code {
            Code::Program { path, arguments } => Self::Process(Box::new(FunctionProcess {
                name: function.name.clone(),
                function_arn: function_arn.to_owned(),
                program: path.clone(),
                arguments: arguments.clone(),
                variables: environment.for_process(&function.name),
                running: None,
            })),
            Code::InProcess(factory) => Self::InProcess(factory(environment)),
        }
    }

    /// Runs the function with one event.
    pub(crate) async fn invoke(
        &mut self,
        payload: Value,
        timeout: Duration,
    ) -> Result<Value, InvocationError> {
        match self {
            Self::Process(process) => process.invoke(&payload, timeout).await,
            // A task of its own, so that a handler that panics fails its event and nothing else.
            Self::InProcess(handler) => {
                let handler = Arc::clone(handler);
                let task = tokio::spawn(async move { handler(payload).await });
                let abort = task.abort_handle();
                match tokio::time::timeout(timeout, task).await {
                    Ok(Ok(result)) => result,
                    Ok(Err(error)) => Err(InvocationError::exited(&error.to_string())),
                    Err(_) => {
                        abort.abort();
                        Err(InvocationError::timed_out(timeout.as_secs_f64()))
                    }
                }
            }
        }
    }
}
