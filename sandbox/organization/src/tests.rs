//! The sandbox over the wire: requests are signed by `aws-sigv4`, as the SDKs sign them.

mod circles;
mod client;
mod cloudformation;
mod dials;
mod iam;
mod organizations;
mod policies;
mod signatures;
mod state_machines;
mod sts;
mod trail;
mod trust;
