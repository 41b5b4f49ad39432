use serde::Serialize;
use serde_json::Value;

use crate::{
    Context, Fault, FaultType, Function, batch::handle_batch, input::Input, log::Line,
    respond::respond,
};

/// Calls a function with an input from Lambda, and returns what Lambda would get: the failures of a
/// batch, or else the answer.
///
/// # Errors
/// A failure, as the caller of Lambda sees it.
pub async fn invoke(
    function: &dyn Function,
    payload: Value,
    context: &Context,
) -> Result<Value, Fault> {
    match Input::read(payload) {
        Input::Batch(messages) => to_json(&handle_batch(function, messages, context).await),
        Input::One(demand) => {
            let line = Line {
                function: function.name(),
                request_id: &context.request_id,
                message_id: None,
                account: None,
            };
            let answer = respond(function, demand, line, context).await;
            answer.fault().map_or_else(|| to_json(&answer), Err)
        }
    }
}

fn to_json<T: Serialize>(answer: &T) -> Result<Value, Fault> {
    serde_json::to_value(answer).map_err(|error| Fault {
        error_type: FaultType::Refused,
        error_message: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
