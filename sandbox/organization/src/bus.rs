//! The event bus: takes trail events, and delivers each to the functions whose event patterns match
//! it, through a queue that delivers failed messages again.

mod deployed_function;
mod event_delivery;
mod event_pattern;
mod function_host;
mod function_process;
mod hosted_function;
mod invocation_error;
mod pattern_files;

mod queue;
mod runtime_api;
mod sqs_event;
mod target;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::task::JoinSet;

use self::target::Target;
pub(crate) use self::{deployed_function::DeployedFunction, pattern_files::rolepair_rule};
pub use self::{
    event_delivery::EventDelivery,
    event_pattern::{EventPattern, InvalidEventPattern},
    hosted_function::{Code, FunctionEnvironment, Handler, HandlerFactory, HostedFunction},
    invocation_error::InvocationError,
    queue::DeadLetter,
    target::Invocation,
};
use crate::activity::Activity;

/// The functions that listen, and the events held back from them.
#[derive(Debug, Default)]
pub(crate) struct Bus {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    targets: Vec<Arc<Target>>,
    held: Vec<Value>,
    workers: JoinSet<()>,
}

impl State {
    fn attach(&mut self, target: Target, concurrency: usize) {
        let target = Arc::new(target);
        for _ in 0..concurrency.max(1) {
            self.workers.spawn(Arc::clone(&target).work());
        }
        self.targets.push(target);
    }
}

impl Bus {
    /// Lets `function` listen to what its event patterns match, and answer direct invocations.
    pub(crate) fn attach(
        &self,
        function: &HostedFunction,
        environment: &FunctionEnvironment,
        account: &str,
        partition: &str,
    ) {
        let target = Target::new(function, environment, account, partition);
        self.lock().attach(target, function.concurrency);
    }

    /// Lets a function of a stack listen. It replaces one of the same name.
    pub(crate) fn attach_deployed(&self, deployed: &DeployedFunction) {
        let function = &deployed.function;
        let (account, partition) = (&deployed.account, &deployed.partition);
        let mut target = Target::new(function, &deployed.environment, account, partition);
        let mut state = self.lock();
        let of_its_name = |other: &&Arc<Target>| other.name() == function.name;
        if let Some(other) = state.targets.iter().find(of_its_name) {
            target.replace(other);
        }
        state.targets.retain(|other| other.name() != function.name);
        state.attach(target, function.concurrency);
    }

    /// Takes one event, as the dials say: holds it back, or delivers it once or twice.
    pub(crate) fn take(&self, envelope: Value, dials: &EventDelivery, activity: &Activity) {
        if dials.reverse == 0 {
            self.release(dials, activity);
            self.deliver(&envelope, dials, activity);
            return;
        }
        let full = {
            let mut state = self.lock();
            state.held.push(envelope);
            state.held.len() >= dials.reverse
        };
        if full {
            self.release(dials, activity);
        }
    }

    /// Delivers the events that were held back, the last first. False if there were none.
    pub(crate) fn release(&self, dials: &EventDelivery, activity: &Activity) -> bool {
        let held = std::mem::take(&mut self.lock().held);
        for envelope in held.iter().rev() {
            self.deliver(envelope, dials, activity);
        }
        !held.is_empty()
    }

    fn deliver(&self, envelope: &Value, dials: &EventDelivery, activity: &Activity) {
        for target in self.targets() {
            target
                .queue()
                .set_redelivery_delay(dials.redelivery_delay());
            target.offer(envelope, dials.copies(), activity);
        }
    }

    /// Runs a function once, with exactly this payload; `None` if no such function listens.
    pub(crate) async fn invoke(
        &self,
        function: &str,
        payload: Value,
    ) -> Option<Result<Value, InvocationError>> {
        let targets = self.targets();
        let target = targets.iter().find(|target| target.name() == function)?;
        Some(target.invoke(payload).await)
    }

    /// The same, for a function with the name `deployed_name` on AWS.
    pub(crate) async fn invoke_deployed(
        &self,
        deployed_name: &str,
        payload: Value,
    ) -> Option<Result<Value, InvocationError>> {
        let targets = self.targets();
        let mut targets = targets.iter();
        let target = targets.find(|target| target.deployed_name() == deployed_name)?;
        Some(target.invoke(payload).await)
    }

    /// The messages that failed once too often.
    pub(crate) fn dead_letters(&self) -> Vec<DeadLetter> {
        self.targets()
            .iter()
            .flat_map(|target| target.queue().dead_letters())
            .collect()
    }

    /// What the functions were asked and answered, each function's oldest first.
    pub(crate) fn invocations(&self) -> Vec<Invocation> {
        self.targets()
            .iter()
            .flat_map(|target| target.invocations())
            .collect()
    }

    /// Ends every function.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.workers.abort_all();
        state.targets.clear();
    }

    fn targets(&self) -> Vec<Arc<Target>> {
        self.lock().targets.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
