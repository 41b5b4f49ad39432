//! The Lambda Runtime API, towards one process of a function
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>). A process asks for the next
//! invocation, is given one at a time, and answers it by its request id.

mod invocation_slot;
mod server;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use self::invocation_slot::{InvocationSlot, PendingInvocation};
use super::invocation_error::InvocationError;

/// The address a process finds in `AWS_LAMBDA_RUNTIME_API`, and the invocation it works on.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    slot: Arc<InvocationSlot>,
    server: tokio::task::JoinHandle<()>,
}

impl RuntimeApi {
    /// Listens on a free port of 127.0.0.1.
    pub(crate) async fn start(function_arn: &str) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let slot = Arc::new(InvocationSlot {
            function_arn: function_arn.to_owned(),
            state: Mutex::default(),
            offered: Notify::new(),
        });
        let server = tokio::spawn(server::serve(listener, Arc::clone(&slot)));
        Ok(Self {
            address,
            slot,
            server,
        })
    }

    /// What `AWS_LAMBDA_RUNTIME_API` is set to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Offers an event to the process and waits for its answer. The caller offers one at a time.
    pub(crate) async fn invoke(
        &self,
        payload: &Value,
        timeout: Duration,
    ) -> Result<Value, InvocationError> {
        let (answer, answered) = oneshot::channel();
        let deadline_millis = epoch_millis().saturating_add(timeout.as_millis());
        self.slot.lock().waiting = Some(PendingInvocation {
            request_id: Uuid::new_v4().to_string(),
            payload: payload.to_string(),
            deadline_millis,
            answer,
        });
        self.slot.offered.notify_one();
        let result = tokio::time::timeout(timeout, answered).await;
        match result {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(self
                .init_error()
                .unwrap_or_else(|| InvocationError::exited("no answer"))),
            Err(_) => {
                self.forget();
                Err(InvocationError::timed_out(timeout.as_secs_f64()))
            }
        }
    }

    /// Drops the current invocation: its process is gone.
    pub(crate) fn forget(&self) {
        let mut state = self.slot.lock();
        state.waiting = None;
        state.running = None;
    }

    /// Why the process did not start, if it reported that.
    pub(crate) fn init_error(&self) -> Option<InvocationError> {
        self.slot.lock().init_error.clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn epoch_millis() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_millis()
}

#[cfg(test)]
mod tests;
