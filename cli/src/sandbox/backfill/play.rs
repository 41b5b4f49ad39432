use std::collections::BTreeMap;

use rolepair_model::AccountId;
use rolepair_rehearsal::{Troubles, failures, populate, summary};
use rolepair_sandbox::{Execution, ExecutionStatus, ItemCounts};
use serde_json::{Value, json};

use super::BackfillArguments;
use super::error::BackfillError;
use super::failed;
use super::measured::Measured;
use super::stage::Stage;
use crate::demo::report::Report;
use crate::output_format::OutputFormat;

/// The management account, the hub and the resource account, which no pair selects.
const OTHERS: usize = 3;

/// What a whole account takes: two roles, the policy of each, the patched revision.
const CHANGES: usize = 5;

/// Plays it, from the making of the accounts to the run that changes nothing.
pub(super) async fn play(
    arguments: &BackfillArguments,
    output: OutputFormat,
    report: &mut Report,
    measured: &mut Vec<Measured>,
) -> Result<(), BackfillError> {
    let stage = Stage::set(arguments, output).await?;
    let failing = usize::try_from(arguments.failing).unwrap_or(usize::MAX);
    let accounts = make_accounts(&stage, arguments, report).await?;
    let pace = json!({"max_concurrency": arguments.max_concurrency});

    report.step("The backfill");
    let troubles = Troubles::begin(&stage.sandbox, &accounts, failing).await?;
    let (execution, first) = stage.backfill("backfill", pace.clone()).await;
    check_counts(report, &execution, accounts.len() + OTHERS, failing);
    check_whole(report, &accounts, &troubles, &first.changes);
    let restart = name_failures(&stage, &troubles, &execution, report)?;
    let before = first.changes.clone();
    measured.push(first);

    let failed: Vec<AccountId> = troubles.accounts.iter().map(|(id, _)| id.clone()).collect();
    if let Some(restart_of) = restart {
        report.step("Their troubles are over, and a restart takes what the run left behind");
        troubles.end().await?;
        let input = json!({"restart_of": restart_of, "max_concurrency": arguments.max_concurrency});
        let (execution, run) = stage.backfill("restart", input).await;
        check_restart(report, &execution, &failed, &before, &run.changes);
        measured.push(run);
    }

    if arguments.again {
        measured.push(again(&stage, pace, report).await);
    }
    stage.sandbox.stop().await;
    Ok(())
}

/// Runs over all accounts once more.
async fn again(stage: &Stage, pace: Value, report: &mut Report) -> Measured {
    report.step("Once more over all of them");
    let (execution, run) = stage.backfill("once more", pace).await;
    let counts = counts(&execution);
    report.check(
        "nothing was left to change",
        execution.status == ExecutionStatus::Succeeded && run.changes.is_empty(),
        &format!("{} of {} succeeded", counts.succeeded, counts.total),
        json!({"counts": counts, "changed": run.changes}),
    );
    run
}

async fn make_accounts(
    stage: &Stage,
    arguments: &BackfillArguments,
    report: &mut Report,
) -> Result<Vec<AccountId>, BackfillError> {
    let wanted = usize::try_from(arguments.accounts).unwrap_or(usize::MAX);
    report.step("Accounts, each with a task definition");
    report.set("functions", &stage.description);
    let progress = stage.progress("accounts", wanted);
    let accounts = populate(&stage.sandbox, wanted, &|| progress.advance()).await?;
    drop(progress);
    report.check(
        "the accounts were made, and rolepair has done nothing in them yet",
        accounts.len() == wanted,
        &format!("{wanted} accounts at {}", stage.sandbox.endpoint()),
        json!({"accounts": accounts.len()}),
    );
    Ok(accounts)
}

/// The counts of the map run over the accounts.
fn counts(execution: &Execution) -> ItemCounts {
    let first = execution.map_runs.first();
    first.map(|run| run.counts).unwrap_or_default()
}

fn check_counts(report: &mut Report, execution: &Execution, total: usize, failing: usize) {
    let counts = counts(execution);
    let is_end = match failing {
        0 => execution.status == ExecutionStatus::Succeeded,
        _ => execution.error.as_deref() == Some("AccountsFailed"),
    };
    report.check(
        "the run went through all accounts, whatever became of some",
        is_end && (counts.total, counts.failed) == (total, failing),
        &format!("{} succeeded, {} failed", counts.succeeded, counts.failed),
        json!({
            "status": execution.status, "error": execution.error, "counts": counts,
            "cause": execution.cause,
        }),
    );
}

/// Every account that was not in trouble is as it should be.
fn check_whole(
    report: &mut Report,
    accounts: &[AccountId],
    troubles: &Troubles<'_>,
    changes: &BTreeMap<AccountId, usize>,
) {
    let in_trouble = |account: &&AccountId| troubles.accounts.iter().any(|(id, _)| id == *account);
    let others: Vec<_> = accounts.iter().filter(|id| !in_trouble(id)).collect();
    let whole = |id: &&&AccountId| changes.get(**id) == Some(&CHANGES);
    let count = others.iter().filter(whole).count();
    report.check(
        "every other account got its role pair and its patched revision",
        count == others.len(),
        &format!("{count} of {}", others.len()),
        json!({"accounts": others.len(), "whole": count}),
    );
}

/// Checks who is named; what a restart is given, if anybody is.
fn name_failures(
    stage: &Stage,
    troubles: &Troubles<'_>,
    execution: &Execution,
    report: &mut Report,
) -> Result<Option<Value>, BackfillError> {
    if troubles.accounts.is_empty() {
        return Ok(None);
    }
    let summary = summary(execution)?;
    let failures = failures(&stage.sandbox, &summary)?;
    report.check(
        "the summary names just the accounts in trouble, each with its error and finding",
        failed::are_just(&failures, &troubles.accounts),
        &format!("{} accounts", failures.len()),
        json!({"summary": summary, "failures": failures}),
    );
    report.show(&failed::shown(&failures, &troubles.accounts));
    Ok(summary.get("restart_of").cloned())
}

fn check_restart(
    report: &mut Report,
    execution: &Execution,
    failed: &[AccountId],
    before: &BTreeMap<AccountId, usize>,
    changes: &BTreeMap<AccountId, usize>,
) {
    let counts = counts(execution);
    report.check(
        "it took just those accounts",
        counts.total == failed.len() && changes.keys().all(|id| failed.contains(id)),
        &format!("{} accounts", counts.total),
        json!({"counts": counts, "changed": changes}),
    );
    let all = |id: &AccountId| before.get(id).unwrap_or(&0) + changes.get(id).unwrap_or(&0);
    report.check(
        "and finished them",
        execution.status == ExecutionStatus::Succeeded
            && failed.iter().all(|id| all(id) == CHANGES),
        &format!("{} succeeded", counts.succeeded),
        json!({"status": execution.status, "counts": counts, "cause": execution.cause}),
    );
}
