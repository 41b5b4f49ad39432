//! AWS Step Functions, as far as the definitions in `infra/state-machine` need it: an interpreter of
//! exactly the states, fields and functions they use, in JSONPath.
//!
//! A definition is read and checked as a whole before anything runs. A state, field, path or function
//! that is not known here is an error that names it; nothing is skipped.
//!
//! It knows nothing of the account it runs in: a task calls [`Services`], and their implementation
//! decides what the role of the state machine may do.
//!
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>

mod child;
mod context_object;
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
mod payload_template;
mod result_path;
mod result_writer;
mod retry;
mod runner;
mod s3_location;
mod services;
mod state;
mod state_error;
mod state_machine;
mod states;
mod substitutions;

pub use execution::{Execution, ExecutionStatus, NotRedrivable};
pub use invalid_definition::InvalidDefinition;
pub use map_run::{ItemCounts, MapRun};
pub use measured::Measured;
pub use services::{CallError, Services};
pub use state_machine::StateMachine;
