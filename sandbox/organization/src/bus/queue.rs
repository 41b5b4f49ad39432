//! A standard queue of Amazon SQS, as far as an event source mapping uses one: a message that was
//! received stays invisible until it is deleted, fails, or its visibility timeout is over. After a
//! number of receives it is a dead letter. Neither order nor "only once" is promised.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};
use uuid::Uuid;

use crate::Busy;

/// A queue and the letters that died in it.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug)]
struct State {
    settings: QueueSettings,
    entries: VecDeque<QueueEntry>,
    dead: Vec<DeadLetter>,
}

/// How a queue treats received messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QueueSettings {
    /// After how many receives a message that failed is a dead letter.
    pub(crate) max_receives: u32,
    /// How long a message is invisible while nobody deletes or fails it.
    pub(crate) visibility_timeout: Duration,
    /// How long a message is invisible after it failed.
    pub(crate) redelivery_delay: Duration,
}

#[derive(Debug)]
struct QueueEntry {
    message: QueueMessage,
    visible_at: Instant,
    last_error: String,
    /// Held for as long as the message is neither deleted nor dead.
    _busy: Option<Busy>,
}

/// A message as a receiver gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueMessage {
    /// The same for every copy of the message.
    pub(crate) id: String,
    /// Names this copy and this receive of it.
    pub(crate) receipt_handle: String,
    pub(crate) body: String,
    pub(crate) sent_millis: u128,
    pub(crate) first_received_millis: u128,
    pub(crate) receive_count: u32,
}

/// A message that failed once too often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetter {
    /// The function that could not take it.
    pub function: String,
    /// The message's id.
    pub message_id: String,
    /// The event, as text.
    pub body: String,
    /// How often it was received.
    pub receive_count: u32,
    /// What the function said last.
    pub last_error: String,
}

impl Queue {
    pub(crate) fn new(settings: QueueSettings) -> Self {
        let state = State {
            settings,
            entries: VecDeque::new(),
            dead: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: Notify::new(),
        }
    }

    pub(crate) fn settings(&self) -> QueueSettings {
        self.lock().settings
    }

    pub(crate) fn set(&self, settings: QueueSettings) {
        self.lock().settings = settings;
    }

    pub(crate) fn set_redelivery_delay(&self, delay: Duration) {
        self.lock().settings.redelivery_delay = delay;
    }

    /// Puts one copy of the message `id` into the queue.
    pub(crate) fn send(&self, id: &str, body: &str, busy: Option<Busy>) {
        let message = QueueMessage {
            id: id.to_owned(),
            receipt_handle: String::new(),
            body: body.to_owned(),
            sent_millis: epoch_millis(),
            first_received_millis: 0,
            receive_count: 0,
        };
        self.lock().entries.push_back(QueueEntry {
            message,
            visible_at: Instant::now(),
            last_error: String::new(),
            _busy: busy,
        });
        self.changed.notify_one();
    }

    /// Waits until there is a message to see, then takes up to `max`.
    pub(crate) async fn receive(&self, max: usize, function: &str) -> Vec<QueueMessage> {
        loop {
            let next_visible = {
                let mut state = self.lock();
                let messages = state.take(max, function, Instant::now());
                if !messages.is_empty() {
                    if state.has_visible(Instant::now()) {
                        self.changed.notify_one();
                    }
                    return messages;
                }
                state.entries.iter().map(|entry| entry.visible_at).min()
            };
            let Some(at) = next_visible else {
                self.changed.notified().await;
                continue;
            };
            tokio::select! {
                () = self.changed.notified() => {}
                () = sleep_until(at) => {}
            }
        }
    }

    /// Deletes a message that was processed. An outdated receipt does nothing.
    pub(crate) fn delete(&self, receipt_handle: &str) {
        self.lock().remove(receipt_handle);
    }

    /// Fails a message: it comes back, or becomes a dead letter.
    pub(crate) fn fail(&self, receipt_handle: &str, function: &str, error: &str) {
        let mut state = self.lock();
        let Some(mut entry) = state.remove(receipt_handle) else {
            return;
        };
        error.clone_into(&mut entry.last_error);
        if entry.message.receive_count >= state.settings.max_receives {
            state.dead.push(entry.into_dead_letter(function));
        } else {
            entry.visible_at = Instant::now() + state.settings.redelivery_delay;
            state.entries.push_back(entry);
        }
        drop(state);
        self.changed.notify_one();
    }

    /// The dead letters so far, oldest first.
    pub(crate) fn dead_letters(&self) -> Vec<DeadLetter> {
        self.lock().dead.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, max: usize, function: &str, now: Instant) -> Vec<QueueMessage> {
        let mut taken = Vec::new();
        let mut kept = VecDeque::with_capacity(self.entries.len());
        for mut entry in std::mem::take(&mut self.entries) {
            if entry.visible_at > now || taken.len() >= max {
                kept.push_back(entry);
            } else if entry.message.receive_count >= self.settings.max_receives {
                self.dead.push(entry.into_dead_letter(function));
            } else {
                taken.push(entry.receive());
                entry.visible_at = now + self.settings.visibility_timeout;
                kept.push_back(entry);
            }
        }
        self.entries = kept;
        taken
    }

    fn has_visible(&self, now: Instant) -> bool {
        self.entries.iter().any(|entry| entry.visible_at <= now)
    }

    fn remove(&mut self, receipt_handle: &str) -> Option<QueueEntry> {
        let is_it = |entry: &QueueEntry| entry.message.receipt_handle == receipt_handle;
        let index = self.entries.iter().position(is_it)?;
        self.entries.remove(index)
    }
}

impl QueueEntry {
    fn receive(&mut self) -> QueueMessage {
        if self.message.receive_count == 0 {
            self.message.first_received_millis = epoch_millis();
        }
        self.message.receive_count = self.message.receive_count.saturating_add(1);
        self.message.receipt_handle = Uuid::new_v4().to_string();
        self.message.clone()
    }

    fn into_dead_letter(self, function: &str) -> DeadLetter {
        let (receives, why) = (self.message.receive_count, self.last_error.as_str());
        tracing::warn!(function, receives, why, "an event is a dead letter");
        DeadLetter {
            function: function.to_owned(),
            message_id: self.message.id,
            body: self.message.body,
            receive_count: self.message.receive_count,
            last_error: self.last_error,
        }
    }
}

fn epoch_millis() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Queue {
        Queue::new(QueueSettings {
            max_receives: 3,
            visibility_timeout: Duration::from_secs(60),
            redelivery_delay: Duration::from_secs(10),
        })
    }

    async fn receive(queue: &Queue) -> Vec<QueueMessage> {
        queue.receive(10, "f").await
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_is_invisible_until_its_visibility_timeout_is_over() {
        let queue = queue();
        queue.send("m", "body", None);
        let start = Instant::now();
        let first = receive(&queue).await;
        let second = receive(&queue).await;
        assert_eq!(start.elapsed().as_secs(), 60);
        assert_eq!((first[0].receive_count, second[0].receive_count), (1, 2));
        assert_eq!(first[0].id, second[0].id);
        assert_ne!(first[0].receipt_handle, second[0].receipt_handle);
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_failed_comes_back_after_the_delay_and_dies_after_its_last_receive() {
        let queue = queue();
        queue.send("m", "body", None);
        let start = Instant::now();
        for count in 1..=3 {
            let messages = receive(&queue).await;
            assert_eq!(messages[0].receive_count, count);
            queue.fail(&messages[0].receipt_handle, "f", "no");
        }
        assert_eq!(start.elapsed().as_secs(), 20);
        let dead = queue.dead_letters();
        assert_eq!(dead.len(), 1);
        assert_eq!(
            (
                dead[0].receive_count,
                dead[0].last_error.as_str(),
                dead[0].body.as_str()
            ),
            (3, "no", "body")
        );
        let more = tokio::time::timeout(Duration::from_secs(3_600), receive(&queue)).await;
        assert!(more.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_is_neither_deleted_nor_failed_dies_too() {
        let queue = queue();
        queue.send("m", "body", None);
        for _ in 0..3 {
            receive(&queue).await;
        }
        let more = tokio::time::timeout(Duration::from_secs(3_600), receive(&queue)).await;
        assert!(more.is_err());
        assert_eq!(queue.dead_letters().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deleted_message_does_not_come_back_and_an_old_receipt_deletes_nothing() {
        let queue = queue();
        queue.send("m", "body", None);
        let first = receive(&queue).await;
        let second = receive(&queue).await;
        queue.delete(&first[0].receipt_handle);
        let third = receive(&queue).await;
        assert_eq!(third[0].receive_count, 3);
        queue.delete(&second[0].receipt_handle);
        queue.delete(&third[0].receipt_handle);
        let more = tokio::time::timeout(Duration::from_secs(3_600), receive(&queue)).await;
        assert!(more.is_err());
        assert!(queue.dead_letters().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_holds_no_more_than_asked_for_and_the_rest_stays() {
        let queue = queue();
        for number in 0..5 {
            queue.send(&number.to_string(), "", None);
        }
        let sizes = [
            queue.receive(2, "f").await.len(),
            queue.receive(2, "f").await.len(),
            queue.receive(2, "f").await.len(),
        ];
        assert_eq!(sizes, [2, 2, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn two_receivers_that_wait_are_both_woken() {
        let queue = std::sync::Arc::new(queue());
        let receivers: Vec<_> = (0..2)
            .map(|_| {
                let queue = std::sync::Arc::clone(&queue);
                tokio::spawn(async move { queue.receive(1, "f").await.len() })
            })
            .collect();
        tokio::task::yield_now().await;
        queue.send("a", "", None);
        queue.send("b", "", None);
        for receiver in receivers {
            assert_eq!(receiver.await.unwrap(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_keeps_the_sandbox_busy_until_it_is_gone() {
        let activity = crate::Activity::default();
        let queue = queue();
        queue.send("a", "", Some(activity.begin()));
        queue.send("b", "", Some(activity.begin()));
        let messages = receive(&queue).await;
        queue.delete(&messages[0].receipt_handle);
        assert_eq!(activity.count(), 1);
        queue.fail(&messages[1].receipt_handle, "f", "");
        for _ in 0..2 {
            let messages = receive(&queue).await;
            queue.fail(&messages[0].receipt_handle, "f", "");
        }
        assert_eq!(activity.count(), 0);
    }
}
