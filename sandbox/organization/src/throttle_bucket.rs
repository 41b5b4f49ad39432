use std::{collections::HashMap, time::Instant};

use rolepair_model::AccountId;

use crate::{aws_service::AwsService, dials::Throttle};

/// How many calls each account may still make at once, by throttle.
pub(crate) type ThrottleBuckets = HashMap<(usize, AwsService, AccountId), ThrottleBucket>;

/// A token bucket: each call takes a token, and tokens come back at the rate of the throttle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThrottleBucket {
    left: f64,
    filled: Instant,
}

impl ThrottleBucket {
    /// A bucket that nothing was taken from yet.
    pub(crate) fn full(throttle: &Throttle, now: Instant) -> Self {
        Self {
            left: f64::from(throttle.burst),
            filled: now,
        }
    }

    /// Takes a token; false when there is no whole one left.
    pub(crate) fn take(&mut self, throttle: &Throttle, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.filled).as_secs_f64();
        self.left = (self.left + since * throttle.per_second).min(f64::from(throttle.burst));
        self.filled = now;
        let allowed = self.left >= 1.0;
        if allowed {
            self.left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        let throttle = Throttle {
            service: None,
            operation: None,
            account: None,
            per_second: 2.0,
            burst: 3,
        };
        let start = Instant::now();
        let mut bucket = ThrottleBucket::full(&throttle, start);
        let allowed = |bucket: &mut ThrottleBucket, ms| {
            bucket.take(&throttle, start + Duration::from_millis(ms))
        };
        assert_eq!((0..4).filter(|_| allowed(&mut bucket, 0)).count(), 3);
        assert!(!allowed(&mut bucket, 499));
        assert!(allowed(&mut bucket, 1_000));
    }
}
