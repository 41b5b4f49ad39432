//! The event bus: takes trail events, and brings those a function's event patterns match to that
//! function, through a queue that delivers again what failed.

mod delivery;
mod event_patterns;
mod event_source;
mod function;
mod function_host;
mod function_process;
mod invocation_error;
mod pattern;
mod queue;
mod runtime_api;
mod sqs_event;
mod target;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};

use self::target::Target;
pub use self::{
    delivery::Delivery,
    function::{Code, Function, FunctionEnvironment, Handler, HandlerFactory},
    invocation_error::InvocationError,
    pattern::{InvalidPattern, Pattern},
    queue::DeadLetter,
    target::Invocation,
};
pub(crate) use self::{event_patterns::rolepair_rule, event_source::must_be_pollable};
use crate::{
    engine::Engine,
    services::{
        cloudformation::{self, PendingFunction},
        events,
    },
    trail::TrailEvent,
};

/// The functions that listen, and what is held back from them.
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

/// Starts the bus; it ends when the sandbox is stopped.
pub(crate) fn start(
    engine: Arc<Engine>,
    mut trail: mpsc::UnboundedReceiver<TrailEvent>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Some(event) = trail.recv().await {
            let comes = event.is_at_the_hub || {
                let mut world = engine.world();
                cloudformation::is_forwarded(&world, &event.envelope)
                    && events::take_to_the_hub(
                        &mut world,
                        &event.account,
                        &event.region,
                        &event.envelope,
                    )
            };
            if comes {
                engine.bus.take(&engine, event.envelope);
            }
            drop(event.busy);
        }
    })
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
        function: &Function,
        environment: &FunctionEnvironment,
        account: &str,
        partition: &str,
    ) {
        let target = Target::new(function, environment, account, partition);
        self.lock().attach(target, function.concurrency);
    }

    /// Lets a function of a stack listen, in the place of one of its name.
    pub(crate) fn attach_deployed(&self, pending: &PendingFunction) {
        let function = &pending.function;
        let (account, partition) = (&pending.account, &pending.partition);
        let mut target = Target::new(function, &pending.environment, account, partition);
        let mut state = self.lock();
        let of_its_name = |other: &&Arc<Target>| other.name() == function.name;
        if let Some(other) = state.targets.iter().find(of_its_name) {
            target.replace(other);
        }
        state.targets.retain(|other| other.name() != function.name);
        state.attach(target, function.concurrency);
    }

    /// Takes one event, as the dials say: loses it, holds it back, or delivers it once or twice.
    fn take(&self, engine: &Engine, envelope: Value) {
        let dials = {
            let mut world = engine.world();
            let lost = world.dials.delivery.lose_next > 0;
            world.dials.delivery.lose_next = world.dials.delivery.lose_next.saturating_sub(1);
            if lost {
                return;
            }
            world.dials.delivery.clone()
        };
        if dials.reverse == 0 {
            self.release(engine, &dials);
            self.deliver(engine, &envelope, &dials);
            return;
        }
        let full = {
            let mut state = self.lock();
            state.held.push(envelope);
            state.held.len() >= dials.reverse
        };
        if full {
            self.release(engine, &dials);
        }
    }

    /// Delivers what was held back, the last first. False when there was nothing.
    pub(crate) fn release(&self, engine: &Engine, dials: &Delivery) -> bool {
        let held = std::mem::take(&mut self.lock().held);
        for envelope in held.iter().rev() {
            self.deliver(engine, envelope, dials);
        }
        !held.is_empty()
    }

    fn deliver(&self, engine: &Engine, envelope: &Value, dials: &Delivery) {
        for target in self.targets() {
            target
                .queue()
                .set_redelivery_delay(dials.redelivery_delay());
            target.offer(envelope, dials.copies(), &engine.activity);
        }
    }

    /// Runs a function once, with `payload` as it stands; none where no such function listens.
    pub(crate) async fn invoke(
        &self,
        function: &str,
        payload: Value,
    ) -> Option<Result<Value, InvocationError>> {
        let targets = self.targets();
        let target = targets.iter().find(|target| target.name() == function)?;
        Some(target.invoke(payload).await)
    }

    /// The same, for a function that is called `deployed_name` on AWS.
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
