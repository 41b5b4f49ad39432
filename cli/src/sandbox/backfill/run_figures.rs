use std::collections::BTreeMap;
use std::time::Instant;

use rolepair_model::AccountId;
use rolepair_sandbox::{AwsService, LoggedCall, Sandbox};
use rolepair_state_machine::Execution;
use serde::Serialize;

use crate::terminal::{Width, plain, quiet, table};

/// The figures of one run.
#[derive(Debug, Serialize)]
pub(super) struct RunFigures {
    run: &'static str,
    accounts: usize,
    seconds: f64,
    /// Calls by service. The state machine itself makes those of S3.
    calls: BTreeMap<&'static str, usize>,
    calls_per_second: f64,
    /// Changes of roles in the resource account, which all pairs share.
    iam_writes_in_resource_account: usize,
    invocations: u64,
    retries: u64,
    /// The time that all retries together would have waited.
    retries_would_have_waited_seconds: f64,
    transitions: u64,
    longest_history: u64,
    /// How many changes were made, by the account that they are for.
    #[serde(skip)]
    pub(super) changes: BTreeMap<AccountId, usize>,
}

/// The beginning of a run.
pub(super) struct RunStart {
    at: Instant,
    calls: usize,
}

impl RunStart {
    pub(super) fn now(sandbox: &Sandbox) -> Self {
        Self {
            at: Instant::now(),
            calls: sandbox.calls().len(),
        }
    }

    /// The figures of the run, which has just ended.
    pub(super) fn end(
        self,
        sandbox: &Sandbox,
        run: &'static str,
        execution: &Execution,
    ) -> RunFigures {
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
        RunFigures {
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

/// How many changes were made for each account. The state machine's own objects do not count.
fn changes(calls: &[LoggedCall], resource: &AccountId) -> BTreeMap<AccountId, usize> {
    let mut changes = BTreeMap::new();
    let is_change = |call: &&LoggedCall| {
        // A session does not change an account.
        let is_of_accounts = matches!(call.service, AwsService::Iam | AwsService::Ecs);
        is_of_accounts && call.mutating && call.error.is_none()
    };
    // A role in the resource account is for the account its name ends with.
    let account_of = |call: &LoggedCall| match &call.account {
        Some(account) if account == resource => {
            let role = call.subject.as_deref()?;
            role.rsplit('-').next()?.parse().ok()
        }
        account => account.clone(),
    };
    for account in calls.iter().filter(is_change).filter_map(account_of) {
        *changes.entry(account).or_default() += 1;
    }
    changes
}

/// The figures of the runs in a table, a column a run.
pub(super) fn shown(runs: &[RunFigures], width: Width) -> String {
    let mut header = vec![""];
    header.extend(runs.iter().map(|run| run.run));
    let mut rows = Vec::new();
    let mut row = |name: String, value: &dyn Fn(&RunFigures) -> String| {
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
    row("retries would have waited, s".to_owned(), &|run| {
        format!("{:.0}", run.retries_would_have_waited_seconds)
    });
    row("state transitions".to_owned(), &|run| {
        run.transitions.to_string()
    });
    table(&header, rows, width)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rate for people, of far fewer calls"
)]
fn per_second(calls: usize, seconds: f64) -> f64 {
    calls as f64 / seconds.max(0.001)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
