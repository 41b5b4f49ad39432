use std::{
    collections::BTreeMap,
    future::pending,
    sync::Mutex,
    time::{Duration, SystemTime},
};

use futures::future::BoxFuture;
use rolepair_model::{Finding, FindingCode};
use rolepair_reconcile::{BackfillReport, Cause, PortError, Report};
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::*;
use crate::{Answer, Work};

const HOUR: Duration = Duration::from_secs(3600);

/// A function whose answer depends on the account, and that keeps what it saw.
#[derive(Default)]
struct Scripted {
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    running: BTreeMap<String, usize>,
    most_of_one: usize,
    most_in_all: usize,
    done: Vec<String>,
}

impl Seen {
    fn begin(&mut self, thing: &str) {
        let of_one = self.running.entry(thing.to_owned()).or_default();
        *of_one += 1;
        self.most_of_one = self.most_of_one.max(*of_one);
        self.most_in_all = self.most_in_all.max(self.running.values().sum());
    }

    fn end(&mut self, thing: &str) {
        *self.running.get_mut(thing).unwrap() -= 1;
        self.done.push(thing.to_owned());
    }
}

const REFUSED: &str = "444444444444";
const UNFINISHED: &str = "555555555555";
const TRANSIENT: &str = "666666666666";
const FAILED_IN_PART: &str = "777777777777";
const NEVER_DONE: &str = "888888888888";
const FAILED_FOR_MANY_REASONS: &str = "999999999999";

impl Scripted {
    async fn work(&self, work: Work) -> Answer {
        let thing = work.key();
        self.seen.lock().unwrap().begin(&thing);
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        let about = work.about();
        let account = about
            .account
            .as_ref()
            .map_or("", |account| account.as_str());
        if account == NEVER_DONE {
            pending::<()>().await;
        }
        self.seen.lock().unwrap().end(&thing);
        answer(account)
    }
}

/// More reasons than fit into a message.
const MANY: usize = 1_000;

/// Each reason differs from the others, so none of them is left out as said already.
fn denied(number: usize) -> PortError {
    PortError::refused("iam:CreateRole", format!("denied for reason {number}"))
}

fn failed(errors: impl IntoIterator<Item = PortError>) -> Report {
    Report::failed(errors.into_iter().map(Cause::from))
}

fn backfill(accounts: Vec<Report>, continuation: Option<&str>) -> Answer {
    let report = BackfillReport {
        accounts,
        continuation: continuation.map(str::to_owned),
        ..BackfillReport::default()
    };
    report.into()
}

fn answer(account: &str) -> Answer {
    let throttled = |operation| failed([PortError::transient(operation, "throttled")]);
    match account {
        REFUSED => failed([PortError::refused("iam:CreateRole", "denied")]).into(),
        TRANSIENT => throttled("iam:CreateRole").into(),
        FAILED_FOR_MANY_REASONS => failed((0..MANY).map(denied)).into(),
        UNFINISHED => backfill(Vec::new(), Some("here")),
        FAILED_IN_PART => backfill(vec![throttled("iam:GetRole")], None),
        _ => Report::default().into(),
    }
}

impl Function for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn handle<'a>(&'a self, work: Work, _context: &'a Context) -> BoxFuture<'a, Answer> {
        Box::pin(self.work(work))
    }
}

fn within(time: Duration) -> Context {
    Context {
        request_id: "r-1".to_owned(),
        deadline: SystemTime::now() + time,
    }
}

fn registered(account: &str, family: &str) -> Value {
    let arn = format!("arn:aws:ecs:eu-west-1:{account}:task-definition/{family}:1");
    json!({
        "source": "aws.ecs", "detail-type": "AWS API Call via CloudTrail",
        "account": account, "region": "eu-west-1",
        "detail": {
            "eventSource": "ecs.amazonaws.com", "eventName": "RegisterTaskDefinition",
            "responseElements": {"taskDefinition": {"taskDefinitionArn": arn}}
        }
    })
}

fn batch(events: &[(&str, Value)]) -> Value {
    let records: Vec<Value> = events
        .iter()
        .map(|(id, event)| json!({"messageId": id, "eventSource": "aws:sqs", "body": event.to_string()}))
        .collect();
    json!({"Records": records})
}

fn failed_ids(answer: &Value) -> Vec<&str> {
    assert_eq!(
        answer.as_object().unwrap().len(),
        1,
        "SQS reads nothing else"
    );
    let failures = answer["batchItemFailures"].as_array().unwrap();
    let mut ids: Vec<&str> = failures
        .iter()
        .map(|failure| failure["itemIdentifier"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn messages_about_one_family_come_one_after_another_and_others_side_by_side() {
    let function = Scripted::default();
    let events: Vec<(String, Value)> = (0..40)
        .map(|n| {
            let family = format!("f{}", n % 20);
            (n.to_string(), registered("222222222222", &family))
        })
        .collect();
    let events: Vec<(&str, Value)> = events
        .iter()
        .map(|(id, event)| (id.as_str(), event.clone()))
        .collect();
    let answer = invoke(&function, batch(&events), &within(HOUR))
        .await
        .unwrap();
    assert!(failed_ids(&answer).is_empty());
    let seen = function.seen.into_inner().unwrap();
    assert_eq!(seen.done.len(), 40);
    assert_eq!(seen.most_of_one, 1);
    assert_eq!(seen.most_in_all, 8);
}

#[tokio::test]
async fn only_messages_whose_work_is_not_done_come_again() {
    let function = Scripted::default();
    let payload = batch(&[
        ("done", registered("222222222222", "f")),
        ("refused", registered(REFUSED, "f")),
        ("transient", registered(TRANSIENT, "f")),
        ("unfinished", registered(UNFINISHED, "f")),
        ("in-part", registered(FAILED_IN_PART, "f")),
        ("malformed", json!([])),
        (
            "other",
            json!({"source": "aws.s3", "account": "222222222222", "detail": {}}),
        ),
    ]);
    let answer = invoke(&function, payload, &within(HOUR)).await.unwrap();
    let expected = ["in-part", "malformed", "refused", "transient", "unfinished"];
    assert_eq!(failed_ids(&answer), expected);
    assert_eq!(function.seen.into_inner().unwrap().done.len(), 5);
}

#[tokio::test]
async fn a_failed_message_without_an_id_brings_the_whole_batch_back() {
    let payload = json!({"Records": [{"body": "{"}]});
    let answer = invoke(&Scripted::default(), payload, &within(HOUR))
        .await
        .unwrap();
    assert_eq!(failed_ids(&answer), [""]);
}

#[tokio::test]
async fn what_cannot_be_done_before_the_deadline_is_transient() {
    let function = Scripted::default();
    let payload = registered("222222222222", "f");
    let fault = invoke(&function, payload, &within(Duration::ZERO))
        .await
        .unwrap_err();
    assert_eq!(fault.error_type, FaultType::Transient);
    assert!(function.seen.into_inner().unwrap().done.is_empty());
}

#[tokio::test(start_paused = true)]
async fn work_that_is_not_done_at_the_deadline_is_cut_off_and_its_neighbours_are_kept() {
    let function = Scripted::default();
    let payload = batch(&[
        ("never", registered(NEVER_DONE, "f")),
        ("done", registered("222222222222", "f")),
    ]);
    let begun = Instant::now();
    let answer = timeout(HOUR * 2, invoke(&function, payload, &within(HOUR))).await;
    let answer = answer.expect("the work is cut off").unwrap();
    assert_eq!(failed_ids(&answer), ["never"]);
    assert_eq!(function.seen.into_inner().unwrap().done.len(), 1);
    // Lambda ends the process at the deadline, so the answer has to be ready before that.
    assert!(begun.elapsed() <= HOUR - Duration::from_millis(500));
}

#[tokio::test]
async fn a_message_of_many_reasons_names_those_that_fit_and_counts_the_others() {
    let payload = registered(FAILED_FOR_MANY_REASONS, "f");
    let fault = invoke(&Scripted::default(), payload, &within(HOUR)).await;
    let message = fault.unwrap_err().error_message;
    let named = message.matches("denied for reason ").count();
    assert!(message.ends_with(&format!("; and {} more", MANY - named)));
    assert!((7_900..8_100).contains(&message.len()), "{}", message.len());
}

#[tokio::test]
async fn a_direct_caller_sees_the_kind_of_failure() {
    for (account, kind) in [
        (REFUSED, FaultType::Refused),
        (TRANSIENT, FaultType::Transient),
    ] {
        let payload = registered(account, "f");
        let fault = invoke(&Scripted::default(), payload, &within(HOUR)).await;
        let fault = fault.unwrap_err();
        assert_eq!(fault.error_type, kind);
        assert!(fault.error_message.contains("iam:CreateRole"), "{fault}");
    }
    let fault = invoke(&Scripted::default(), json!(7), &within(HOUR)).await;
    let fault = fault.unwrap_err();
    assert_eq!(fault.error_type, FaultType::BadEvent);
    assert!(fault.error_message.contains("RP301"), "{fault}");
}

#[tokio::test]
async fn a_direct_caller_gets_a_report_with_its_continuation() {
    let item = json!({"account": UNFINISHED});
    let answer = invoke(&Scripted::default(), item, &within(HOUR))
        .await
        .unwrap();
    assert_eq!(answer["continuation"], "here");
}

#[test]
fn work_of_another_function_is_skipped_with_its_reason() {
    let answer = Scripted::default().not_mine(&Work::Schedule);
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer["status"], "skipped");
    let finding = Finding::new(
        FindingCode::UnknownEvent,
        "schedule",
        "nothing for `scripted` to do",
    );
    assert_eq!(answer["findings"], json!([finding]));
}
