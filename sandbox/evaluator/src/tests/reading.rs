//! How the evaluator reads a text that is not a policy.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::EvaluatedPolicy;

#[test]
fn a_duplicate_key_is_refused_though_json_readers_keep_the_last() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*",
"Condition":{"StringEquals":{"a":"b"},"StringEquals":{"a":"c"}}}]}"#;
    assert!(serde_json::from_str::<Value>(text).is_ok());
    assert!(EvaluatedPolicy::parse(text).is_err());
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "Version",
        "2012-10-17",
        "Statement",
        "Effect",
        "Allow",
        "Deny",
        "Action",
        "s3:Get*",
        "NotAction",
        "Resource",
        "*",
        "Principal",
        "AWS",
        "Condition",
        "StringEquals",
        "Sid",
        "arn:aws:s3:::x",
        "222222222222",
        "Null",
        "",
    ]);
    let leaf = prop_oneof![
        words.clone().prop_map(Value::from),
        Just(json!(1)),
        Just(json!(null))
    ];
    leaf.prop_recursive(6, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((words.clone(), inner), 0..5).prop_map(|entries| {
                Value::Object(
                    entries
                        .into_iter()
                        .map(|(k, v)| (k.to_owned(), v))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic_and_has_no_statement(text in ".{0,200}") {
        prop_assert!(EvaluatedPolicy::read(&text).statements().is_empty());
    }

    #[test]
    fn any_json_is_read_without_a_panic(statement in any_json(), whole in any_json()) {
        let document = json!({"Version": "2012-10-17", "Statement": [statement]});
        for value in [document, whole] {
            let _ = EvaluatedPolicy::read(&value.to_string());
        }
    }
}
