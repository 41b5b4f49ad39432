//! The state machine of `infra/` spreads a backfill over many accounts and names those that failed. A
//! restart works on those alone.

use std::collections::BTreeMap;

use rolepair_rehearsal::{AccountFailure, Trouble, Troubles, failures, summary};
use rolepair_state_machine::{Execution, ExecutionStatus};
use rolepair_tests::LargeOrganization;
use serde_json::json;

/// The accounts that no pair selects: the management account, the hub and the resource account.
const OTHERS: usize = 3;

fn assert_succeeded(execution: &Execution) {
    let status = execution.status;
    assert_eq!(status, ExecutionStatus::Succeeded, "{execution:?}");
}

fn assert_named(failures: &[AccountFailure], troubles: &Troubles<'_>) {
    assert_eq!(failures.len(), Trouble::ALL.len(), "{failures:#?}");
    for (account, trouble) in &troubles.accounts {
        let failure = failures.iter().find(|failure| failure.account == *account);
        let AccountFailure { error, reason, .. } =
            failure.unwrap_or_else(|| panic!("{trouble:?} is not named"));
        let (kind, code) = trouble.shows_as();
        assert_eq!(error, kind, "{trouble:?}: {reason}");
        assert!(reason.contains(code), "{trouble:?}: {reason}");
        assert!(reason.contains(account.as_str()), "{trouble:?}: {reason}");
        let has_cure = reason.contains(". Cure: ");
        assert!(has_cure || kind == "Transient", "{trouble:?}: {reason}");
    }
}

/// The number of changes in each account, without the resource account.
fn changed(organization: &LargeOrganization) -> BTreeMap<String, usize> {
    let mut accounts = BTreeMap::new();
    for change in organization.scene.changes() {
        let account = change.split(' ').next().unwrap().to_owned();
        *accounts.entry(account).or_default() += 1;
    }
    accounts.remove("999999999999");
    accounts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_accounts_the_ten_that_fail_are_named_and_the_restart_finishes_them() {
    const ACCOUNTS: usize = 100;
    let organization = LargeOrganization::of(ACCOUNTS).await;
    let sandbox = &organization.scene.sandbox;
    let troubles = Troubles::begin(sandbox, &organization.accounts, Trouble::ALL.len());
    let troubles = troubles.await.unwrap();
    organization.scene.forget();
    let execution = organization.backfill("nightly", json!({})).await;
    let summary = summary(&execution).unwrap();
    assert_eq!(summary["accounts"], ACCOUNTS + OTHERS);
    assert_eq!(summary["failed"], 10);
    assert_eq!(
        summary,
        organization.left_behind("runs/nightly/summary.json")
    );
    assert_named(&failures(sandbox, &summary).unwrap(), &troubles);
    // A role, its policy and a revision.
    let changed_first = changed(&organization);
    let whole = changed_first.values().filter(|changes| **changes == 3);
    assert_eq!(whole.count(), ACCOUNTS - 10);
    // The two transient failures are tried again, five times each. Refusals are not.
    assert_eq!(execution.measured.retries, 2 * 5);
    let calls = (ACCOUNTS + OTHERS + 1) as u64;
    assert_eq!(execution.measured.invocations, calls + 2 * 5);

    let failed: Vec<String> = troubles
        .accounts
        .iter()
        .map(|(id, _)| id.to_string())
        .collect();
    troubles.end().await.unwrap();
    organization.scene.forget();
    let restart = json!({"restart_of": summary["restart_of"]});
    let execution = organization.backfill("once-more", restart).await;
    assert_succeeded(&execution);
    assert_eq!(execution.map_runs[0].counts.total, 10);
    assert_eq!(execution.map_runs[0].counts.succeeded, 10);
    let changed = changed(&organization);
    assert!(
        changed.keys().all(|account| failed.contains(account)),
        "{changed:?}"
    );
    for account in &failed {
        let changes = changed_first.get(account).unwrap_or(&0) + changed.get(account).unwrap_or(&0);
        assert_eq!(changes, 3, "{account}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_run_changes_nothing_and_succeeds() {
    let organization = LargeOrganization::of(12).await;
    let input = json!({"max_concurrency": 3});
    let execution = organization.backfill("first", input.clone()).await;
    assert_succeeded(&execution);
    assert_eq!(organization.scene.changes().len(), 12 * 5);
    organization.scene.forget();
    let execution = organization.backfill("second", input).await;
    assert_succeeded(&execution);
    organization.scene.assert_no_changes();
    let counts = &execution.output.unwrap()["counts"];
    assert_eq!(counts, &json!({"total": 15, "succeeded": 15, "failed": 0}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_input_with_a_mistake_fails_before_any_account_is_touched() {
    let organization = LargeOrganization::of(1).await;
    for (name, input) in [
        ("a", json!({"dryrun": true})),
        ("b", json!({"pairs": ["x"]})),
    ] {
        let execution = organization.backfill(name, input).await;
        assert_eq!(execution.error.as_deref(), Some("BadEvent"));
        assert!(execution.cause.unwrap().contains("RP301"));
        assert!(execution.map_runs.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_over_named_accounts_changes_nothing() {
    let organization = LargeOrganization::of(5).await;
    let named = &organization.accounts[1..3];
    let input = json!({"accounts": named, "dry_run": true});
    let execution = organization.backfill("dry", input).await;
    assert_succeeded(&execution);
    assert_eq!(execution.map_runs[0].counts.total, 2);
    organization.scene.assert_no_changes();
}
