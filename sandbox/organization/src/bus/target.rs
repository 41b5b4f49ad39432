use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    event_pattern::EventPattern,
    function_host::FunctionHost,
    hosted_function::{FunctionEnvironment, HostedFunction},
    invocation_error::InvocationError,
    pattern_files,
    queue::{Queue, QueueMessage, QueueSettings},
    sqs_event,
};
use crate::Activity;

/// How many invocations are remembered.
const REMEMBERED: usize = 1_000;

/// A function, its queue, and the event patterns that fill the queue.
pub(super) struct Target {
    function: HostedFunction,
    environment: FunctionEnvironment,
    function_arn: String,
    queue_arn: String,
    patterns: Vec<EventPattern>,
    queue: Arc<Queue>,
    /// Whether another target has replaced it.
    is_replaced: watch::Sender<bool>,
    /// Idle copies for direct invocations. As on Lambda, an invocation that finds no idle copy gets
    /// a new one, so that a busy queue does not delay it.
    idle: Mutex<Vec<FunctionHost>>,
    invocations: Arc<Mutex<VecDeque<Invocation>>>,
}

/// One run of a function.
#[derive(Debug, Clone, Serialize)]
pub struct Invocation {
    /// The function.
    pub function: String,
    /// What it was given.
    pub payload: Value,
    /// What it answered, if it answered.
    pub answer: Option<Value>,
    /// Why not.
    pub error: Option<InvocationError>,
}

impl Target {
    pub(super) fn new(
        function: &HostedFunction,
        environment: &FunctionEnvironment,
        account: &str,
        partition: &str,
    ) -> Self {
        let (name, deployed) = (&function.name, &function.deployed_name);
        let region = &environment.region;
        let function_arn = format!("arn:{partition}:lambda:{region}:{account}:function:{deployed}");
        let settings = QueueSettings {
            max_receives: function.max_receives,
            // Longer than an invocation can take, so that only a lost message comes back by itself.
            visibility_timeout: function.timeout.saturating_mul(6),
            redelivery_delay: Duration::ZERO,
        };
        Self {
            idle: Mutex::default(),
            function: function.clone(),
            environment: environment.clone(),
            function_arn,
            queue_arn: format!("arn:{partition}:sqs:{region}:{account}:{deployed}"),
            patterns: function
                .patterns
                .clone()
                .unwrap_or_else(|| pattern_files::of(name)),
            queue: Arc::new(Queue::new(settings)),
            is_replaced: watch::Sender::new(false),
            invocations: Arc::default(),
        }
    }

    /// Replaces another target of the same name: takes over its queue with all messages and dead
    /// letters, and its invocations. The other takes no further message.
    pub(super) fn replace(&mut self, other: &Self) {
        other.queue.set(self.queue.settings());
        self.queue = Arc::clone(&other.queue);
        self.invocations = Arc::clone(&other.invocations);
        other.is_replaced.send_replace(true);
    }

    pub(super) fn name(&self) -> &str {
        &self.function.name
    }

    pub(super) fn deployed_name(&self) -> &str {
        &self.function.deployed_name
    }

    pub(super) fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Puts the event into the queue once for every matching pattern, since each has a rule of its own.
    pub(super) fn offer(&self, envelope: &Value, copies: usize, activity: &Activity) {
        let matching = self
            .patterns
            .iter()
            .filter(|pattern| pattern.matches(envelope));
        let body = envelope.to_string();
        for _ in matching {
            let id = Uuid::new_v4().to_string();
            for _ in 0..copies {
                self.queue.send(&id, &body, Some(activity.begin()));
            }
        }
    }

    /// Takes batch after batch until it is aborted or replaced.
    pub(super) async fn work(self: Arc<Self>) {
        let mut host = FunctionHost::new(&self.function, &self.function_arn, &self.environment);
        let mut replaced = self.is_replaced.subscribe();
        loop {
            let batch = tokio::select! {
                biased;
                _ = replaced.wait_for(|is_replaced| *is_replaced) => return,
                batch = self.queue.receive(self.function.batch_size.max(1), self.name()) => batch,
            };
            let payload = sqs_event::of(&batch, &self.queue_arn, &self.environment.region);
            let result = host.invoke(payload.clone(), self.function.timeout).await;
            self.remember(payload, &result);
            self.settle(&batch, result);
        }
    }

    fn settle(&self, batch: &[QueueMessage], result: Result<Value, InvocationError>) {
        let (failed, why) = match &result {
            Ok(answer) => (sqs_event::failed(answer, batch), answer.to_string()),
            Err(error) => (
                batch.iter().map(|message| message.id.clone()).collect(),
                error.to_string(),
            ),
        };
        for message in batch {
            if failed.contains(&message.id) {
                let (function, receives) = (self.name(), message.receive_count);
                tracing::info!(
                    function,
                    message = message.id,
                    receives,
                    why,
                    "an event comes back"
                );
                self.queue.fail(&message.receipt_handle, self.name(), &why);
            } else {
                self.queue.delete(&message.receipt_handle);
            }
        }
    }

    /// Runs the function with exactly this payload.
    pub(super) async fn invoke(&self, payload: Value) -> Result<Value, InvocationError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = idle().pop();
        let mut copy = copy.unwrap_or_else(|| {
            FunctionHost::new(&self.function, &self.function_arn, &self.environment)
        });
        let result = copy.invoke(payload.clone(), self.function.timeout).await;
        idle().push(copy);
        self.remember(payload, &result);
        result
    }

    pub(super) fn invocations(&self) -> Vec<Invocation> {
        let invocations = self
            .invocations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        invocations.iter().cloned().collect()
    }

    fn remember(&self, payload: Value, result: &Result<Value, InvocationError>) {
        let mut invocations = self
            .invocations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if invocations.len() >= REMEMBERED {
            invocations.pop_front();
        }
        invocations.push_back(Invocation {
            function: self.function.name.clone(),
            payload,
            answer: result.as_ref().ok().cloned(),
            error: result.as_ref().err().cloned(),
        });
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("function", &self.function)
            .finish_non_exhaustive()
    }
}
