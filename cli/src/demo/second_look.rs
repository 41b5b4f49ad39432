//! Step 6: the backfill looks at everything once more, and finds nothing to do.

use serde_json::{Value, json};

use crate::stage::{Checklist, Stage};
use crate::terminal::Spinner;

/// Looks for dead letters, then runs the backfill over the whole organization.
pub(crate) async fn play(stage: &Stage, checklist: &mut Checklist) {
    checklist.step("Running it again changes nothing");
    let dead: Vec<Value> = stage
        .sandbox
        .dead_letters()
        .into_iter()
        .map(|dead| json!({"function": dead.function, "receives": dead.receive_count, "why": dead.last_error}))
        .collect();
    let words = "every event was handled";
    checklist.check(
        "there are no dead letters",
        dead.is_empty(),
        words,
        json!(dead),
    );
    let answer = {
        let _spinner = Spinner::start("the backfill");
        stage.sandbox.invoke("backfill", json!({})).await
    };
    let words = "every account that a pair selects, both roles, every task definition";
    let (holds, evidence) = match answer {
        Ok(answer) => (nothing_was_left(&answer), answer),
        Err(error) => (false, json!(error)),
    };
    checklist.check(
        "the backfill finds nothing left to do",
        holds,
        words,
        evidence,
    );
}

/// Whether both accounts were looked at, and nothing was left to change.
fn nothing_was_left(answer: &Value) -> bool {
    let accounts = list(answer, "accounts");
    accounts.len() == 2
        && accounts.iter().all(|account| {
            let status = account.get("status").and_then(Value::as_str);
            status == Some("unchanged") && list(account, "changes").is_empty()
        })
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
