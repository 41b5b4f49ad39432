//! What every Lambda function of rolepair needs besides its own work: settings, logs, the three
//! shapes of input, answers, partial failures of a batch.
//!
//! A function is a [`Function`]; [`run`] serves it on Lambda, [`invoke`] calls it anywhere else
//! with the same input and the same answer. This crate never calls AWS, and never reports as done
//! what was not: what it cannot read is a failure, what it leaves alone has a reason.

mod answer;
mod batch;
mod context;
mod fault;
mod function;
mod input;
mod invoke;
mod log;
mod respond;
mod run;
mod settings;
mod work;

pub use answer::Answer;
pub use context::Context;
pub use fault::{Fault, FaultType};
pub use function::Function;
pub use invoke::invoke;
pub use run::run;
pub use settings::{CONFIG_VARIABLE, DEFAULT_CONFIG, Settings};
pub use work::{Work, read_item};
