//! What the stories are made of: an organization on loopback with rolepair's functions in it, the people
//! who work there, and ways to look at the outcome.

mod binary;
mod call_log;
mod configuration;
mod iam_document;
mod in_process;
mod large_organization;
mod operator;
mod organization_state;
mod policy_part;
mod scene;
mod setup;
mod signed_request;
mod task_definition;

pub use call_log::{Calls, PAIR_CHANGES};
pub use configuration::{PairEntry, pair};
pub use iam_document::decoded;
pub use large_organization::LargeOrganization;
pub use operator::{ADMINISTRATOR_ACCESS, Operator, code};
pub use organization_state::assert_same_state;
pub use policy_part::{PolicyPart, policy_parts};
pub use scene::{ORDERS_TABLE, Scene, sqs_batch};
pub use setup::{POLICY, POLICY_TEXT, Setup};
pub use task_definition::{TaskDefinitionInput, task_definition};
