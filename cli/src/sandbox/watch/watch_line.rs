use std::collections::BTreeMap;
use std::fmt;

use anstyle::Style;
use serde::Serialize;
use serde_json::Value;

use crate::terminal::{BAD, GOOD, QUIET, WARN, WORD, paint};

/// The log of the functions: a JSON object a line.
const FUNCTIONS: &str = "rolepair_sandbox::function";
/// The trail: the calls in each account.
const TRAIL: &str = "rolepair_sandbox::trail";

/// The calls that are shown, and the fields of the record that are shown with them.
const SHOWN: [(&str, &[&str]); 8] = [
    (
        "CreateAccountResult",
        &[
            "/serviceEventDetails/createAccountStatus/accountId",
            "/serviceEventDetails/createAccountStatus/state",
        ],
    ),
    (
        "MoveAccount",
        &[
            "/requestParameters/accountId",
            "/requestParameters/destinationParentId",
        ],
    ),
    ("CloseAccount", &["/requestParameters/accountId"]),
    ("ExecuteChangeSet", &["/requestParameters/stackName"]),
    ("CreateStackInstances", &["/requestParameters/stackSetName"]),
    (
        "CreateOrganizationalUnit",
        &["/responseElements/organizationalUnit/id"],
    ),
    (
        "RegisterTaskDefinition",
        &["/responseElements/taskDefinition/taskDefinitionArn"],
    ),
    (
        "DeregisterTaskDefinition",
        &["/responseElements/taskDefinition/taskDefinitionArn"],
    ),
];

/// One thing that happened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct WatchLine {
    /// `call`, `change`, `finding`, `failure`, `redelivery` or `dead-letter`.
    kind: &'static str,
    /// The operation, the function, or the code of the finding.
    what: String,
    /// The account that it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    account: String,
    /// The rest of the line.
    text: String,
}

/// The line for an event of the log; none for an event that would be noise.
pub(super) fn of(target: &str, fields: &BTreeMap<String, String>) -> Option<WatchLine> {
    match target {
        FUNCTIONS => of_function(&serde_json::from_str(fields.get("message")?).ok()?),
        TRAIL => of_trail(&serde_json::from_str(fields.get("message")?).ok()?),
        _ => of_queue(fields),
    }
}

fn of_function(log: &Value) -> Option<WatchLine> {
    let text = |name: &str| {
        log.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let line = |kind, what, text| WatchLine {
        kind,
        what,
        account: log
            .get("account")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        text,
    };
    if let Some(change) = log.get("change").and_then(Value::as_str) {
        return Some(line("change", text("function"), of_change(change)));
    }
    if log.get("code").is_some() {
        return Some(line("finding", text("code"), of_finding(log)));
    }
    if log.get("error_type").is_some() {
        return Some(line("failure", text("error_type"), text("message")));
    }
    None
}

/// A finding without its code and account: what is wrong, what it is about, and the cure.
fn of_finding(log: &Value) -> String {
    let text = |name: &str| log.get(name).and_then(Value::as_str).unwrap_or_default();
    let subject = text("subject");
    let revision = log.get("revision").map(|revision| format!(":{revision}"));
    let family = format!("{}{}", text("family"), revision.unwrap_or_default());
    let about = [
        ("Region", text("region")),
        ("task definition", family.as_str()),
        ("role", text("role")),
    ];
    let about = about
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && *value != subject);
    let about: Vec<String> = about
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let mut line = format!("{subject}: {}", text("message"));
    if !about.is_empty() {
        line.push_str(&format!(" ({})", about.join(", ")));
    }
    if !text("cure").is_empty() {
        line.push_str(&format!(". Cure: {}", text("cure")));
    }
    line
}

/// A change in words, by the names the functions give it in their log.
fn of_change(json: &str) -> String {
    let change: Value = serde_json::from_str(json).unwrap_or_default();
    let text = |name: &str| match change.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (what, family) = (text("change"), text("family"));
    let revision = format!("{family}:{}", text("revision"));
    match (what.as_str(), family.as_str()) {
        ("register-task-definition", _) => {
            format!("{what} {revision}, from {family}:{}", text("from"))
        }
        (_, "") => format!("{what} {}", text("role")),
        _ => format!("{what} {revision}"),
    }
}

fn of_trail(envelope: &Value) -> Option<WatchLine> {
    let detail = envelope.get("detail")?;
    let text = |value: &Value, pointer: &str| {
        let text = value.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let what = text(detail, "/eventName");
    let (_, pointers) = SHOWN.iter().find(|(shown, _)| *shown == what)?;
    let error = text(detail, "/errorCode");
    let words: Vec<String> = match error.as_str() {
        "" => pointers
            .iter()
            .map(|pointer| text(detail, pointer))
            .collect(),
        _ => vec![error, text(detail, "/errorMessage")],
    };
    Some(WatchLine {
        kind: "call",
        what,
        account: text(envelope, "/account"),
        text: words.join(" "),
    })
}

fn of_queue(fields: &BTreeMap<String, String>) -> Option<WatchLine> {
    let kind = match fields.get("message")?.as_str() {
        "an event comes back" => "redelivery",
        "an event is a dead letter" => "dead-letter",
        _ => return None,
    };
    Some(WatchLine {
        kind,
        what: fields.get("function")?.clone(),
        account: String::new(),
        text: format!(
            "{kind}, receive {}: {}",
            fields.get("receives")?,
            fields.get("why")?
        ),
    })
}

impl WatchLine {
    fn style(&self) -> Style {
        match self.kind {
            "change" => GOOD,
            "finding" | "redelivery" => WARN,
            "failure" | "dead-letter" => BAD,
            _ => WORD,
        }
    }
}

impl fmt::Display for WatchLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = paint(self.style(), format_args!("{:<24}", self.what));
        let account = paint(QUIET, format_args!("{:<12}", self.account));
        write!(f, " {what} {account} {}", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(of: &[(&str, &str)]) -> BTreeMap<String, String> {
        let text = |text: &str| text.to_owned();
        of.iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    #[test]
    fn a_created_role_is_shown_with_its_name() {
        let change = r#"{"pair":"orders","change":"create-role","role":"arn:x"}"#;
        let log = serde_json::json!({"function": "pair-account", "account": "1", "change": change});
        let line = of(FUNCTIONS, &fields(&[("message", &log.to_string())])).unwrap();
        assert_eq!(
            (line.kind, line.text.as_str()),
            ("change", "create-role arn:x")
        );
    }

    #[test]
    fn a_call_is_shown_with_its_subject_or_its_error() {
        let mut event = serde_json::json!({"account": "1", "detail": {
            "eventName": "MoveAccount",
            "requestParameters": {"accountId": "2", "destinationParentId": "ou-x"},
        }});
        let shown = |event: &Value| of(TRAIL, &fields(&[("message", &event.to_string())]));
        let line = shown(&event).unwrap();
        assert_eq!((line.account.as_str(), line.text.as_str()), ("1", "2 ou-x"));
        event["detail"]["errorCode"] = "AccessDenied".into();
        assert_eq!(shown(&event).unwrap().text, "AccessDenied ");
        event["detail"]["eventName"] = "ListRoots".into();
        assert_eq!(shown(&event), None);
    }

    #[test]
    fn a_registered_revision_is_shown_with_the_one_it_was_made_from() {
        let change = r#"{"change":"register-task-definition","family":"f","from":1,"revision":2}"#;
        assert_eq!(of_change(change), "register-task-definition f:2, from f:1");
    }

    #[test]
    fn a_line_that_only_says_that_work_is_done_is_not_shown() {
        let log = r#"{"function":"pair-account","status":"Unchanged","message":"done"}"#;
        assert_eq!(of(FUNCTIONS, &fields(&[("message", log)])), None);
    }

    #[test]
    fn a_finding_is_shown_by_its_code() {
        let log = r#"{"function":"f","code":"RP209","subject":"1","message":"no pair"}"#;
        let line = of(FUNCTIONS, &fields(&[("message", log)])).unwrap();
        assert_eq!(
            (line.what.as_str(), line.text.as_str()),
            ("RP209", "1: no pair")
        );
    }

    #[test]
    fn a_finding_says_what_it_is_about_and_the_cure() {
        let log = serde_json::json!({
            "function": "patch-task-definition", "account": "1", "code": "RP105", "subject": "app",
            "message": "static keys", "region": "eu-west-1", "family": "api", "revision": 7,
            "cure": "remove them",
        });
        let line = of(FUNCTIONS, &fields(&[("message", &log.to_string())])).unwrap();
        assert_eq!(
            (line.account.as_str(), line.text.as_str()),
            (
                "1",
                "app: static keys (Region eu-west-1, task definition api:7). Cure: remove them"
            )
        );
    }
}
