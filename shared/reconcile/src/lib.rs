//! Observe, diff, apply, until nothing is left to change.
//!
//! Everything that reaches AWS is behind a port: [`Organization`], [`Sessions`], [`Roles`],
//! [`TaskDefinitions`]. What should be is decided by `plan`; here it is carried out, side by side
//! and in as few round trips as possible. AWS is the only state. So everything here may run twice,
//! late, concurrently, or be cut off at any call, and the next run finishes it.
//!
//! A [`Scope`] says what a piece of work is limited to, a [`Report`] what came of it. The entry
//! points are [`converge_account`], [`patch_family`], [`backfill_step`], and for a distributed
//! backfill [`plan_backfill`] and [`backfill_account`].
//!
//! This crate knows no AWS SDK, reads no clock and no environment, and never reports as done what
//! was not.

mod backfill;
mod backfill_account;
mod backfill_plan;
mod backfill_report;
mod cause;
mod change;
mod converge_account;
mod converge_pair;
mod entered;
mod pair_state;
mod patch_family;
mod port_error;
mod ports;
mod position;
mod register;
mod report;
mod revision;
mod scope;
mod status;

pub use backfill::backfill_step;
pub use backfill_account::backfill_account;
pub use backfill_plan::{
    AccountsPage, BackfillInput, BackfillPlan, BackfillSource, ListedAccount, PlanItem,
    plan_backfill,
};
pub use backfill_report::BackfillReport;
pub use cause::Cause;
pub use change::{Change, ChangeKind};
pub use converge_account::converge_account;
pub use converge_pair::Expectation;
pub use patch_family::patch_family;
pub use port_error::{PortError, Refusal};
pub use ports::{
    Applied, Organization, Page, PageToken, Ports, Roles, Session, Sessions, Side, TaskDefinitions,
};
pub use report::{Continuation, Report};
pub use scope::{Mode, Scope, without_accounts};
pub use status::Status;

#[cfg(test)]
mod tests;
