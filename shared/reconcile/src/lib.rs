//! Observe, diff, apply, until nothing is left to change.
//!
//! Everything that reaches AWS stands behind a port: [`Organization`], [`Sessions`],
//! [`TaskDefinitions`]. What should be is decided by `plan`; here it is carried out, in as few
//! round trips as can be, side by side. AWS is the only state. So everything here may run twice,
//! late, beside itself, or be cut off at any call, and the next run finishes it.
//!
//! This crate knows no AWS SDK, reads no clock and no environment, and never reports as done what
//! was not.

mod organization;
mod page;
mod port_error;
mod sessions;
mod task_definitions;
mod work_item;

pub use organization::Organization;
pub use page::{Page, PageToken};
pub use port_error::PortError;
pub use sessions::{Ports, Session, Sessions, Side};
pub use task_definitions::TaskDefinitions;
pub use work_item::WorkItem;
