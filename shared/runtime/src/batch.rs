use std::collections::BTreeMap;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsMessage};
use futures::{StreamExt, stream};

use crate::{Context, Function, input::Demand, log::Line, respond::respond};

/// How many pieces of work are done side by side. The limits are those of IAM, not of the network.
const SIDE_BY_SIDE: usize = 8;

/// A message and what it calls for.
struct Message {
    id: String,
    demand: Demand,
}

/// Handles the messages of a queue and says which of them have to come again. Messages about the
/// same thing are handled one after another, others side by side.
pub(crate) async fn handle_batch(
    function: &dyn Function,
    messages: Vec<SqsMessage>,
    context: &Context,
) -> SqsBatchResponse {
    let mut things: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for message in messages {
        // A batch with a failure of an empty id comes again as a whole.
        let id = message.message_id.unwrap_or_default();
        let demand = Demand::of_message(message.body.as_deref());
        let messages = things.entry(demand.key()).or_default();
        messages.push(Message { id, demand });
    }
    let failures = stream::iter(things.into_values())
        .map(|messages| one_after_another(function, messages, context))
        .buffer_unordered(SIDE_BY_SIDE)
        .concat()
        .await;
    response(failures)
}

/// The ids of those messages whose work is not done.
async fn one_after_another(
    function: &dyn Function,
    messages: Vec<Message>,
    context: &Context,
) -> Vec<String> {
    let mut failures = Vec::new();
    for Message { id, demand } in messages {
        let line = Line {
            function: function.name(),
            request_id: &context.request_id,
            message_id: Some(&id),
            account: None,
        };
        let answer = respond(function, demand, line, context).await;
        if answer.fault().is_some() || answer.unfinished().is_some() {
            failures.push(id);
        }
    }
    failures
}

fn response(failures: Vec<String>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failures.into_iter().map(failure).collect();
    response
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
