use serde_json::{Value, json};

use super::call;
use crate::{Options, Sandbox};
use rolepair_state_machine::StateMachine;

fn refusal(definition: &Value) -> String {
    let substitutions = [("F", "f"), ("B", "b")];
    let machine = StateMachine::new("machine", &definition.to_string(), substitutions);
    machine.unwrap_err().to_string()
}

fn refusal_of(state: Value) -> String {
    refusal(&json!({"StartAt": "Only", "States": {"Only": state}}))
}

fn map() -> Value {
    json!({
        "Type": "Map", "Label": "Items", "MaxConcurrency": 2,
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:listObjectsV2",
            "ReaderConfig": {"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN"},
            "Parameters": {"Bucket": "b", "Prefix": "p"}
        },
        "ItemSelector": {"item.$": "$$.Map.Item.Value"},
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Inner", "States": {"Inner": call("")}
        },
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {"Bucket": "b", "Prefix": "p"}
        },
        "ResultSelector": {"arn.$": "$.MapRunArn"},
        "End": true
    })
}

#[tokio::test]
async fn the_definition_of_infra_is_fully_supported() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    sandbox.backfill_state_machine().unwrap();
}

#[test]
fn a_complete_map_state_is_supported() {
    let definition = json!({"StartAt": "Only", "States": {"Only": map()}});
    StateMachine::new("machine", &definition.to_string(), [("F", "f")]).unwrap();
}

#[test]
fn an_unknown_state_type_is_named_with_its_state() {
    for kind in ["Wait", "Parallel", "Nap"] {
        let message = refusal_of(json!({"Type": kind, "Seconds": 1, "End": true}));
        let expected = format!("state `Only`: the state type `{kind}` is not known here");
        assert_eq!(message, expected);
    }
    assert!(refusal_of(json!({"End": true})).contains("`Type`"));
    assert!(refusal_of(json!(1)).contains("not an object"));
}

#[test]
fn an_unknown_field_is_named_in_every_state() {
    let succeed = json!({"Type": "Succeed"});
    let fail = json!({"Type": "Fail", "Error": "E", "CausePath": "$.cause"});
    let pass = json!({"Type": "Pass", "End": true});
    let choice = json!({"Type": "Choice", "Choices": [], "Default": "Only"});
    for mut state in [succeed, fail, pass, choice, call(""), map()] {
        state["OutputPath"] = json!("$");
        let message = refusal_of(state.clone());
        assert!(message.starts_with("state `Only`: "), "{message}");
        assert!(message.contains("`OutputPath`"), "{state}: {message}");
    }
}

#[test]
fn an_unknown_field_deep_inside_is_named_with_every_state_around_it() {
    let mut state = map();
    state["ItemProcessor"]["States"]["Inner"]["Parameters"]["Payload.$"] = json!("States.UUID()");
    let message = refusal_of(state);
    assert!(
        message.starts_with("state `Only`: state `Inner`: "),
        "{message}"
    );
    assert!(
        message.contains("`Payload.$`") && message.contains("`States.UUID`"),
        "{message}"
    );
}

#[test]
fn every_part_of_a_map_state_is_checked() {
    for (pointer, value, named) in [
        (
            "/ItemReader/Resource",
            json!("arn:aws:states:::s3:getObject"),
            "s3:getObject",
        ),
        ("/ItemReader/ReaderConfig/InputType", json!("CSV"), "CSV"),
        (
            "/ItemReader/ReaderConfig/Transformation",
            json!("NONE"),
            "NONE",
        ),
        (
            "/ItemReader/Parameters",
            json!({"Bucket": "b", "Key": "k"}),
            "Key",
        ),
        (
            "/ItemProcessor/ProcessorConfig/Mode",
            json!("INLINE"),
            "INLINE",
        ),
        (
            "/ItemProcessor/ProcessorConfig/ExecutionType",
            json!("EXPRESS"),
            "EXPRESS",
        ),
        ("/ItemProcessor/StartAt", json!("Nowhere"), "Nowhere"),
        (
            "/ResultWriter/Resource",
            json!("arn:aws:states:::sqs:sendMessage"),
            "sqs",
        ),
        ("/ResultWriter/Parameters", json!({"Queue": "b"}), "Queue"),
        ("/MaxConcurrency", json!("2"), "2"),
    ] {
        let mut state = map();
        *state.pointer_mut(pointer).unwrap() = value;
        let message = refusal_of(state);
        assert!(message.contains(named), "{pointer}: {message}");
    }
    let mut state = map();
    state["MaxConcurrencyPath"] = json!("$.n");
    assert!(refusal_of(state).contains("MaxConcurrency"));
}

#[test]
fn an_unknown_resource_or_parameter_is_named() {
    let mut state = call("");
    state["Resource"] = json!("arn:aws:states:::sqs:sendMessage");
    assert!(refusal_of(state).contains("`arn:aws:states:::sqs:sendMessage`"));
    let mut state = call("");
    state["Parameters"]["InvocationType"] = json!("Event");
    assert!(refusal_of(state).contains("`InvocationType`"));
}

#[test]
fn a_rule_of_a_choice_has_one_known_test() {
    for (rule, named) in [
        (
            json!({"Variable": "$.a", "IsPresent": true, "Next": "Only"}),
            "IsPresent",
        ),
        (json!({"Variable": "$.a", "Next": "Only"}), "one test"),
        (
            json!({"Variable": "$.a", "IsNull": true, "NumericEqualsPath": "$.b", "Next": "Only"}),
            "one test",
        ),
        (json!({"And": [], "Next": "Only"}), "And"),
    ] {
        let state = json!({"Type": "Choice", "Choices": [rule], "Default": "Only"});
        let message = refusal_of(state);
        assert!(message.contains(named), "{message}");
    }
}

#[test]
fn a_state_leads_somewhere_and_can_be_reached() {
    let pass = |next: &str| json!({"Type": "Pass", "Next": next});
    let nowhere = json!({"StartAt": "A", "States": {"A": pass("B")}});
    assert!(refusal(&nowhere).contains("no state `B`"));
    let unreached = json!({"StartAt": "A", "States": {"A": pass("A"), "B": pass("A")}});
    assert!(refusal(&unreached).contains("state `B`: no other state"));
    let no_start = json!({"StartAt": "C", "States": {"A": pass("A")}});
    assert!(refusal(&no_start).contains("no state `C`"));
    let both = json!({"Type": "Pass", "Next": "Only", "End": true});
    assert!(refusal_of(both).contains("`Next` or `End`"));
    assert!(refusal_of(json!({"Type": "Pass"})).contains("`Next` or `End`"));
    let both = json!({"Type": "Pass", "Result": 1, "Parameters": {}, "End": true});
    assert!(refusal_of(both).contains("`Result` and `Parameters`"));
}

#[test]
fn the_definition_itself_is_checked_like_its_states() {
    let states = json!({"A": {"Type": "Succeed"}});
    let other = json!({"StartAt": "A", "States": states, "QueryLanguage": "JSONata"});
    assert!(refusal(&other).contains("QueryLanguage"));
    let message = refusal(&json!({"StartAt": "${X}", "States": states}));
    assert!(message.contains("${X}"), "{message}");
}
