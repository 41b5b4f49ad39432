//! Observe, diff, apply, until nothing is left to change.
//!
//! Everything that reaches AWS stands behind a port: [`Organization`], [`Sessions`], [`Roles`],
//! [`TaskDefinitions`]. What should be is decided by `plan`; here it is carried out, in as few
//! round trips as can be, side by side. AWS is the only state. So everything here may run twice,
//! late, beside itself, or be cut off at any call, and the next run finishes it.
//!
//! This crate knows no AWS SDK, reads no clock and no environment, and never reports as done what
//! was not.

mod account_item;
mod backfill;
mod backfill_account;
mod backfill_one;
mod backfill_plan;
mod backfill_report;
mod backfill_scope;
mod candidates;
mod cause;
mod change;
mod converge_account;
mod converge_pair;
mod entered;
mod error_text;
mod failure;
mod family_patch;
mod organization;
mod outcome;
mod page;
mod patch_family;
mod port_error;
mod position;
mod progress;
mod revision;
mod role_in_place;
mod roles;
mod scope;
mod sessions;
mod task_definitions;
mod verdict;
mod work_item;

pub use account_item::{AccountItem, AccountStepReport};
pub use backfill::backfill_step;
pub use backfill_one::backfill_account;
pub use backfill_plan::{
    AccountsPage, BackfillInput, BackfillPlan, BackfillSource, ListedAccount, PlanItem,
    plan_backfill,
};
pub use backfill_report::{AccountReport, AccountResult, BackfillReport};
pub use backfill_scope::BackfillScope;
pub use cause::Cause;
pub use change::{Change, ChangeKind};
pub use converge_account::{Expectation, converge_account};
pub use failure::Failure;
pub use organization::Organization;
pub use outcome::{Outcome, Status};
pub use page::{Page, PageToken};
pub use patch_family::patch_family;
pub use port_error::{PortError, Refusal};
pub use roles::{Applied, Roles};
pub use sessions::{Ports, Session, Sessions, Side};
pub use task_definitions::TaskDefinitions;
pub use work_item::WorkItem;

#[cfg(test)]
mod tests;
