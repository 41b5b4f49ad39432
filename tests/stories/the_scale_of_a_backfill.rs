//! What one more account costs a backfill, counted on the embedded organization and compared with the
//! numbers in `docs/scale.md`.

use std::{collections::BTreeMap, path::Path};

use rolepair_model::AccountId;
use rolepair_state_machine::{Execution, ExecutionStatus};
use rolepair_tests::{PairEntry, Scene, Setup, pair, task_definition};
use serde_json::{Value, json};

/// How often something is done: by what it is, and by the account.
type Counts = BTreeMap<(String, String), usize>;

const DOCUMENT: &str = "docs/scale.md";

/// The other accounts of the organization: the management account, the hub and the resource account.
const OTHERS: usize = 3;

/// The accounts that a run works on.
#[derive(Clone, Copy)]
enum Accounts {
    /// rolepair has done nothing in them.
    New,
    /// They are as they should be, but the function that reads them has never entered them.
    Unchanged,
}

/// Counts a run over this number of accounts. The run gets the input that `input` makes of them.
async fn run(
    pair: PairEntry,
    accounts: Accounts,
    count: usize,
    input: fn(&[AccountId]) -> Value,
) -> Counts {
    let (scene, ids) = populated(pair, accounts, count).await;
    counted(&scene, input(&ids)).await
}

async fn populated(pair: PairEntry, accounts: Accounts, count: usize) -> (Scene, Vec<AccountId>) {
    let setup = Setup::with(pair);
    let scene = match accounts {
        Accounts::New => setup.with_backfill_in_process().start().await,
        Accounts::Unchanged => setup.start().await,
    };
    let mut ids = Vec::new();
    for number in 0..count {
        let account = scene.account_joins(&format!("team-{number}")).await;
        scene
            .register_and_settle(&account, &task_definition("api"))
            .await;
        ids.push(account);
    }
    (scene, ids)
}

async fn counted(scene: &Scene, input: Value) -> Counts {
    scene.forget();
    let machine = scene.sandbox.backfill_state_machine().unwrap();
    let execution = scene
        .sandbox
        .start_execution(&machine, "counted", input)
        .await;
    let status = execution.status;
    assert_eq!(status, ExecutionStatus::Succeeded, "{execution:?}");
    let mut counts = counts_of(&execution);
    for call in scene.calls().0 {
        let options = scene.sandbox.options();
        let place = match call.account.unwrap() {
            account if account == options.hub.id => "hub",
            account if account == options.resource.id => "resource account",
            _ => "task account",
        };
        let key = (format!("`{}`", call.operation), place.to_owned());
        *counts.entry(key).or_default() += 1;
    }
    counts
}

fn counts_of(execution: &Execution) -> Counts {
    let entry = |name: &str, count: u64| {
        let count = usize::try_from(count).unwrap();
        ((name.to_owned(), "hub".to_owned()), count)
    };
    let measured = &execution.measured;
    Counts::from([
        entry("function invocations", measured.invocations),
        entry("state transitions", measured.transitions),
    ])
}

/// The cost of each additional account, from two runs.
fn per_account(few: &Counts, many: &Counts, more: usize) -> Counts {
    let cost = |(key, many): (&(String, String), &usize)| {
        let difference = many - few.get(key).unwrap_or(&0);
        assert_eq!(difference % more, 0, "{key:?} differs by {difference}");
        (key.clone(), difference / more)
    };
    many.iter().map(cost).collect()
}

/// The cost of each account in a run.
async fn costs(pair: &PairEntry, accounts: Accounts) -> Counts {
    const FEW: usize = 1;
    const MANY: usize = 3;
    // One account at a time, so that only one function enters the resource account.
    let input = |accounts: &[AccountId]| json!({"accounts": accounts, "max_concurrency": 1});
    let few = run(pair.clone(), accounts, FEW, input).await;
    let many = run(pair.clone(), accounts, MANY, input).await;
    per_account(&few, &many, MANY - FEW)
}

/// The rows of the table below a mark in the document, without the head.
fn table(mark: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(DOCUMENT);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, below) = text.split_once(&format!("<!-- {mark} -->\n")).unwrap();
    let (table, _) = below.split_once("<!-- end -->").unwrap();
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    table.lines().skip(2).map(cells).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_costs_the_calls_in_the_document() {
    let own = pair("orders");
    let shared = pair("orders").for_accounts("{organizational_units: [r-ab12]}");
    let shared = shared.with("trust: organization");
    let columns = [
        &costs(&own, Accounts::New).await,
        &costs(&shared, Accounts::New).await,
        &costs(&own, Accounts::Unchanged).await,
    ];
    let mut counted = Vec::new();
    let keys = columns.iter().flat_map(|counts| counts.keys());
    let keys: std::collections::BTreeSet<_> = keys.collect();
    for key in keys {
        let count = |counts: &&Counts| *counts.get(key).unwrap_or(&0);
        let counts: Vec<usize> = columns.iter().map(count).collect();
        if counts.iter().any(|count| *count > 0) {
            let mut row = vec![key.0.clone(), key.1.clone()];
            row.extend(counts.iter().map(ToString::to_string));
            counted.push(row);
        }
    }
    let mut documented = table("calls of an account");
    documented.sort();
    counted.sort();
    assert_eq!(
        documented, counted,
        "the table of {DOCUMENT} should be these rows"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_takes_the_round_trips_in_the_document() {
    // Long enough for calls made side by side to overlap even on a busy machine.
    const LATENCY_MS: u64 = 500;
    let mut counted = Vec::new();
    for (name, accounts) in [("new", Accounts::New), ("unchanged", Accounts::Unchanged)] {
        let (scene, ids) = populated(pair("orders"), accounts, 1).await;
        scene.turn(|dials| dials.latency_ms = LATENCY_MS);
        self::counted(&scene, json!({"accounts": ids})).await;
        counted.push([name.to_owned(), scene.calls().round_trips().to_string()]);
    }
    assert_eq!(table("round trips of an account"), counted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_costs_the_transitions_and_pages_in_the_document() {
    // 5 for the run and 4 for each page of the plan. Each account takes 3 more.
    const TRANSITIONS: usize = 5 + 4;
    // With the other three accounts, more than a page of ListAccounts, which has 20.
    const ACCOUNTS: usize = 18;
    let run = run(pair("orders"), Accounts::New, ACCOUNTS, |_| json!({})).await;
    let count = |name: &str| run.get(&(name.to_owned(), "hub".to_owned())).copied();
    let all = ACCOUNTS + OTHERS;
    assert_eq!(count("`ListAccounts`"), Some(all.div_ceil(20)));
    assert_eq!(count("function invocations"), Some(all + 1));
    assert_eq!(count("state transitions"), Some(3 * all + TRANSITIONS));
}
