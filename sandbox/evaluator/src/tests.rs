//! Tests of several modules together. Each module's own tests are at its end.

mod admission;
mod evaluation;
mod hub_permissions;
mod iam_cases;
mod pairs;
mod reading;
mod rendering;
