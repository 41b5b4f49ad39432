//! Reads EventBridge events into typed facts.
//!
//! An event is only a trigger: it says *where* to look (which account, which Region, which task
//! definition), never *what* is there. Nothing else is read from it, and the form of the rest does
//! not matter: the detail-type is ignored, the case of keys is ignored, timestamps are not parsed,
//! and a value that CloudTrail redacted, cut off or left out is looked for in other places.
//!
//! What is read decides about accounts, so reading fails closed. Two values of one key must agree.
//! Account and Region come from the envelope, which a sender cannot forge for an `aws.` source, and
//! an ARN that contradicts them is refused.
//!
//! `aws_lambda_events` has a type for the envelope, but that type parses the timestamp, requires a
//! detail-type and fails on a repeated key. So the envelope is read here, like the rest.
//!
//! This crate does no I/O. It never reads a task definition from an event, because CloudTrail
//! redacts the environment in it.

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
