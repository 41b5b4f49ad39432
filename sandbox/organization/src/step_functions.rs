//! AWS Step Functions, as far as the definitions in `infra/state-machine` need it: an interpreter for
//! exactly the states, fields and functions they use, in JSONPath.
//!
//! What a definition says is read and checked as a whole before anything runs. A state, field, path or
//! function that is not known here is an error that names it; nothing is skipped over. What runs is
//! authorised like everything else: a state machine calls with a session of its own role.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>

mod backfill;
mod child;
mod context;
mod execution;
mod expression;
mod integration;
mod intrinsic;
mod invalid_definition;
mod item_reader;
mod map_run;
mod measured;
mod path;
mod payload;
mod result_path;
mod result_writer;
mod retry;
mod runner;
mod state;
mod state_error;
mod state_machine;
mod states;
mod substitutions;
mod template;
#[cfg(test)]
mod tests;

pub(crate) use backfill::state_machine as backfill_state_machine;
pub use execution::{Execution, ExecutionStatus, NotRedrivable};
pub(crate) use execution::{redrive, run};
pub use invalid_definition::InvalidDefinition;
pub use map_run::{ItemCounts, MapRun};
pub use measured::Measured;
pub use state_machine::StateMachine;
