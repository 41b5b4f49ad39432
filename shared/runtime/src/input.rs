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
    /// Work, one piece at least.
    Work(Vec<Work>),
    /// Nothing, for this reason.
    Nothing(Finding),
}

impl Input {
    pub(crate) fn read(payload: Value) -> Result<Self, Finding> {
        if payload.get("Records").is_some() {
            let batch: SqsEvent = serde_json::from_value(payload)
                .map_err(|error| malformed("batch", error.to_string()))?;
            return Ok(Self::Batch(batch.records));
        }
        if !payload.is_object() {
            return Err(malformed("input", "the input is not a JSON object"));
        }
        if is_event(&payload) {
            let reading = read_value(&payload)?;
            return Ok(Self::One(Demand::of(reading, || is_schedule(&payload))));
        }
        Ok(Self::One(Demand::Work(vec![Work::Item(payload)])))
    }
}

impl Demand {
    /// What it is about; what is about the same thing is handled one after another.
    pub(crate) fn about(&self) -> String {
        match self {
            Self::Work(work) => work.first().map(Work::about).unwrap_or_default(),
            Self::Nothing(_) => String::new(),
        }
    }

    /// What the text of a message calls for. A work item is for who calls directly and waits for
    /// the answer; a queue brings events.
    pub(crate) fn of_message(body: Option<&str>) -> Result<Self, Finding> {
        let body = body.ok_or_else(|| malformed("message", "the message has no body"))?;
        // Read from the text itself, where a key that is there twice still shows.
        let reading = read(body)?;
        let scheduled = || serde_json::from_str(body).is_ok_and(|event| is_schedule(&event));
        Ok(Self::of(reading, scheduled))
    }

    fn of(reading: Reading, scheduled: impl FnOnce() -> bool) -> Self {
        match reading {
            Reading::Facts(facts) => Self::Work(facts.into_iter().map(Work::Fact).collect()),
            Reading::Skipped(_) if scheduled() => Self::Work(vec![Work::Schedule]),
            Reading::Skipped(finding) => Self::Nothing(finding),
        }
    }
}

/// An EventBridge event has these two; a work item has neither.
fn is_event(payload: &Value) -> bool {
    payload.get("source").is_some() || payload.get("detail-type").is_some()
}

/// A rule with a schedule sends this, and so does EventBridge Scheduler by its template.
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
        match Input::read(payload).unwrap() {
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
    fn an_object_that_is_no_event_is_a_work_item() {
        let Demand::Work(work) = one(json!({"account": "111111111111"})) else {
            panic!("an item is work");
        };
        assert_eq!(work, [Work::Item(json!({"account": "111111111111"}))]);
    }

    #[test]
    fn a_scheduled_event_is_a_schedule_directly_and_through_a_queue() {
        for demand in [
            one(schedule()),
            Demand::of_message(Some(&schedule().to_string())).unwrap(),
        ] {
            let Demand::Work(work) = demand else {
                panic!("a schedule is work");
            };
            assert_eq!(work, [Work::Schedule]);
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
    fn what_is_no_input_is_malformed() {
        for wrong in [json!(null), json!([]), json!("x"), json!({"Records": 1})] {
            let finding = Input::read(wrong).unwrap_err();
            assert_eq!(finding.code, FindingCode::MalformedEvent);
        }
        for wrong in [None, Some(""), Some("{"), Some("[]"), Some("{}")] {
            let finding = Demand::of_message(wrong).unwrap_err();
            assert_eq!(finding.code, FindingCode::MalformedEvent, "{wrong:?}");
        }
    }
}
