//! Many stories end with two states that have to be equal. This is the test of that comparison.

use rolepair_tests::assert_same_state;
use serde_json::json;

#[test]
fn equal_states_are_the_same() {
    let state = json!({"roles": {"a": {"tags": [1]}}, "task_definitions": {}});
    assert_same_state(&state, &state.clone());
}

#[test]
#[should_panic(expected = "/roles/a/tags is [1], should be [2]")]
fn another_value_is_a_difference() {
    let is = json!({"roles": {"a": {"tags": [1]}}});
    assert_same_state(&is, &json!({"roles": {"a": {"tags": [2]}}}));
}

#[test]
#[should_panic(expected = "/roles/b is {}, should be null")]
fn one_more_member_is_a_difference() {
    assert_same_state(&json!({"roles": {"b": {}}}), &json!({"roles": {}}));
}

#[test]
#[should_panic(expected = "/roles/b is null, should be {}")]
fn a_missing_member_is_a_difference() {
    assert_same_state(&json!({"roles": {}}), &json!({"roles": {"b": {}}}));
}
