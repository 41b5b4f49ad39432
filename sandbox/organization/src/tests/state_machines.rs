//! Definitions that are refused, and executions of small ones.

mod definitions;
mod executions;
mod map_runs;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use futures::FutureExt;
use rolepair_state_machine::{Execution, StateMachine};
use serde_json::{Value, json};

use crate::{Code, HostedFunction, InvocationError, Options, Sandbox};

/// A sandbox with the function `backfill`, whose answer depends on the payload:
/// `{"answer": x}` gives x; `{"error": e}` fails with e; `{"fails": n, "as": e, "id": i}` fails
/// with e the first n times for that id.
pub(super) struct TestMachines {
    pub(super) sandbox: Sandbox,
    /// The most calls that ran at the same time.
    pub(super) most_at_once: Arc<AtomicUsize>,
}

pub(super) async fn test_machines() -> TestMachines {
    let mut options = Options::default();
    options.dials.skip_retry_waits = true;
    let sandbox = Sandbox::start(options).await.unwrap();
    let most_at_once = Arc::new(AtomicUsize::new(0));
    let (at_once, most) = (Arc::new(AtomicUsize::new(0)), most_at_once.clone());
    let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
    let factory = move |_: &crate::FunctionEnvironment| -> crate::Handler {
        let (at_once, most, asked) = (at_once.clone(), most.clone(), asked.clone());
        Arc::new(move |payload| {
            let (at_once, most, asked) = (at_once.clone(), most.clone(), asked.clone());
            async move {
                let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                tokio::task::yield_now().await;
                at_once.fetch_sub(1, Ordering::SeqCst);
                answer(&payload, &asked)
            }
            .boxed()
        })
    };
    let function = HostedFunction::new("backfill", Code::InProcess(Arc::new(factory)));
    sandbox.run_function(&function).unwrap();
    TestMachines {
        sandbox,
        most_at_once,
    }
}

fn answer(payload: &Value, asked: &Mutex<Vec<Value>>) -> Result<Value, InvocationError> {
    let mut asked = asked.lock().unwrap();
    asked.push(payload.clone());
    let same = asked.iter().filter(|earlier| *earlier == payload).count();
    let error = |name: &Value| Err(InvocationError::new(name.as_str().unwrap(), "the reason"));
    if let Some(times) = payload.get("fails").and_then(Value::as_u64) {
        if same as u64 <= times {
            return error(&payload["as"]);
        }
        return Ok(json!("at last"));
    }
    match payload.get("error") {
        Some(name) => error(name),
        None => Ok(payload["answer"].clone()),
    }
}

impl TestMachines {
    pub(super) fn substitutions(&self) -> Vec<(String, String)> {
        let bucket = self.sandbox.results_bucket();
        let function =
            "arn:aws:lambda:eu-west-1:222222222222:function:rolepair-backfill".to_owned();
        vec![("F".to_owned(), function), ("B".to_owned(), bucket)]
    }

    pub(super) fn machine(&self, start_at: &str, states: Value) -> StateMachine {
        let definition = json!({"StartAt": start_at, "States": states}).to_string();
        let substitutions = self.substitutions();
        let substitutions = substitutions.iter();
        let substitutions = substitutions.map(|(name, value)| (name.as_str(), value.as_str()));
        StateMachine::new("rolepair-backfill", &definition, substitutions).unwrap()
    }

    pub(super) async fn run(&self, start_at: &str, states: Value, input: Value) -> Execution {
        let machine = self.machine(start_at, states);
        self.sandbox.start_execution(&machine, "run-1", input).await
    }

    /// An object of the results bucket, as JSON.
    pub(super) fn object(&self, key: &str) -> Option<Value> {
        let body = self.sandbox.object(&self.sandbox.results_bucket(), key)?;
        Some(serde_json::from_slice(&body).unwrap())
    }
}

/// A task that calls the function with `$` for its payload.
pub(super) fn call(next: &str) -> Value {
    let mut state = json!({
        "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "${F}", "Payload.$": "$"},
        "ResultSelector": {"answer.$": "$.Payload"},
    });
    if next.is_empty() {
        state["End"] = json!(true);
    } else {
        state["Next"] = json!(next);
    }
    state
}
