use std::collections::BTreeMap;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsMessage};
use futures::{StreamExt, stream};
use rolepair_reconcile::Failure;

use crate::{
    Context, Function,
    input::Demand,
    invoke::{failed, handle_demand},
    log::Line,
};

/// Things worked on side by side. What lies behind is network, and IAM's patience.
const SIDE_BY_SIDE: usize = 8;

/// A message that can be worked on.
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
    let mut failures: Vec<String> = Vec::new();
    let mut things: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for message in messages {
        // A batch whose failures are named by an empty text comes again as a whole.
        let id = message.message_id.unwrap_or_default();
        match Demand::of_message(message.body.as_deref()) {
            Ok(demand) => {
                let thing = demand.about();
                things
                    .entry(thing)
                    .or_default()
                    .push(Message { id, demand });
            }
            Err(finding) => {
                failed(
                    &line(function, &id, context),
                    &Failure::BadEvent { finding },
                );
                failures.push(id);
            }
        }
    }
    let failed = stream::iter(things.into_values())
        .map(|messages| one_after_another(function, messages, context))
        .buffer_unordered(SIDE_BY_SIDE)
        .concat()
        .await;
    failures.extend(failed);
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
        let line = line(function, &id, context);
        let done = match handle_demand(function, demand, line, context).await {
            Ok(answers) => answers.iter().all(|answer| answer.unfinished().is_none()),
            Err(_) => false,
        };
        if !done {
            failures.push(id);
        }
    }
    failures
}

fn line<'a>(function: &'a dyn Function, id: &'a str, context: &'a Context) -> Line<'a> {
    Line {
        function: function.name(),
        request_id: &context.request_id,
        message_id: Some(id),
        account: None,
    }
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
