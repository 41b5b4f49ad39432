//! Step 6: the backfill goes through everything once more, and finds nothing left to do.

use serde_json::{Value, json};

use crate::demo::DemoError;
use crate::demo::report::Report;
use crate::demo::stage::Stage;
use crate::terminal::Spinner;

/// Runs the backfill over the whole organization.
pub(crate) async fn play(stage: &Stage, report: &mut Report) -> Result<(), DemoError> {
    report.step("Whatever runs again changes nothing");
    let answer = {
        let _spinner = Spinner::start("the backfill");
        stage.sandbox.invoke("backfill", json!({})).await?
    };
    let accounts = list(&answer, "accounts");
    let left = accounts
        .iter()
        .map(|account| list(account, "changes").len());
    let holds = accounts.len() == 2
        && left.sum::<usize>() == 0
        && accounts.iter().all(|account| is(account, "unchanged"));
    let words = "every account that a pair selects, both roles, every task definition";
    report.check(
        "the backfill finds nothing left to do",
        holds,
        words,
        answer.clone(),
    );
    let dead = stage.sandbox.dead_letters();
    let words = "every event was dealt with";
    report.check(
        "there are no dead letters",
        dead.is_empty(),
        words,
        json!(dead),
    );
    Ok(())
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn is(account: &Value, status: &str) -> bool {
    account.get("status").and_then(Value::as_str) == Some(status)
}
