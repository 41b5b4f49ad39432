//! What the stories are told with: an organization on loopback with rolepair's functions in it, the
//! people who work there, and what there is to see afterwards.

mod binary;
mod call_log;
mod configuration;
mod in_process;
mod large_organization;
mod operator;
mod organization_state;
mod policy_part;
mod scene;
mod signed_request;
mod stage;
mod task_definition;

pub use call_log::Calls;
pub use configuration::{Pair, pair};
pub use large_organization::{LargeOrganization, Trouble, Troubles};
pub use operator::{Operator, code};
pub use organization_state::assert_same_state;
pub use policy_part::{PolicyPart, policy_parts};
pub use scene::Scene;
pub use stage::{POLICY, POLICY_TEXT, Stage};
pub use task_definition::{TaskDefinition, task_definition};
