//! What the dials do to a call before it is carried out.

use std::time::Instant;

use rolepair_model::AccountId;

use crate::{
    aws_service::AwsService,
    call::Call,
    dials::{CallFault, FaultKind, Throttle},
    throttle_bucket::ThrottleBucket,
    world::World,
};

/// What happens to a call. Each fault counts the calls that match it, and goes once it is used up.
pub(crate) fn of(world: &mut World, call: &Call, now: Instant) -> Option<FaultKind> {
    if is_throttled(world, call, now) {
        return Some(FaultKind::Throttle);
    }
    let mut happens = None;
    for fault in &mut world.dials.faults {
        let CallFault {
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
            let full = || ThrottleBucket::full(throttle, now);
            let bucket = world.throttles.entry(key).or_insert_with(full);
            throttled |= !bucket.take(throttle, now);
        }
    }
    throttled
}
