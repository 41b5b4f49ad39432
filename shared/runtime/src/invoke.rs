use std::time::Duration;

use rolepair_reconcile::{Cause, Failure, Outcome, PortError};
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    Answer, Context, Fault, Function, Work,
    batch::handle_batch,
    fault::FaultType,
    input::{Demand, Input},
    log::Line,
};

/// The part of the time that is kept for the answer. Work that would go on into it is cut off: the
/// next run finishes it, and its neighbours in the batch are not lost with it.
const FOR_THE_ANSWER: Duration = Duration::from_millis(500);

/// Calls a function with whatever Lambda would call it with, and gives what Lambda would be given:
/// for a batch its failures, else the answer.
///
/// # Errors
/// What Lambda's caller sees of a failure.
pub async fn invoke(
    function: &dyn Function,
    payload: Value,
    context: &Context,
) -> Result<Value, Fault> {
    let line = Line {
        function: function.name(),
        request_id: &context.request_id,
        message_id: None,
        account: None,
    };
    match Input::read(payload) {
        Ok(Input::Batch(messages)) => to_json(&handle_batch(function, messages, context).await),
        Ok(Input::One(demand)) => answers(handle_demand(function, demand, line, context).await?),
        Err(finding) => Err(failed(&line, &Failure::BadEvent { finding })),
    }
}

/// Does what is called for, one piece after another, up to the first that fails.
pub(crate) async fn handle_demand(
    function: &dyn Function,
    demand: Demand,
    line: Line<'_>,
    context: &Context,
) -> Result<Vec<Answer>, Fault> {
    let work = match demand {
        Demand::Work(work) => work,
        Demand::Nothing(finding) => {
            let answer = Outcome::skipped(vec![finding]).into();
            line.answer(&answer);
            return Ok(vec![answer]);
        }
    };
    let mut answers = Vec::new();
    for work in work {
        let account = work.account().map(str::to_owned);
        let line = Line {
            account: account.as_deref(),
            ..line
        };
        let answer = in_time(function, work, context).await;
        let answer = answer.map_err(|failure| failed(&line, &failure))?;
        line.answer(&answer);
        answers.push(answer);
    }
    Ok(answers)
}

async fn in_time(
    function: &dyn Function,
    work: Work,
    context: &Context,
) -> Result<Answer, Failure> {
    let time = context.remaining().saturating_sub(FOR_THE_ANSWER);
    if time.is_zero() {
        return Err(out_of_time());
    }
    let result = timeout(time, function.handle(work, context)).await;
    result.unwrap_or_else(|_| Err(out_of_time()))
}

fn out_of_time() -> Failure {
    let error = PortError::transient("lambda:InvokeFunction", "the deadline was reached");
    Failure::of(vec![Cause::from(error)], Outcome::skipped(Vec::new()))
}

pub(crate) fn failed(line: &Line<'_>, failure: &Failure) -> Fault {
    line.failure(failure);
    Fault::from(failure)
}

/// One answer as it is; the answers of an event that tells of several facts as a list.
fn answers(answers: Vec<Answer>) -> Result<Value, Fault> {
    match answers.as_slice() {
        [answer] => to_json(answer),
        answers => to_json(&answers),
    }
}

fn to_json<T: serde::Serialize>(answer: &T) -> Result<Value, Fault> {
    serde_json::to_value(answer).map_err(|error| Fault {
        error_type: FaultType::Refused,
        error_message: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
