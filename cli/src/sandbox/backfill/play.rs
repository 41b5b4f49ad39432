use std::collections::BTreeMap;

use rolepair_model::AccountId;
use rolepair_rehearsal::{Troubles, configuration, options, populate, summary};
use rolepair_state_machine::{Execution, ExecutionStatus, ItemCounts};
use serde_json::{Value, json};

use crate::function::FunctionName;
use crate::sandbox::backfill::backfill_arguments::BackfillArguments;
use crate::sandbox::backfill::backfill_error::BackfillError;
use crate::sandbox::backfill::failures;
use crate::sandbox::backfill::run_figures::RunFigures;
use crate::sandbox::backfill::state_machine::BackfillStateMachine;
use crate::stage::{Checklist, Stage};

/// The management account, the hub and the resource account. No pair selects them.
const OTHERS: usize = 3;

/// The changes for one account: two roles, a policy of each, and the patched revision.
const CHANGES: usize = 5;

/// Plays the rehearsal, from the accounts to the run that changes nothing. Adds the figures of each
/// run to `runs`.
pub(super) async fn play(
    arguments: &BackfillArguments,
    checklist: &mut Checklist,
    runs: &mut Vec<RunFigures>,
) -> Result<(), BackfillError> {
    let options = options();
    let config = configuration(&options);
    let functions = arguments.functions.as_deref();
    let stage = Stage::set(options, &[FunctionName::Backfill], functions).await?;
    stage.configure(&config)?;
    let machine = BackfillStateMachine::on(&stage)?;
    let failing = usize::try_from(arguments.failing).unwrap_or(usize::MAX);
    let accounts = make_accounts(&stage, arguments, checklist).await?;
    let pace = json!({"max_concurrency": arguments.max_concurrency});

    checklist.step("The backfill");
    let troubles = Troubles::begin(&stage.sandbox, &accounts, failing).await?;
    let (execution, first) = machine.run("backfill", pace.clone(), checklist).await;
    check_counts(checklist, &execution, accounts.len() + OTHERS, failing);
    check_whole(checklist, &accounts, &troubles, &first.changes);
    let restart = name_failures(&stage, &troubles, &execution, checklist)?;
    let before = first.changes.clone();
    runs.push(first);

    let failed: Vec<AccountId> = troubles.accounts.iter().map(|(id, _)| id.clone()).collect();
    if let Some(restart_of) = restart {
        checklist.step("The trouble ends, and a restart backfills what is left");
        troubles.end().await?;
        let input = json!({"restart_of": restart_of, "max_concurrency": arguments.max_concurrency});
        let (execution, run) = machine.run("restart", input, checklist).await;
        check_restart(checklist, &execution, &failed, &before, &run.changes);
        runs.push(run);
    }

    if arguments.again {
        runs.push(again(&machine, pace, checklist).await);
    }
    stage.sandbox.stop().await;
    Ok(())
}

/// Runs over all accounts once more.
async fn again(
    machine: &BackfillStateMachine<'_>,
    pace: Value,
    checklist: &mut Checklist,
) -> RunFigures {
    checklist.step("Once more over all of them");
    let (execution, run) = machine.run("once more", pace, checklist).await;
    let counts = counts(&execution);
    checklist.check(
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
    checklist: &mut Checklist,
) -> Result<Vec<AccountId>, BackfillError> {
    let wanted = usize::try_from(arguments.accounts).unwrap_or(usize::MAX);
    checklist.step("Accounts, each with a task definition");
    checklist.set("functions", &stage.description);
    let progress = checklist.progress("accounts", wanted);
    let accounts = populate(&stage.sandbox, wanted, &|| progress.advance()).await?;
    drop(progress);
    checklist.check(
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

fn check_counts(checklist: &mut Checklist, execution: &Execution, total: usize, failing: usize) {
    let counts = counts(execution);
    let is_end = match failing {
        0 => execution.status == ExecutionStatus::Succeeded,
        _ => execution.error.as_deref() == Some("AccountsFailed"),
    };
    checklist.check(
        "the run went through all accounts, although some failed",
        is_end && (counts.total, counts.failed) == (total, failing),
        &format!("{} succeeded, {} failed", counts.succeeded, counts.failed),
        json!({
            "status": execution.status, "error": execution.error, "counts": counts,
            "cause": execution.cause,
        }),
    );
}

/// Checks that every account that was not in trouble is as planned.
fn check_whole(
    checklist: &mut Checklist,
    accounts: &[AccountId],
    troubles: &Troubles<'_>,
    changes: &BTreeMap<AccountId, usize>,
) {
    let in_trouble = |account: &&AccountId| troubles.accounts.iter().any(|(id, _)| id == *account);
    let others: Vec<_> = accounts.iter().filter(|id| !in_trouble(id)).collect();
    let whole = |id: &&&AccountId| changes.get(**id) == Some(&CHANGES);
    let count = others.iter().filter(whole).count();
    checklist.check(
        "every other account got its role pair and its patched revision",
        count == others.len(),
        &format!("{count} of {}", others.len()),
        json!({"accounts": others.len(), "whole": count}),
    );
}

/// Checks which accounts are named. Gives the input for a restart, if there are any.
fn name_failures(
    stage: &Stage,
    troubles: &Troubles<'_>,
    execution: &Execution,
    checklist: &mut Checklist,
) -> Result<Option<Value>, BackfillError> {
    if troubles.accounts.is_empty() {
        return Ok(None);
    }
    let summary = summary(execution)?;
    let failed = rolepair_rehearsal::failures(&stage.sandbox, &summary)?;
    checklist.check(
        "the summary names exactly the accounts in trouble, each with its error and finding",
        failures::are_just(&failed, &troubles.accounts),
        &format!("{} accounts", failed.len()),
        json!({"summary": summary, "failures": failed}),
    );
    checklist.show_as_is(&failures::shown(
        &failed,
        &troubles.accounts,
        Checklist::width(),
    ));
    Ok(summary.get("restart_of").cloned())
}

fn check_restart(
    checklist: &mut Checklist,
    execution: &Execution,
    failed: &[AccountId],
    before: &BTreeMap<AccountId, usize>,
    changes: &BTreeMap<AccountId, usize>,
) {
    let counts = counts(execution);
    checklist.check(
        "it took exactly those accounts",
        counts.total == failed.len() && changes.keys().all(|id| failed.contains(id)),
        &format!("{} accounts", counts.total),
        json!({"counts": counts, "changed": changes}),
    );
    let all = |id: &AccountId| before.get(id).unwrap_or(&0) + changes.get(id).unwrap_or(&0);
    checklist.check(
        "and finished them",
        execution.status == ExecutionStatus::Succeeded
            && failed.iter().all(|id| all(id) == CHANGES),
        &format!("{} succeeded", counts.succeeded),
        json!({"status": execution.status, "counts": counts, "cause": execution.cause}),
    );
}
