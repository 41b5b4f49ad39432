//! Tests of several modules together. Each module's own tests are at its end.

mod documents;
mod golden;
mod mutations;
mod pairs;
mod proof;
mod template;
