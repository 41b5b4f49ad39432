use rolepair_model::Finding;

use crate::Fact;

/// The result of reading an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// What happened.
    Fact(Fact),
    /// rolepair does not act on the event, and why.
    Skipped(Finding),
}
