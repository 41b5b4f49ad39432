//! What is still to happen by itself: after some time, or after some number of calls.

use std::time::{Duration, Instant};

use rolepair_model::AccountId;

use crate::{
    activity::{Activity, Busy},
    dials::Delay,
};

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Due {
    /// A request to create an account ends.
    AccountCreated {
        /// The request's id.
        request: String,
    },
    /// The hub's roles appear in an account that joined.
    HubRoles {
        /// The account.
        account: AccountId,
    },
}

/// Everything that is still to happen.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    pending: Vec<Timer>,
}

#[derive(Debug)]
struct Timer {
    when: When,
    due: Due,
    /// Held while it waits for a time: that keeps the sandbox busy. Waiting for calls does not.
    busy: Option<Busy>,
}

#[derive(Debug)]
enum When {
    At(Instant),
    After {
        calls: u32,
        of: &'static [&'static str],
    },
}

impl Timers {
    /// Lets `due` happen after `delay`. A delay in calls counts calls of the operations `of`.
    pub(crate) fn schedule(
        &mut self,
        activity: &Activity,
        delay: Delay,
        of: &'static [&'static str],
        due: Due,
    ) {
        let (when, busy) = match delay {
            Delay::Calls(calls) if calls > 0 => (When::After { calls, of }, None),
            Delay::Calls(_) => (When::At(Instant::now()), Some(activity.begin())),
            Delay::Milliseconds(ms) => (
                When::At(Instant::now() + Duration::from_millis(ms)),
                Some(activity.begin()),
            ),
        };
        self.pending.push(Timer { when, due, busy });
    }

    /// A call of `operation` was answered.
    pub(crate) fn count(&mut self, operation: &str) {
        for timer in &mut self.pending {
            if let When::After { calls, of } = &mut timer.when
                && of.contains(&operation)
            {
                *calls = calls.saturating_sub(1);
            }
        }
    }

    /// Takes out what is due, the oldest first. Each is in flight while its guard is held.
    pub(crate) fn take_due(&mut self, now: Instant) -> Vec<(Due, Option<Busy>)> {
        let is_due = |timer: &mut Timer| match timer.when {
            When::At(at) => at <= now,
            When::After { calls, .. } => calls == 0,
        };
        self.pending
            .extract_if(.., is_due)
            .map(|timer| (timer.due, timer.busy))
            .collect()
    }

    /// When something is due next.
    pub(crate) fn next(&self) -> Option<Instant> {
        let at = |timer: &Timer| match timer.when {
            When::At(at) => Some(at),
            When::After { .. } => None,
        };
        self.pending.iter().filter_map(at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due() -> Due {
        Due::AccountCreated {
            request: "car-1".to_owned(),
        }
    }

    #[test]
    fn a_delay_in_calls_counts_only_calls_that_could_have_seen_it() {
        let mut timers = Timers::default();
        timers.schedule(&Activity::default(), Delay::Calls(2), &["Describe"], due());
        for operation in ["Describe", "Other"] {
            timers.count(operation);
            assert!(timers.take_due(Instant::now()).is_empty());
        }
        timers.count("Describe");
        assert_eq!(timers.take_due(Instant::now()).len(), 1);
        assert!(timers.take_due(Instant::now()).is_empty());
    }

    #[test]
    fn a_delay_in_time_is_in_flight_until_it_has_happened() {
        let (mut timers, activity) = (Timers::default(), Activity::default());
        timers.schedule(&activity, Delay::Milliseconds(5_000), &[], due());
        assert!(timers.take_due(Instant::now()).is_empty());
        let taken = timers.take_due(Instant::now() + Duration::from_secs(5));
        assert_eq!((taken.len(), activity.count()), (1, 1));
        drop(taken);
        assert_eq!(activity.count(), 0);
    }
}
