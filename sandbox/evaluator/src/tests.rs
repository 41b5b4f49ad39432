//! What the crate promises as a whole; what one module promises is tested at its foot.

mod admission;
mod evaluation;
mod hub_permissions;
mod iam_cases;
mod pairs;
mod reading;
mod rendering;
