//! What the crate promises as a whole; what one module promises is tested at its foot.

mod admission;
mod documents;
mod evaluation;
mod golden;
mod hub_permissions;
mod iam_cases;
mod mutations;
mod pairs;
mod proof;
mod template;
