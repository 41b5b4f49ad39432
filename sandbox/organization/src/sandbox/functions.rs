use serde_json::Value;

use super::Sandbox;
use crate::{
    DeadLetter, FunctionEnvironment, HostedFunction, Invocation, InvocationError, NoFunctionRole,
    Options, queue_access::must_be_pollable,
};

impl Sandbox {
    /// Runs a function from now on: it is given the events its patterns match, and answers
    /// [`Self::invoke`]. Its credentials are a session of its own role in the hub account.
    ///
    /// # Errors
    /// If the role does not exist, or may not poll the function's queue.
    pub fn run_function(&self, function: &HostedFunction) -> Result<(), NoFunctionRole> {
        let credentials = self.function_credentials(&function.name)?;
        let Options {
            partition,
            region,
            hub,
            ..
        } = &self.options;
        let (hub, name) = (&hub.id, &function.name);
        let queue = format!("arn:{partition}:sqs:{region}:{hub}:rolepair-{name}");
        let pollable = must_be_pollable(&self.engine.world(), &credentials, &queue);
        pollable.map_err(|error| NoFunctionRole {
            function: function.name.clone(),
            reason: error.message,
        })?;
        let environment = FunctionEnvironment {
            endpoint: self.endpoint(),
            region: self.options.region.to_string(),
            credentials,
            variables: function.environment.clone(),
        };
        let account = self.options.hub.id.as_str();
        let partition = self.options.partition.as_str();
        self.engine
            .bus
            .attach(function, &environment, account, partition);
        Ok(())
    }

    /// Runs the function `name` once with exactly this payload, independently of its queue.
    ///
    /// # Errors
    /// The function's error, or `ResourceNotFoundException` if no such function runs.
    pub async fn invoke(&self, name: &str, payload: Value) -> Result<Value, InvocationError> {
        let _busy = self.engine.activity.begin();
        let answer = self.engine.bus.invoke(name, payload).await;
        answer.unwrap_or_else(|| Err(InvocationError::not_found(name)))
    }

    /// The events that failed once too often, each function's oldest first.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.engine.bus.dead_letters()
    }

    /// What the functions were asked and answered, each function's oldest first.
    #[must_use]
    pub fn invocations(&self) -> Vec<Invocation> {
        self.engine.bus.invocations()
    }
}
