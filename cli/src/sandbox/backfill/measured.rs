use std::collections::BTreeMap;
use std::time::Instant;

use rolepair_model::AccountId;
use rolepair_sandbox::{AwsService, Execution, LoggedCall, Sandbox};
use serde::Serialize;

use crate::terminal::{plain, quiet, table};

/// What one run took.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    run: &'static str,
    accounts: usize,
    seconds: f64,
    /// Calls by service; those of S3 are the state machine's own.
    calls: BTreeMap<&'static str, usize>,
    calls_per_second: f64,
    /// Changes of roles in the account whose IAM all pairs share.
    iam_writes_in_resource_account: usize,
    invocations: u64,
    retries: u64,
    /// How long the retries would have waited, all together.
    retries_would_have_waited_seconds: f64,
    transitions: u64,
    longest_history: u64,
    /// What was changed, by the account it is for.
    #[serde(skip)]
    pub(super) changes: BTreeMap<AccountId, usize>,
}

/// A run that is being measured.
pub(super) struct Begun {
    at: Instant,
    calls: usize,
}

impl Measured {
    pub(super) fn begin(sandbox: &Sandbox) -> Begun {
        Begun {
            at: Instant::now(),
            calls: sandbox.calls().len(),
        }
    }
}

impl Begun {
    pub(super) fn end(
        self,
        sandbox: &Sandbox,
        run: &'static str,
        execution: &Execution,
    ) -> Measured {
        let seconds = self.at.elapsed().as_secs_f64();
        let mut made = sandbox.calls();
        let made = made.split_off(self.calls);
        let resource = &sandbox.options().resource.id;
        let mut calls = BTreeMap::new();
        for call in &made {
            *calls.entry(call.service.name()).or_default() += 1;
        }
        let is_write = |call: &&LoggedCall| {
            let is_iam = call.service == AwsService::Iam && call.mutating;
            is_iam && call.account.as_ref() == Some(resource)
        };
        let took = &execution.measured;
        Measured {
            run,
            accounts: execution.map_runs.first().map_or(0, |run| run.counts.total),
            seconds: rounded(seconds),
            calls,
            calls_per_second: rounded(per_second(made.len(), seconds)),
            iam_writes_in_resource_account: made.iter().filter(is_write).count(),
            invocations: took.invocations,
            retries: took.retries,
            retries_would_have_waited_seconds: rounded(took.waited.as_secs_f64()),
            transitions: took.transitions,
            longest_history: took.longest_history,
            changes: changes(&made, resource),
        }
    }
}

/// What was changed for which account, but for the state machine's own objects.
fn changes(calls: &[LoggedCall], resource: &AccountId) -> BTreeMap<AccountId, usize> {
    let mut changes = BTreeMap::new();
    let is_change = |call: &&LoggedCall| {
        // A session is no change of an account.
        let is_of_accounts = matches!(call.service, AwsService::Iam | AwsService::Ecs);
        is_of_accounts && call.mutating && call.error.is_none()
    };
    // A role in the resource account is for the account its name ends with.
    let meant = |call: &LoggedCall| match &call.account {
        Some(account) if account == resource => {
            let role = call.subject.as_deref()?;
            role.rsplit('-').next()?.parse().ok()
        }
        account => account.clone(),
    };
    for account in calls.iter().filter(is_change).filter_map(meant) {
        *changes.entry(account).or_default() += 1;
    }
    changes
}

/// The runs beside each other.
pub(super) fn shown(runs: &[Measured]) -> String {
    let mut header = vec![""];
    header.extend(runs.iter().map(|run| run.run));
    let mut rows = Vec::new();
    let mut row = |name: String, value: &dyn Fn(&Measured) -> String| {
        let mut cells = vec![quiet(name)];
        cells.extend(runs.iter().map(|run| plain(value(run))));
        rows.push(cells);
    };
    row("accounts".to_owned(), &|run| run.accounts.to_string());
    row("seconds".to_owned(), &|run| format!("{:.1}", run.seconds));
    let services = runs.iter().flat_map(|run| run.calls.keys());
    let services: std::collections::BTreeSet<_> = services.copied().collect();
    for service in services {
        row(format!("calls of {service}"), &|run| {
            run.calls.get(service).unwrap_or(&0).to_string()
        });
    }
    row("calls a second".to_owned(), &|run| {
        format!("{:.0}", run.calls_per_second)
    });
    row("IAM writes in the resource account".to_owned(), &|run| {
        run.iam_writes_in_resource_account.to_string()
    });
    row("invocations".to_owned(), &|run| run.invocations.to_string());
    row("retries".to_owned(), &|run| run.retries.to_string());
    row("they would have waited, s".to_owned(), &|run| {
        format!("{:.0}", run.retries_would_have_waited_seconds)
    });
    row("state transitions".to_owned(), &|run| {
        run.transitions.to_string()
    });
    table(&header, rows)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rate for people; there are never so many calls"
)]
fn per_second(calls: usize, seconds: f64) -> f64 {
    calls as f64 / seconds.max(0.001)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
