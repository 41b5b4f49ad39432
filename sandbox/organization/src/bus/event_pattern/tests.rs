use serde_json::json;

use super::*;

fn matches(pattern: &Value, event: &Value) -> bool {
    EventPattern::parse(&pattern.to_string())
        .unwrap()
        .matches(event)
}

/// The pattern for the field `x`, values of `x` that match, values that do not; `None` is "no `x`".
type Case = (Value, Vec<Option<Value>>, Vec<Option<Value>>);

fn some<const N: usize>(values: [Value; N]) -> Vec<Option<Value>> {
    values.into_iter().map(Some).collect()
}

fn and_absent(mut values: Vec<Option<Value>>) -> Vec<Option<Value>> {
    values.push(None);
    values
}

fn cases() -> Vec<Case> {
    vec![
        (
            json!(["a", 1, true, null]),
            some([
                json!("a"),
                json!(1),
                json!(1.0),
                json!(true),
                json!(null),
                json!(["b", "a"]),
                json!([["a"]]),
            ]),
            and_absent(some([
                json!("A"),
                json!("1"),
                json!(false),
                json!([]),
                json!({}),
                json!({"a": "a"}),
            ])),
        ),
        (
            json!([{"prefix": "ab"}]),
            some([json!("ab"), json!("abc"), json!(["x", "abc"])]),
            and_absent(some([json!("AB"), json!("xab"), json!(1)])),
        ),
        (
            json!([{"prefix": {"equals-ignore-case": "aB"}}]),
            some([json!("AbC")]),
            and_absent(some([json!("xab")])),
        ),
        (
            json!([{"suffix": ".json"}]),
            some([json!("a.json")]),
            and_absent(some([json!("a.json5"), json!(".JSON")])),
        ),
        (
            json!([{"suffix": {"equals-ignore-case": ".json"}}]),
            some([json!("a.JSON")]),
            some([json!("json")]),
        ),
        (
            json!([{"equals-ignore-case": "Invite"}]),
            some([json!("INVITE"), json!("invite")]),
            and_absent(some([json!("invited"), json!(null)])),
        ),
        (
            json!([{"anything-but": "a"}]),
            some([
                json!("b"),
                json!("A"),
                json!(1),
                json!(null),
                json!(["a", "b"]),
            ]),
            and_absent(some([json!("a"), json!(["a"]), json!([]), json!({"a": 1})])),
        ),
        (
            json!([{"anything-but": 123}]),
            some([json!("123"), json!(124)]),
            and_absent(some([json!(123), json!(123.0)])),
        ),
        (
            json!([{"anything-but": ["a", "b"]}]),
            some([json!("c")]),
            and_absent(some([json!("a"), json!("b")])),
        ),
        (
            json!([{"anything-but": {"prefix": "a"}}]),
            some([json!("ba"), json!(1)]),
            and_absent(some([json!("ab")])),
        ),
        (
            json!([{"anything-but": {"prefix": ["a", "b"]}}]),
            some([json!("ca")]),
            and_absent(some([json!("ab"), json!("ba")])),
        ),
        (
            json!([{"anything-but": {"suffix": "a"}}]),
            some([json!("ab")]),
            and_absent(some([json!("ba")])),
        ),
        (
            json!([{"anything-but": {"equals-ignore-case": ["a", "b"]}}]),
            some([json!("ab")]),
            and_absent(some([json!("A"), json!("b")])),
        ),
        (
            json!([{"anything-but": {"wildcard": "*/rolepair/*"}}]),
            some([json!("arn:role/other")]),
            and_absent(some([json!("arn:role/rolepair/x")])),
        ),
        (
            json!([{"exists": true}]),
            some([json!("a"), json!(null), json!(false), json!([1])]),
            and_absent(some([json!({"a": 1}), json!([])])),
        ),
        (
            json!([{"exists": false}]),
            and_absent(some([json!({"a": 1}), json!([])])),
            some([json!("a"), json!(null), json!(false)]),
        ),
        (
            json!([{"numeric": [">", 0, "<=", 5]}]),
            some([json!(5), json!(0.1)]),
            and_absent(some([json!(0), json!(5.1), json!("5")])),
        ),
        (
            json!([{"numeric": ["=", 3e2]}]),
            some([json!(300)]),
            some([json!(301)]),
        ),
        (
            json!([{"wildcard": "a*c*e"}]),
            some([json!("ace"), json!("abcde"), json!("accee")]),
            and_absent(some([json!("aec"), json!("ac"), json!("xace")])),
        ),
        (
            json!([{"wildcard": "a*a"}]),
            some([json!("aa")]),
            some([json!("a")]),
        ),
        (
            json!([{"wildcard": "\\**\\\\"}]),
            some([json!("*x\\")]),
            some([json!("x\\"), json!("*x")]),
        ),
        (
            json!([{"exists": false}, "a"]),
            and_absent(some([json!("a")])),
            some([json!("b")]),
        ),
    ]
}

#[test]
fn every_operator_matches_what_it_says_and_nothing_else() {
    for (pattern, yes, no) in cases() {
        let pattern = json!({"x": pattern});
        for (values, expected) in [(yes, true), (no, false)] {
            for value in values {
                let event = value.map_or(json!({}), |value| json!({"x": value}));
                assert_eq!(
                    matches(&pattern, &event),
                    expected,
                    "{pattern} against {event}"
                );
            }
        }
    }
}

#[test]
fn all_keys_have_to_match_and_other_keys_do_not_matter() {
    let pattern = json!({"a": [1], "b": {"c": [2]}});
    assert!(matches(
        &pattern,
        &json!({"a": 1, "b": {"c": 2, "d": 3}, "e": 4})
    ));
    assert!(!matches(&pattern, &json!({"a": 1, "b": {"c": 3}})));
    assert!(!matches(&pattern, &json!({"b": {"c": 2}})));
    assert!(!matches(&pattern, &json!({"a": 1, "b": 2})));
}

#[test]
fn two_conditions_below_one_key_are_met_by_the_same_element() {
    let pattern = json!({"parties": {"type": ["ACCOUNT"], "id": ["1"]}});
    assert!(matches(
        &pattern,
        &json!({"parties": [{"type": "EMAIL", "id": "2"}, {"type": "ACCOUNT", "id": "1"}]})
    ));
    assert!(!matches(
        &pattern,
        &json!({"parties": [{"type": "EMAIL", "id": "1"}, {"type": "ACCOUNT", "id": "2"}]})
    ));
}

#[test]
fn absence_is_checked_in_the_whole_event() {
    let pattern = json!({"a": {"b": [{"exists": false}]}});
    for without in [
        json!({}),
        json!({"a": null}),
        json!({"a": 1}),
        json!({"a": {}}),
        json!({"a": [{"c": 1}]}),
        json!({"a": []}),
    ] {
        assert!(matches(&pattern, &without), "{without}");
    }
    for with in [
        json!({"a": {"b": 1}}),
        json!({"a": [{"c": 1}, {"b": 1}]}),
        json!({"a": {"b": null}}),
    ] {
        assert!(!matches(&pattern, &with), "{with}");
    }
}

#[test]
fn or_takes_any_of_its_patterns_next_to_the_other_keys() {
    let pattern = json!({"s": ["x"], "$or": [{"a": [1]}, {"b": {"c": [2]}}]});
    assert!(matches(&pattern, &json!({"s": "x", "a": 1})));
    assert!(matches(&pattern, &json!({"s": "x", "b": {"c": 2}})));
    assert!(!matches(
        &pattern,
        &json!({"s": "x", "a": 2, "b": {"c": 1}})
    ));
    assert!(!matches(&pattern, &json!({"s": "y", "a": 1})));
    let nested = json!({"d": {"$or": [{"a": [1]}, {"a": [{"exists": false}]}]}});
    assert!(matches(&nested, &json!({"d": {"a": 1}})));
    assert!(matches(&nested, &json!({"d": {"c": 1}})));
    assert!(!matches(&nested, &json!({"d": {"a": 2}})));
}

#[test]
fn what_eventbridge_would_refuse_is_refused_with_the_place() {
    for (pattern, pointer) in [
        ("[]", ""),
        ("{", ""),
        ("{}", ""),
        (r#"{"a": {}}"#, "/a"),
        (r#"{"a": []}"#, "/a"),
        (r#"{"a": "x"}"#, "/a"),
        (r#"{"a": [["x"]]}"#, "/a"),
        (r#"{"a": {"b": [{}]}}"#, "/a/b"),
        (r#"{"a": {"b": [{"prefix": "x", "suffix": "y"}]}}"#, "/a/b"),
        (r#"{"a": [{"regex": "x"}]}"#, "/a/regex"),
        (r#"{"a": [{"cidr": "10.0.0.0/8"}]}"#, "/a/cidr"),
        (r#"{"a": [{"prefix": ""}]}"#, "/a/prefix"),
        (r#"{"a": [{"prefix": {"wildcard": "x"}}]}"#, "/a/prefix"),
        (r#"{"a": [{"exists": "x"}]}"#, "/a/exists"),
        (r#"{"a": [{"numeric": [">"]}]}"#, "/a/numeric"),
        (r#"{"a": [{"numeric": ["!", 1]}]}"#, "/a/numeric"),
        (r#"{"a": [{"anything-but": ["x", 1]}]}"#, "/a/anything-but"),
        (r#"{"a": [{"anything-but": null}]}"#, "/a/anything-but"),
        (
            r#"{"a": [{"anything-but": {"numeric": ["=", 1]}}]}"#,
            "/a/anything-but",
        ),
        (r#"{"a": [{"wildcard": "a**b"}]}"#, "/a/wildcard"),
        (r#"{"a": [{"wildcard": "a\\b"}]}"#, "/a/wildcard"),
        (r#"{"$or": [{"a": [1]}]}"#, "/$or"),
    ] {
        let error = EventPattern::parse(pattern).unwrap_err();
        assert_eq!(error.pointer, pointer, "{pattern}: {error}");
    }
}

#[test]
fn a_pattern_over_the_quota_of_put_rule_is_refused() {
    let long = json!({"a": ["x".repeat(EventPattern::MAX_CHARS)]}).to_string();
    assert!(EventPattern::parse(&long).is_err());
}
