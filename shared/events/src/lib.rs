//! What EventBridge tells us, as typed facts.
//!
//! An event is a trigger and no more: it says *where* to look (which account, which Region, which
//! task definition), never *what* is there. So nothing but that is read out of it, and how the
//! rest of it looks does not matter: the detail-type is not asked for, keys are matched whatever
//! their case, timestamps are never parsed, and what CloudTrail redacted, cut off or left out is
//! looked for elsewhere. What is read decides about accounts, and so fails closed: two values for
//! one key must agree, and account and Region come from the envelope, which a sender cannot forge
//! for an `aws.` source; an ARN that says otherwise is refused.
//!
//! `aws_lambda_events` has a type for the envelope. It parses the timestamp, insists on a
//! detail-type and fails on a repeated key, so the envelope is read here like the rest.
//!
//! This crate never does I/O and never reads a task definition out of an event: CloudTrail
//! redacts its environment.

mod control_tower;
mod ecs;
mod envelope;
mod fact;
mod organizations;
mod read;
mod reading;
mod tree;

pub use fact::Fact;
pub use read::{read, read_value};
pub use reading::Reading;

#[cfg(test)]
mod tests;
