//! What the parser accepts and refuses, and which documents are equal.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::Document;

fn document(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

fn allow(element: &str, value: Value) -> String {
    let mut statement = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    statement[element] = value;
    document(&statement)
}

#[test]
fn anything_unknown_is_refused_with_its_place() {
    for (text, message) in [
        ("[]".to_owned(), "must be an object"),
        ("{}".to_owned(), "`Version` is missing (and 1 more)"),
        (
            r#"{"Version":"2008-10-17","Statement":{"Effect":"Deny","Action":"*"}}"#.to_owned(),
            "at `/Version`: `2008-10-17` is not the version `2012-10-17`",
        ),
        (
            r#"{"Version":"2012-10-17"}"#.to_owned(),
            "`Statement` is missing",
        ),
        (
            r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned(),
            "at `/Statement`: must be a statement or a list of at least one",
        ),
        (
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*"},"A/B":1}"#
                .to_owned(),
            "at `/A~1B`: `A/B` is not an element of a policy here; remove it, or use `Version`, `Id` or `Statement`",
        ),
        (
            document(&json!({"Action": "s3:GetObject"})),
            "at `/Statement/0`: `Effect` is missing",
        ),
        (
            document(&json!({"Effect": "Allow"})),
            "at `/Statement/0`: `Action` or `NotAction` is missing",
        ),
        (
            allow("Sid", json!("a\nb")),
            "at `/Statement/0/Sid`: `a\\nb` is not a `Sid` (letters and digits)",
        ),
        (
            allow("Effect", json!("allow")),
            "at `/Statement/0/Effect`: `allow` is not `Allow` or `Deny`",
        ),
        (
            allow("NotAction", json!("s3:*")),
            "at `/Statement/0`: `Action` and `NotAction` exclude each other; keep one",
        ),
        (
            allow("Action", json!(["s3:GetObject", "GetObject"])),
            "at `/Statement/0/Action/1`: `GetObject` is not an action (like `s3:GetObject`)",
        ),
        (
            allow("Action", json!("s*:GetObject")),
            "at `/Statement/0/Action`: `s*:GetObject` is not an action (like `s3:GetObject`)",
        ),
        (
            allow("Resource", json!("arn:aws:*")),
            "at `/Statement/0/Resource`: `arn:aws:*` is not an ARN or `*`",
        ),
        (
            allow("Resource", json!([])),
            "at `/Statement/0/Resource`: must be a text or a list of at least one",
        ),
        (
            allow("Principal", json!("222222222222")),
            "at `/Statement/0/Principal`: `222222222222` is not `*`",
        ),
        (
            allow(
                "Principal",
                json!({"AWS": "arn:aws:iam::222222222222:role/*"}),
            ),
            "at `/Statement/0/Principal/AWS`: `arn:aws:iam::222222222222:role/*` is not a principal",
        ),
        (
            allow("Principal", json!({"Account": "222222222222"})),
            "at `/Statement/0/Principal/Account`: `Account` is not an element of a policy here; remove it, or use `AWS`, `CanonicalUser`, `Federated` or `Service`",
        ),
        (
            allow("Condition", json!({"StringEqualz": {"a": "b"}})),
            "at `/Statement/0/Condition/StringEqualz`: `StringEqualz` is not a condition operator of IAM",
        ),
        (
            allow(
                "Condition",
                json!({"StringEquals": {"aws:A": "b", "AWS:a": "c"}}),
            ),
            "at `/Statement/0/Condition/StringEquals/AWS:a`: `AWS:a` occurs twice",
        ),
        (
            allow("Condition", json!({"StringEquals": {"a": [["b"]]}})),
            "at `/Statement/0/Condition/StringEquals/a/0`: must be a text, a number, a boolean, or a list of at least one",
        ),
    ] {
        assert_eq!(Document::parse(&text).unwrap_err().to_string(), message);
    }
}

#[test]
fn every_error_of_a_document_is_found() {
    let text = json!({"Id": 1, "Statement": [
        {"Effect": "Permit", "Action": ["GetObject", "s3:*", 1], "Resource": "*"},
        {"Sid": "A", "Effect": "Deny", "Condition": {"Is": {"a": "b"}, "Bool": {"c": [], "d": {}}}},
        {"Sid": "A", "Principal": {"AWS": "x", "Y": "z"}, "Action": "*", "NotAction": "z"},
        "text",
    ]});
    let error = Document::from_value(&text).unwrap_err();
    let pointers: Vec<&str> = error.errors().iter().map(|e| e.pointer.as_str()).collect();
    let expected = [
        "",
        "/Id",
        "/Statement/0/Effect",
        "/Statement/0/Action/0",
        "/Statement/0/Action/2",
        "/Statement/1/Condition/Is",
        "/Statement/1/Condition/Bool/c",
        "/Statement/1/Condition/Bool/d",
        "/Statement/1",
        "/Statement/2",
        "/Statement/2/Principal/AWS",
        "/Statement/2/Principal/Y",
        "/Statement/2/NotAction",
        "/Statement/2",
        "/Statement/3",
        "/Statement/2/Sid",
    ];
    assert_eq!(pointers, expected);
    assert_eq!(error.to_string(), "`Version` is missing (and 15 more)");
}

#[test]
fn a_duplicate_key_is_refused_though_json_readers_keep_the_last() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*",
"Condition":{"StringEquals":{"a":"b"},"StringEquals":{"a":"c"}}}]}"#;
    assert!(serde_json::from_str::<Value>(text).is_ok());
    assert_eq!(
        Document::parse(text).unwrap_err().to_string(),
        "the key `StringEquals` occurs twice (line 2, column 52); remove one"
    );
}

#[test]
fn two_statements_cannot_have_the_same_sid() {
    let statement = json!({"Sid": "Read", "Effect": "Allow", "Action": "s3:*", "Resource": "*"});
    let text = json!({"Version": "2012-10-17", "Statement": [statement, statement]}).to_string();
    assert!(Document::parse(&text).is_err());
}

#[test]
fn documents_with_the_same_meaning_are_equal() {
    let one = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::222222222222:root","333333333333"]},
         "Action":["s3:GetObject","S3:putobject"],"Resource":"*",
         "Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":10}}},
        {"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["*"]}]}"#;
    let other = r#"{"Statement":[
        {"Effect":"Deny","Principal":{"AWS":["*"]},"Action":["s3:*"],"Resource":"*"},
        {"Condition":{"NumericLessThan":{"S3:max-keys":["10"]},"Bool":{"aws:SecureTransport":"true"}},
         "Action":["s3:PutObject","s3:getobject"],"Resource":"*","Effect":"Allow",
         "Principal":{"AWS":["arn:aws:iam::333333333333:root","222222222222"]}}],"Version":"2012-10-17"}"#;
    let [one, other] = [one, other].map(|text| Document::parse(text).unwrap());
    assert_eq!(one, other);
    assert_eq!(Document::parse(&one.canonical()).unwrap(), one);
}

#[test]
fn documents_with_different_meanings_are_not_equal() {
    let plain = allow("Sid", json!("A"));
    for other in [
        allow("Sid", json!("B")),
        allow("Effect", json!("Deny")),
        allow("Action", json!(["s3:GetObject", "s3:PutObject"])),
        allow("Resource", json!("arn:aws:s3:::b")),
        allow(
            "Condition",
            json!({"Bool": {"aws:SecureTransport": "true"}}),
        ),
    ] {
        let [plain, other] = [&plain, &other].map(|text| Document::parse(text).unwrap());
        assert_ne!(plain, other);
    }
}

#[test]
fn the_canonical_text_has_only_characters_that_iam_accepts() {
    let text = allow(
        "Condition",
        json!({"StringEquals": {"aws:x": "é – 🦀 \u{7}"}}),
    );
    let document = Document::parse(&text).unwrap();
    let canonical = document.canonical();
    assert!(
        canonical.contains(r"é \u2013 \ud83e\udd80 \u0007"),
        "{canonical}"
    );
    assert_eq!(Document::parse(&canonical).unwrap(), document);
}

#[test]
fn white_space_between_tokens_does_not_count_towards_the_size() {
    let text = allow("Sid", json!("A"));
    let value: Value = serde_json::from_str(&text).unwrap();
    let spaced = serde_json::to_string_pretty(&value).unwrap();
    let [one, other] = [text.as_str(), &spaced].map(|text| Document::parse(text).unwrap());
    assert_eq!(one.size(), text.chars().count());
    assert_eq!(other.size(), one.size());
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
    fn any_text_is_refused_or_read_without_a_panic(text in ".{0,200}") {
        prop_assert!(Document::parse(&text).is_err());
    }

    #[test]
    fn a_document_is_equal_after_writing_and_reading_it(
        statement in any_json(),
        whole in any_json(),
    ) {
        for text in [document(&statement), whole.to_string()] {
            if let Ok(document) = Document::parse(&text) {
                prop_assert_eq!(Document::parse(&document.canonical()).unwrap(), document);
            }
        }
    }
}
