//! What the dials do to a call before it is carried out.

use std::{collections::HashMap, time::Instant};

use rolepair_model::AccountId;

use crate::{
    aws_service::AwsService,
    call::Call,
    dials::{Fault, FaultKind, Throttle},
    world::World,
};

/// How much each account may still call at once, by throttle.
pub(crate) type Buckets = HashMap<(usize, AwsService, AccountId), Bucket>;

/// A bucket of calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    left: f64,
    filled: Instant,
}

/// What is to happen to a call. Each fault counts the calls that match it, and is gone when it is
/// used up.
pub(crate) fn of(world: &mut World, call: &Call, now: Instant) -> Option<FaultKind> {
    if is_throttled(world, call, now) {
        return Some(FaultKind::Throttle);
    }
    let mut happens = None;
    for fault in &mut world.dials.faults {
        let Fault {
            service,
            operation,
            account,
            ..
        } = fault;
        if !matches(service, operation, account, call) {
            continue;
        }
        if fault.nth > 1 {
            fault.nth -= 1;
        } else if happens.is_none() {
            happens = Some(fault.kind);
            fault.times = fault.times.saturating_sub(1);
        }
    }
    world.dials.faults.retain(|fault| fault.times > 0);
    happens
}

fn matches(
    service: &Option<AwsService>,
    operation: &Option<String>,
    account: &Option<AccountId>,
    call: &Call,
) -> bool {
    service.is_none_or(|service| service == call.service)
        && operation
            .as_ref()
            .is_none_or(|operation| *operation == call.operation)
        && account
            .as_ref()
            .is_none_or(|account| account == call.account())
}

fn is_throttled(world: &mut World, call: &Call, now: Instant) -> bool {
    let throttles = world.dials.throttles.iter().enumerate();
    let mut throttled = false;
    for (at, throttle) in throttles {
        let Throttle {
            service,
            operation,
            account,
            ..
        } = throttle;
        if matches(service, operation, account, call) {
            let key = (at, call.service, call.account().clone());
            let full = Bucket {
                left: f64::from(throttle.burst),
                filled: now,
            };
            let bucket = world.buckets.entry(key).or_insert(full);
            throttled |= !bucket.take(throttle, now);
        }
    }
    throttled
}

impl Bucket {
    /// Takes one call out; false where none is left.
    fn take(&mut self, throttle: &Throttle, now: Instant) -> bool {
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
        let mut bucket = Bucket {
            left: 3.0,
            filled: start,
        };
        let allowed =
            |bucket: &mut Bucket, ms| bucket.take(&throttle, start + Duration::from_millis(ms));
        assert_eq!((0..4).filter(|_| allowed(&mut bucket, 0)).count(), 3);
        assert!(!allowed(&mut bucket, 499));
        assert!(allowed(&mut bucket, 1_000));
    }
}
