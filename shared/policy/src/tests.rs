//! What the crate promises as a whole; what one module promises is tested at its foot.

mod documents;
mod golden;
mod mutations;
mod pairs;
mod proof;
mod template;
