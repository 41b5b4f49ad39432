//! The services: one module each, one function per operation. A service may use another, never in a
//! circle. `operations` has the table of them all.

pub(crate) mod cloudformation;
pub(crate) mod dynamodb;
pub(crate) mod ecs;
pub(crate) mod events;
pub(crate) mod iam;
pub(crate) mod organizations;
pub(crate) mod s3;
pub(crate) mod sts;
