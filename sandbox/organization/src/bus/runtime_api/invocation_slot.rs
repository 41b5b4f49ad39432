use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use crate::bus::invocation_error::InvocationError;

/// The invocation that is offered to the process, or that the process works on.
#[derive(Debug)]
pub(super) struct InvocationSlot {
    pub(super) function_arn: String,
    pub(super) state: Mutex<SlotState>,
    pub(super) offered: Notify,
}

/// What [`InvocationSlot`] holds.
#[derive(Debug, Default)]
pub(super) struct SlotState {
    pub(super) waiting: Option<PendingInvocation>,
    pub(super) running: Option<PendingInvocation>,
    pub(super) init_error: Option<InvocationError>,
}

/// One event on its way through the process.
#[derive(Debug)]
pub(super) struct PendingInvocation {
    pub(super) request_id: String,
    pub(super) payload: String,
    pub(super) deadline_millis: u128,
    pub(super) answer: oneshot::Sender<Result<Value, InvocationError>>,
}

impl InvocationSlot {
    pub(super) fn lock(&self) -> MutexGuard<'_, SlotState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the current invocation; false if it has another `request_id`.
    pub(super) fn answer(&self, request_id: &str, result: Result<Value, InvocationError>) -> bool {
        let mut state = self.lock();
        match state.running.take() {
            Some(invocation) if invocation.request_id == request_id => {
                // Nobody listens any more when the deadline has passed.
                let _ = invocation.answer.send(result);
                true
            }
            other => {
                state.running = other;
                false
            }
        }
    }
}
