use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use rolepair_events::{Reading, read, read_value};
use rolepair_model::{Finding, FindingCode};
use serde_json::Value;

use crate::Work;

/// What a function is called with.
#[derive(Debug)]
pub(crate) enum Input {
    /// Messages of a queue, each with one EventBridge event.
    Batch(Vec<SqsMessage>),
    /// One EventBridge event, or a work item.
    One(Demand),
}

/// What one event, message or item calls for.
#[derive(Debug)]
pub(crate) enum Demand {
    /// A piece of work.
    Work(Work),
    /// Nothing, for this reason.
    Nothing(Finding),
    /// It is wrong; it will never be right.
    Malformed(Finding),
}

impl Input {
    pub(crate) fn read(payload: Value) -> Self {
        if payload.get("Records").is_some() {
            return match serde_json::from_value::<SqsEvent>(payload) {
                Ok(batch) => Self::Batch(batch.records),
                Err(error) => Self::One(Demand::Malformed(malformed("batch", error.to_string()))),
            };
        }
        Self::One(if !payload.is_object() {
            Demand::Malformed(malformed("input", "the input is not a JSON object"))
        } else if is_event(&payload) {
            Demand::of(read_value(&payload), || is_schedule(&payload))
        } else {
            Demand::Work(Work::Item(payload))
        })
    }
}

impl Demand {
    /// Names what it is about. Demands with the same key are handled one after another.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Work(work) => work.key(),
            Self::Nothing(_) | Self::Malformed(_) => String::new(),
        }
    }

    /// What the text of a message calls for. A work item needs a direct caller, who waits for the
    /// answer; a queue brings events.
    pub(crate) fn of_message(body: Option<&str>) -> Self {
        let Some(body) = body else {
            return Self::Malformed(malformed("message", "the message has no body"));
        };
        // Read from the text itself, where a key that is there twice still shows.
        Self::of(read(body), || {
            serde_json::from_str(body).is_ok_and(|event| is_schedule(&event))
        })
    }

    fn of(reading: Result<Reading, Finding>, scheduled: impl FnOnce() -> bool) -> Self {
        match reading {
            Ok(Reading::Fact(fact)) => Self::Work(Work::Fact(fact)),
            Ok(Reading::Skipped(_)) if scheduled() => Self::Work(Work::Schedule),
            Ok(Reading::Skipped(finding)) => Self::Nothing(finding),
            Err(finding) => Self::Malformed(finding),
        }
    }
}

/// An EventBridge event has these two; a work item has neither.
fn is_event(payload: &Value) -> bool {
    payload.get("source").is_some() || payload.get("detail-type").is_some()
}

/// A rule with a schedule sends this, and so does the EventBridge Scheduler of our template.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html>
fn is_schedule(event: &Value) -> bool {
    let is = |key, text| event.get(key).and_then(Value::as_str) == Some(text);
    (is("source", "aws.events") || is("source", "aws.scheduler"))
        && is("detail-type", "Scheduled Event")
}

fn malformed(subject: &str, message: impl Into<String>) -> Finding {
    Finding::new(FindingCode::MalformedEvent, subject, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(payload: Value) -> Demand {
        match Input::read(payload) {
            Input::One(demand) => demand,
            Input::Batch(_) => panic!("no batch was sent"),
        }
    }

    fn schedule() -> Value {
        json!({
            "version": "0", "id": "1", "source": "aws.events", "detail-type": "Scheduled Event",
            "account": "111111111111", "region": "eu-west-1", "time": "2026-01-01T00:00:00Z",
            "resources": [], "detail": {}
        })
    }

    #[test]
    fn an_object_that_is_not_an_event_is_a_work_item() {
        let Demand::Work(work) = one(json!({"account": "111111111111"})) else {
            panic!("an item is work");
        };
        assert_eq!(work, Work::Item(json!({"account": "111111111111"})));
    }

    #[test]
    fn a_scheduled_event_is_a_schedule_directly_and_through_a_queue() {
        for demand in [
            one(schedule()),
            Demand::of_message(Some(&schedule().to_string())),
        ] {
            let Demand::Work(work) = demand else {
                panic!("a schedule is work");
            };
            assert_eq!(work, Work::Schedule);
        }
    }

    #[test]
    fn an_event_of_another_service_is_left_alone_with_its_reason() {
        let mut event = schedule();
        event["source"] = json!("aws.s3");
        let Demand::Nothing(finding) = one(event) else {
            panic!("nothing is done about S3");
        };
        assert_eq!(finding.code, FindingCode::UnknownEvent);
    }

    #[test]
    fn what_is_neither_event_nor_item_nor_batch_is_malformed() {
        let inputs = [json!(null), json!([]), json!("x"), json!({"Records": 1})];
        let messages = [None, Some(""), Some("{"), Some("[]"), Some("{}")];
        let demands = inputs.into_iter().map(one);
        for demand in demands.chain(messages.map(Demand::of_message)) {
            let Demand::Malformed(finding) = demand else {
                panic!("{demand:?}");
            };
            assert_eq!(finding.code, FindingCode::MalformedEvent);
        }
    }
}
