//! Every relevant way to change a document, applied to its JSON.

use serde_json::{Value, json};

use crate::{Comparison, ConditionOperator, Quantifier};

/// What was changed, and the resulting text.
pub(super) type Mutation = (String, String);

const STRANGERS: [&str; 7] = [
    "*",
    "333333333333",
    "arn:aws:iam::333333333333:root",
    "arn:aws:iam::222222222222:role/other",
    "arn:aws:iam::222222222222:user/alice",
    "arn:aws:sts::222222222222:assumed-role/rolepair-orders/session",
    "AROAEXAMPLEEXAMPLE123",
];

/// Collects mutations of a document and of its first statement.
struct Mutator {
    document: Value,
    mutations: Vec<Mutation>,
}

impl Mutator {
    fn new(text: &str) -> Self {
        Self {
            document: serde_json::from_str(text).unwrap(),
            mutations: Vec::new(),
        }
    }

    fn document(&mut self, what: impl Into<String>, change: impl FnOnce(&mut Value)) {
        let mut document = self.document.clone();
        change(&mut document);
        assert_ne!(document, self.document, "nothing was changed");
        self.mutations.push((what.into(), document.to_string()));
    }

    fn statement(&mut self, what: impl Into<String>, change: impl FnOnce(&mut Value)) {
        self.document(what, |document| change(&mut document["Statement"][0]));
    }

    fn first(&self) -> &Value {
        &self.document["Statement"][0]
    }

    fn replace(&mut self, element: &str, by: &[Value]) {
        for value in by
            .iter()
            .filter(|value| **value != self.first()[element])
            .cloned()
            .collect::<Vec<_>>()
        {
            self.statement(format!("{element} is {value}"), |s| s[element] = value);
        }
    }

    fn remove(&mut self, element: &str) {
        self.statement(format!("no {element}"), |statement| {
            statement.as_object_mut().unwrap().remove(element).unwrap();
        });
    }

    fn rename(&mut self, element: &str, name: &str) {
        self.statement(format!("{element} is {name}"), |statement| {
            let statement = statement.as_object_mut().unwrap();
            let value = statement.remove(element).unwrap();
            statement.insert(name.to_owned(), value);
        });
    }
}

/// Every change of a trust policy.
pub(super) fn of_trust(text: &str) -> Vec<Mutation> {
    let mut mutator = Mutator::new(text);
    conditions(&mut mutator);
    principals(&mut mutator);
    actions(&mut mutator, "sts:TagSession");
    mutator.replace("Resource", &[json!("*")]);
    mutator.replace("NotResource", &[json!("arn:aws:s3:::x")]);
    of_any_document(&mut mutator);
    mutator.mutations
}

/// Every change of the policy of a task role.
pub(super) fn of_task_policy(text: &str) -> Vec<Mutation> {
    let mut mutator = Mutator::new(text);
    actions(&mut mutator, "s3:GetObject");
    let resource = mutator.first()["Resource"].as_str().unwrap().to_owned();
    let mut resources = widened(&resource);
    resources.push(json!([resource, "arn:aws:iam::111111111111:role/other"]));
    resources.push(json!("arn:aws:iam::111111111111:role/other"));
    mutator.replace("Resource", &resources);
    mutator.rename("Resource", "NotResource");
    mutator.remove("Resource");
    mutator.replace("Principal", &[json!("*")]);
    let condition = json!({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}});
    mutator.replace("Condition", &[condition]);
    let statements = mutator.document["Statement"].as_array().unwrap().len();
    for index in 0..statements {
        mutator.document(format!("no statement {index}"), |document| {
            document["Statement"].as_array_mut().unwrap().remove(index);
        });
        let actions = mutator.document["Statement"][index]["Action"].clone();
        for action in actions.as_array().into_iter().flatten() {
            mutator.document(format!("no {action}"), |document| {
                let actions = document["Statement"][index]["Action"]
                    .as_array_mut()
                    .unwrap();
                actions.retain(|a| a != action);
            });
        }
    }
    of_any_document(&mut mutator);
    mutator.mutations
}

fn of_any_document(mutator: &mut Mutator) {
    mutator.replace("Effect", &[json!("Deny"), json!("allow")]);
    mutator.replace("Sentence", &[json!("x")]);
    mutator.remove("Effect");
    let open = json!({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"});
    let more = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"});
    for statement in [open, more, deny] {
        mutator.document(format!("also {statement}"), |document| {
            document["Statement"]
                .as_array_mut()
                .unwrap()
                .push(statement);
        });
    }
    mutator.document("every statement twice", |document| {
        let statements = document["Statement"].as_array_mut().unwrap();
        statements.extend(statements.clone());
    });
    mutator.document("no statement", |document| document["Statement"] = json!([]));
    mutator.document("an older version", |d| d["Version"] = json!("2008-10-17"));
    mutator.document("another element", |d| d["Statements"] = json!([]));
    let text = mutator.document.to_string();
    let twice = text.replacen("{\"Version\"", "{\"Statement\":[],\"Version\"", 1);
    mutator
        .mutations
        .push(("a repeated statement".to_owned(), twice));
    let twice = text.replacen("\"Action\":", "\"Action\":\"*\",\"Action\":", 1);
    mutator
        .mutations
        .push(("a repeated action".to_owned(), twice));
    for text in ["", "{}", "null", "[]", "\"\""] {
        mutator
            .mutations
            .push((format!("the text `{text}`"), text.to_owned()));
    }
}

fn actions(mutator: &mut Mutator, another: &str) {
    mutator.replace(
        "Action",
        &[
            json!(["sts:AssumeRole", another]),
            json!(["sts:AssumeRole", "sts:*"]),
            json!("sts:*"),
            json!("sts:AssumeRole*"),
            json!("*"),
            json!(another),
            json!([]),
        ],
    );
    mutator.rename("Action", "NotAction");
    mutator.remove("Action");
}

fn principals(mutator: &mut Mutator) {
    let named = mutator.first()["Principal"].clone();
    let by_kind = if named == json!("*") {
        json!({"AWS": "*"})
    } else {
        named.clone()
    };
    for stranger in STRANGERS
        .into_iter()
        .filter(|stranger| by_kind["AWS"] != json!(stranger))
    {
        let mut also = by_kind.clone();
        also["AWS"] = match &by_kind["AWS"] {
            Value::Null => json!(stranger),
            known => json!([known, stranger]),
        };
        mutator.replace(
            "Principal",
            &[also, json!({"AWS": stranger}), json!({"AWS": [stranger]})],
        );
    }
    for (kind, name) in [
        ("Service", "ec2.amazonaws.com"),
        ("Federated", "accounts.google.com"),
        ("CanonicalUser", "79a59df900b949e55d96a1e698fbaced"),
        ("Anyone", "x"),
    ] {
        let mut also = by_kind.clone();
        also[kind] = match &by_kind[kind] {
            Value::Null => json!(name),
            known => json!([known, name]),
        };
        mutator.replace("Principal", &[also, json!({kind: name})]);
    }
    mutator.replace(
        "Principal",
        &[json!("*"), json!({}), json!([]), json!({"AWS": []})],
    );
    mutator.rename("Principal", "NotPrincipal");
    mutator.remove("Principal");
}

fn conditions(mutator: &mut Mutator) {
    let conditions = mutator.first()["Condition"].as_object().unwrap().clone();
    for (operator, keys) in &conditions {
        for (key, values) in keys.as_object().unwrap() {
            let place = format!("{operator} {key}");
            mutator.statement(format!("no {place}"), |statement| {
                take(statement, operator, key);
            });
            for other in every_operator().iter().filter(|other| *other != operator) {
                mutator.statement(format!("{place} is {other}"), |statement| {
                    let values = take(statement, operator, key);
                    statement["Condition"][other][key] = values;
                });
            }
            for other in ["aws:SourceIp", "aws:PrincipalTag/x", "sts:ExternalId"] {
                mutator.statement(format!("{place} is about {other}"), |statement| {
                    let values = take(statement, operator, key);
                    statement["Condition"][operator][other] = values;
                });
            }
            for value in other_values(values) {
                mutator.statement(format!("{place} is {value}"), |statement| {
                    statement["Condition"][operator][key] = value;
                });
            }
        }
    }
    mutator.remove("Condition");
    mutator.replace("Condition", &[json!({})]);
    for operator in every_operator() {
        mutator.statement(format!("also {operator}"), |statement| {
            statement["Condition"][operator]["aws:RequestedRegion"] = json!("eu-west-1");
        });
    }
}

fn take(statement: &mut Value, operator: &str, key: &str) -> Value {
    let conditions = statement["Condition"].as_object_mut().unwrap();
    let keys = conditions[operator].as_object_mut().unwrap();
    let values = keys.remove(key).unwrap();
    if keys.is_empty() {
        conditions.remove(operator);
    }
    values
}

fn every_operator() -> Vec<String> {
    let mut operators = vec!["StringMatches".to_owned()];
    for comparison in Comparison::ALL {
        for quantifier in [
            None,
            Some(Quantifier::ForAllValues),
            Some(Quantifier::ForAnyValue),
        ] {
            for if_exists in [false, true] {
                let operator = ConditionOperator {
                    quantifier,
                    comparison: *comparison,
                    if_exists,
                };
                operators.push(operator.to_string());
            }
        }
    }
    operators
}

/// The values with one more, with one less, with each widened, and none.
fn other_values(values: &Value) -> Vec<Value> {
    let known: Vec<&str> = match values {
        Value::Array(several) => several
            .iter()
            .map(|value| value.as_str().unwrap())
            .collect(),
        one => vec![one.as_str().unwrap()],
    };
    let mut others = vec![json!([]), json!("x"), json!(""), json!(null), json!({})];
    for (index, value) in known.iter().enumerate() {
        let without: Vec<&str> = known.iter().filter(|v| *v != value).copied().collect();
        others.push(json!(without));
        for wider in widened(value) {
            let mut also: Vec<Value> = known.iter().map(|value| json!(value)).collect();
            also.push(wider.clone());
            others.push(json!(also));
            also.swap_remove(index);
            others.push(json!(also));
        }
    }
    others
}

/// The text with a `*` instead of its start, its end, and each of its characters.
fn widened(text: &str) -> Vec<Value> {
    let mut wider = vec![
        json!("*"),
        json!(format!("{text}*")),
        json!(format!("*{text}")),
    ];
    for (at, c) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        if c != '*' {
            wider.push(json!(format!("{before}*")));
            wider.push(json!(format!("{before}*{after}")));
            wider.push(json!(format!("{before}?{after}")));
        }
    }
    wider.retain(|wider| wider != text);
    wider
}
