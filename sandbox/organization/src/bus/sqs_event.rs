//! What Lambda's event source mapping passes to a function, and how it reads the answer
//! (<https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::queue::QueueMessage;

/// Messages as one SQS event.
pub(crate) fn of(messages: &[QueueMessage], queue_arn: &str, region: &str) -> Value {
    let records: Vec<Value> = messages
        .iter()
        .map(|message| {
            json!({
                "messageId": message.id,
                "receiptHandle": message.receipt_handle,
                "body": message.body,
                "attributes": {
                    "ApproximateReceiveCount": message.receive_count.to_string(),
                    "SentTimestamp": message.sent_millis.to_string(),
                    "SenderId": "events.amazonaws.com",
                    "ApproximateFirstReceiveTimestamp": message.first_received_millis.to_string(),
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": region,
            })
        })
        .collect();
    json!({ "Records": records })
}

/// Reads from the function's answer which messages of a batch failed. An answer that names a
/// message that was not in the batch, or leaves out a name, fails the whole batch.
pub(crate) fn failed(answer: &Value, batch: &[QueueMessage]) -> BTreeSet<String> {
    let all = || batch.iter().map(|message| message.id.clone()).collect();
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return BTreeSet::new(),
        Some(Value::Array(failures)) => failures,
        Some(_) => return all(),
    };
    let ids: Option<BTreeSet<String>> = failures
        .iter()
        .map(|failure| failure.get("itemIdentifier")?.as_str().map(str::to_owned))
        .collect();
    match ids {
        Some(ids)
            if ids
                .iter()
                .all(|id| batch.iter().any(|message| message.id == *id)) =>
        {
            ids
        }
        _ => all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str) -> QueueMessage {
        QueueMessage {
            id: id.to_owned(),
            receipt_handle: format!("{id}-receipt"),
            body: "{}".to_owned(),
            sent_millis: 5,
            first_received_millis: 6,
            receive_count: 2,
        }
    }

    #[test]
    fn a_record_has_the_shape_functions_know() {
        let event = of(&[message("a")], "arn:aws:sqs:eu-west-1:1:q", "eu-west-1");
        assert_eq!(
            event,
            json!({"Records": [{
                "messageId": "a",
                "receiptHandle": "a-receipt",
                "body": "{}",
                "attributes": {
                    "ApproximateReceiveCount": "2",
                    "SentTimestamp": "5",
                    "SenderId": "events.amazonaws.com",
                    "ApproximateFirstReceiveTimestamp": "6",
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:1:q",
                "awsRegion": "eu-west-1",
            }]})
        );
    }

    #[test]
    fn an_answer_fails_what_it_names_and_everything_when_it_makes_no_sense() {
        let batch = [message("a"), message("b")];
        for (answer, expected) in [
            (
                json!({"batchItemFailures": [{"itemIdentifier": "b"}]}),
                vec!["b"],
            ),
            (json!({"batchItemFailures": []}), vec![]),
            (json!({"batchItemFailures": null}), vec![]),
            (json!({"outcome": "changed"}), vec![]),
            (json!(null), vec![]),
            (
                json!({"batchItemFailures": [{"itemIdentifier": "c"}]}),
                vec!["a", "b"],
            ),
            (
                json!({"batchItemFailures": [{"itemIdentifier": ""}]}),
                vec!["a", "b"],
            ),
            (json!({"batchItemFailures": [{"id": "a"}]}), vec!["a", "b"]),
            (json!({"batchItemFailures": "a"}), vec!["a", "b"]),
        ] {
            let failed: Vec<String> = failed(&answer, &batch).into_iter().collect();
            assert_eq!(failed, expected, "{answer}");
        }
    }
}
