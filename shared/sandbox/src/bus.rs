//! The event bus: takes trail events and brings them to the functions.

use std::sync::Arc;

use tokio::{sync::mpsc, task::JoinHandle};

use crate::{engine::Engine, trail::TrailEvent};

/// Starts the bus; it ends when the sandbox is stopped.
pub(crate) fn start(
    engine: Arc<Engine>,
    mut events: mpsc::UnboundedReceiver<TrailEvent>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let _engine = engine;
        while let Some(event) = events.recv().await {
            drop(event);
        }
    })
}
