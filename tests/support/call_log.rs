use std::collections::BTreeMap;

use rolepair_sandbox::{LoggedCall, Sandbox};

/// Calls of rolepair, as the organization saw them, in the order they were answered.
#[derive(Debug, Clone)]
pub struct Calls(pub Vec<LoggedCall>);

impl Calls {
    /// The calls of rolepair from the `first` on; what people call is left out.
    pub(crate) fn of_rolepair(sandbox: &Sandbox, first: usize) -> Self {
        let calls = sandbox.calls().into_iter().skip(first);
        Self(calls.filter(is_of_rolepair).collect())
    }

    /// What was changed, as `333333333333 CreateRole rolepair-orders`, in the order of the alphabet:
    /// what is done side by side has no other.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        let changes = self.0.iter();
        let mut changes: Vec<String> = changes
            .filter(|call| call.mutating && call.error.is_none())
            .map(line)
            .collect();
        changes.sort();
        changes
    }

    /// How many calls were made one after another at the least: the most of them of which no two
    /// overlap.
    #[must_use]
    pub fn round_trips(&self) -> usize {
        let mut calls: Vec<&LoggedCall> = self.0.iter().collect();
        calls.sort_by_key(|call| call.ended_micros);
        let (mut count, mut last_end) = (0, 0);
        for call in calls {
            if call.started_micros >= last_end {
                count += 1;
                last_end = call.ended_micros;
            }
        }
        count
    }

    /// How often each operation was called, in the order of the alphabet.
    #[must_use]
    pub fn counts(&self) -> Vec<(&str, usize)> {
        let mut counts = BTreeMap::new();
        for call in &self.0 {
            *counts.entry(call.operation.as_str()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// Every call of an operation.
    #[must_use]
    pub fn of(&self, operation: &str) -> Vec<&LoggedCall> {
        let calls = self.0.iter();
        calls.filter(|call| call.operation == operation).collect()
    }
}

fn is_of_rolepair(call: &LoggedCall) -> bool {
    let caller = call.caller.as_deref().unwrap_or_default();
    // The lists and results of the state machine are no work on the organization.
    caller.contains(":assumed-role/rolepair-hub-") && !caller.contains("-state-machine/")
}

fn line(call: &LoggedCall) -> String {
    let account = call.account.as_ref().map(ToString::to_string);
    let subject = call.subject.as_deref().unwrap_or_default();
    let account = account.unwrap_or_default();
    format!("{account} {} {subject}", call.operation)
}
