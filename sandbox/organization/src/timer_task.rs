use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::{engine::Engine, run_due::run_due};

/// Starts the task that lets what is due happen. It runs until it is aborted.
pub(crate) fn start(engine: Arc<Engine>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let next = engine.world().timers.next();
            let wait = async {
                match next {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = engine.changed.notified() => {}
            }
            run_due(&mut engine.world());
        }
    })
}
