use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use rolepair_evaluator::EvaluatedPolicy;

/// How many are kept. Beyond that all are dropped and have to be parsed again.
const KEPT: usize = 20_000;

/// Parsed policies by their text: several of them judge each call, and they seldom change.
#[derive(Debug, Default)]
pub(crate) struct ReadPolicies(Mutex<HashMap<String, EvaluatedPolicy>>);

impl ReadPolicies {
    /// What [`EvaluatedPolicy::read`] gives for the text.
    pub(crate) fn read(&self, text: &str) -> EvaluatedPolicy {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(policy) = kept.get(text) {
            return policy.clone();
        }
        let policy = EvaluatedPolicy::read(text);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(text.to_owned(), policy.clone());
        policy
    }
}
