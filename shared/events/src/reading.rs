use rolepair_model::Finding;

use crate::Fact;

/// What an event comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// What happened.
    Fact(Fact),
    /// An event to leave alone, and why.
    Skipped(Finding),
}
