//! Checks the policies of `infra/policies`: every call of the functions is allowed, every attempt
//! to do more is refused, and removing any line breaks a case.

mod cases;

use serde_json::{Value, json};

use super::evaluation::{account, allow_all};
use crate::{AccessRequest, EvaluatedPolicy, Policies, Principal, RequestContext, evaluate};
use cases::{ALL, Case};

/// The values of the placeholders.
const VALUES: [(&str, &str); 12] = [
    ("partition", "aws"),
    ("region", "eu-west-1"),
    ("organization", "o-a1b2c3d4e5"),
    ("management_account", "999999999999"),
    ("hub_account", "333333333333"),
    ("hub_region", "eu-west-1"),
    ("resource_account", "111111111111"),
    ("regions", "eu-west-1\",\"us-east-1"),
    ("execution_roles", "arn:aws:iam::*:role/execution-*"),
    ("boundary_actions", "dynamodb:GetItem\",\"s3:GetObject"),
    ("results_bucket", "results"),
    (
        "rules",
        "arn:aws:events:eu-west-1:333333333333:rule/rolepair/r",
    ),
];

/// How a policy takes part in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttachedAs {
    Identity,
    Boundary,
    Resource,
}

/// A policy, its account, how it takes part in a decision, and the expected decisions.
struct CheckedPolicy {
    file: &'static str,
    text: &'static str,
    account: &'static str,
    attached_as: AttachedAs,
    cases: &'static [&'static [Case]],
}

impl CheckedPolicy {
    fn document(&self) -> Value {
        let own = [("account", self.account)];
        let mut text = self.text.to_owned();
        for (name, value) in VALUES.into_iter().chain(own) {
            text = text.replace(&format!("${{{name}}}"), value);
        }
        assert!(!text.contains("${"), "{}: {text}", self.file);
        EvaluatedPolicy::parse(&text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn policies(&self, document: &Value, is_across_accounts: bool) -> Policies {
        // A policy without statements is unreadable, so it denies everything.
        let document = EvaluatedPolicy::read(&document.to_string());
        let mut policies = Policies::default();
        match self.attached_as {
            AttachedAs::Identity => policies.identity.push(document),
            AttachedAs::Boundary => {
                policies.identity.push(allow_all());
                policies.boundary = Some(document);
            }
            AttachedAs::Resource => {
                policies.identity.push(allow_all());
                policies.resource = Some(document);
            }
        }
        // The owner of the resource allows everything, so only our policy can refuse the call.
        if is_across_accounts && policies.resource.is_none() {
            let anybody = json!({"Version": "2012-10-17", "Statement":
                {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}});
            policies.resource = Some(EvaluatedPolicy::parse(&anybody.to_string()).unwrap());
        }
        policies
    }

    fn allows(&self, document: &Value, case: &Case) -> bool {
        let by = case.by.parse().unwrap();
        let principal = Principal::role_session(by, "rolepair");
        let owner = case
            .resource
            .split(':')
            .nth(4)
            .filter(|part| part.len() == 12);
        let owner = owner.unwrap_or(self.account);
        let mut context = RequestContext::new();
        for (key, values) in case.context {
            context.set(key, values.split(','));
        }
        let is_across_accounts = principal.account() != Some(&account(owner));
        let request = AccessRequest {
            principal,
            action: case.action.to_owned(),
            resource: case.resource.to_owned(),
            resource_account: account(owner),
            context,
        };
        evaluate(&request, &self.policies(document, is_across_accounts)).is_allowed()
    }

    fn first_wrong(&self, document: &Value) -> Option<&'static Case> {
        let mut cases = self.cases.iter().copied().flatten();
        cases.find(|case| self.allows(document, case) != case.allowed)
    }
}

#[test]
fn every_needed_call_is_allowed_and_every_other_is_refused() {
    for checked in ALL {
        let wrong = checked.first_wrong(&checked.document());
        assert!(wrong.is_none(), "{}: {wrong:?}", checked.file);
    }
}

#[test]
fn removing_any_line_or_widening_any_resource_breaks_a_case() {
    for checked in ALL {
        let document = checked.document();
        for (what, mutation) in mutations(&document) {
            let noticed = checked.first_wrong(&mutation).is_some();
            assert!(noticed, "{}: no case needs {what}", checked.file);
        }
    }
}

/// Copies of the document, each without one action, resource, condition or value of a condition, or
/// with one statement that applies to every resource.
fn mutations(document: &Value) -> Vec<(String, Value)> {
    let statements = document["Statement"].as_array().unwrap();
    let mut found = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        let sid = statement["Sid"].as_str().unwrap();
        let mut add = |what: String, changed: Option<Value>| {
            let mut mutation = document.clone();
            let list = mutation["Statement"].as_array_mut().unwrap();
            match changed {
                Some(changed) => list[index] = changed,
                None => drop(list.remove(index)),
            }
            found.push((format!("{what} in `{sid}`"), mutation));
        };
        for element in ["/Action", "/Resource"] {
            for (value, rest) in without_each(statement.pointer(element)) {
                let changed = rest.map(|rest| with(statement, element, rest));
                add(value, changed);
            }
        }
        if statement.get("Resource").is_some_and(|one| one != "*") {
            let everything = with(statement, "/Resource", json!("*"));
            add("a limit to the resource".to_owned(), Some(everything));
        }
        let conditions = statement.get("Condition").and_then(Value::as_object);
        for (operator, keys) in conditions.into_iter().flatten() {
            for key in keys.as_object().unwrap().keys() {
                let mut changed = statement.clone();
                let keys = changed["Condition"][operator].as_object_mut().unwrap();
                keys.remove(key);
                if keys.is_empty() {
                    let condition = changed["Condition"].as_object_mut().unwrap();
                    condition.remove(operator);
                }
                add(format!("{operator} {key}"), Some(changed));
                let pointer = format!("/Condition/{operator}/{}", key.replace('/', "~1"));
                for (value, rest) in without_each(statement.pointer(&pointer)) {
                    if let Some(rest) = rest {
                        add(value, Some(with(statement, &pointer, rest)));
                    }
                }
            }
        }
    }
    found
}

/// Each of the values, and the other values. `None` if there are no others.
fn without_each(values: Option<&Value>) -> Vec<(String, Option<Value>)> {
    let values = match values {
        Some(Value::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    };
    let one = |index: usize| {
        let mut rest = values.clone();
        let value = rest.remove(index).to_string();
        (value, (!rest.is_empty()).then_some(Value::Array(rest)))
    };
    (0..values.len()).map(one).collect()
}

fn with(statement: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = statement.clone();
    *changed.pointer_mut(pointer).unwrap() = value;
    changed
}
