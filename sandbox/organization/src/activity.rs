use std::sync::Arc;

use tokio::sync::watch;

/// Counts what is in flight: calls, timed changes, events, functions. Code that starts something
/// that ends by itself holds a [`Busy`] while it lasts.
#[derive(Debug, Clone)]
pub struct Activity(Arc<watch::Sender<usize>>);

/// Something in flight; it is over when this is dropped.
#[derive(Debug)]
pub struct Busy(Arc<watch::Sender<usize>>);

impl Default for Activity {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Activity {
    /// Counts one more thing in flight.
    #[must_use]
    pub fn begin(&self) -> Busy {
        self.0.send_modify(|count| *count = count.saturating_add(1));
        Busy(Arc::clone(&self.0))
    }

    /// How much is in flight.
    #[must_use]
    pub fn count(&self) -> usize {
        *self.0.borrow()
    }

    /// Waits until nothing is in flight.
    pub async fn idle(&self) {
        let mut receiver = self.0.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = receiver.wait_for(|count| *count == 0).await;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
