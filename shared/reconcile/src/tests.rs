//! Stories on an organization in memory, in virtual time: every call takes one second.

mod backfill;
mod backfill_account;
mod backfill_plan;
mod converge;
mod converge_cut_off;
mod converge_findings;
mod fake;
mod fake_ecs;
mod fake_iam;
mod json;
mod patch;
mod patch_races;
mod support;
