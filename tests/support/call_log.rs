use std::collections::BTreeMap;

use rolepair_sandbox::{LoggedCall, Sandbox};

/// The changes that create the pair `orders` of the first account that joins.
pub const PAIR_CHANGES: [&str; 4] = [
    "333333333333 CreateRole rolepair-orders",
    "333333333333 PutRolePolicy rolepair-orders",
    "999999999999 CreateRole rolepair-orders-333333333333",
    "999999999999 PutRolePolicy rolepair-orders-333333333333",
];

/// Calls of rolepair, as the organization logged them, in the order of its answers.
#[derive(Debug, Clone)]
pub struct Calls(pub Vec<LoggedCall>);

impl Calls {
    /// The calls of rolepair from the `first` call on, without those of people.
    pub(crate) fn of_rolepair(sandbox: &Sandbox, first: usize) -> Self {
        let calls = sandbox.calls().into_iter().skip(first);
        Self(calls.filter(is_of_rolepair).collect())
    }

    /// The changes, such as `333333333333 CreateRole rolepair-orders`, in alphabetical order, because
    /// changes made side by side have no order of their own.
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

    /// How many calls had to wait for each other: the largest number of calls of which no two overlap.
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

    /// How often each operation was called, in alphabetical order.
    #[must_use]
    pub fn counts(&self) -> Vec<(&str, usize)> {
        let mut counts = BTreeMap::new();
        for call in &self.0 {
            *counts.entry(call.operation.as_str()).or_default() += 1;
        }
        counts.into_iter().collect()
    }

    /// The calls of an operation.
    #[must_use]
    pub fn of(&self, operation: &str) -> Vec<&LoggedCall> {
        let calls = self.0.iter();
        calls.filter(|call| call.operation == operation).collect()
    }
}

fn is_of_rolepair(call: &LoggedCall) -> bool {
    let caller = call.caller.as_deref().unwrap_or_default();
    // The state machine reads lists and writes results, which is not work on the organization.
    caller.contains(":assumed-role/rolepair-hub-") && !caller.contains("-state-machine/")
}

fn line(call: &LoggedCall) -> String {
    let account = call.account.as_ref().map(ToString::to_string);
    let subject = call.subject.as_deref().unwrap_or_default();
    let account = account.unwrap_or_default();
    format!("{account} {} {subject}", call.operation)
}
