use serde_json::{Value, json};

use super::{call, test_machines};
use rolepair_state_machine::{Execution, ExecutionStatus};

fn failed(execution: &Execution) -> (&str, &str) {
    assert_eq!(execution.status, ExecutionStatus::Failed);
    assert_eq!(execution.output, None);
    (
        execution.error.as_deref().unwrap(),
        execution.cause.as_deref().unwrap(),
    )
}

fn retried(attempts: u32) -> Value {
    let mut state = call("");
    state["Retry"] = json!([{
        "ErrorEquals": ["Transient"], "IntervalSeconds": 10, "MaxAttempts": attempts,
        "BackoffRate": 2, "MaxDelaySeconds": 300, "JitterStrategy": "NONE"
    }]);
    state
}

#[tokio::test]
async fn states_follow_each_other_to_the_end() {
    let states = json!({
        "Begin": {"Type": "Pass", "Result": {"n": null}, "ResultPath": "$.made", "Next": "Made"},
        "Made": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.made.n", "IsNull": true, "Next": "Name"}],
            "Default": "Never"
        },
        "Name": {
            "Type": "Pass",
            "Parameters": {"run.$": "$$.Execution.Name", "input.$": "$$.Execution.Input.x"},
            "Next": "Done"
        },
        "Never": {"Type": "Fail", "Error": "Never", "CausePath": "$.x"},
        "Done": {"Type": "Succeed"}
    });
    let machines = test_machines().await;
    let execution = machines.run("Begin", states, json!({"x": [1]})).await;
    assert_eq!(
        execution.status,
        ExecutionStatus::Succeeded,
        "{execution:?}"
    );
    assert_eq!(
        execution.output,
        Some(json!({"run": "run-1", "input": [1]}))
    );
    assert_eq!(execution.measured.transitions, 4);
    assert_eq!(execution.measured.longest_history, 2 + 4 * 2);
}

#[tokio::test]
async fn a_choice_goes_where_the_first_matching_rule_says() {
    let states = json!({
        "Which": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.a", "IsNull": true, "Next": "Null"},
                {"Variable": "$.a", "NumericEqualsPath": "$.b", "Next": "Equal"}
            ],
            "Default": "Other"
        },
        "Null": {"Type": "Pass", "Result": "null", "End": true},
        "Equal": {"Type": "Pass", "Result": "equal", "End": true},
        "Other": {"Type": "Pass", "Result": "other", "End": true}
    });
    let machines = test_machines().await;
    for (input, output) in [
        (json!({"a": null, "b": 1}), "null"),
        (json!({"a": 7, "b": 7}), "equal"),
        (json!({"a": 7, "b": 8}), "other"),
        (json!({"a": "7", "b": 7}), "other"),
    ] {
        let execution = machines.run("Which", states.clone(), input).await;
        assert_eq!(execution.output, Some(json!(output)));
    }
    let execution = machines.run("Which", states, json!({"b": 1})).await;
    assert_eq!(failed(&execution).0, "States.Runtime");
}

#[tokio::test]
async fn a_fail_state_fails_with_its_error_and_the_cause_at_its_path() {
    let machines = test_machines().await;
    let states = |path| json!({"End": {"Type": "Fail", "Error": "Bad", "CausePath": path}});
    let input = json!({"why": {"n": 1}});
    let path = "States.JsonToString($.why)";
    let execution = machines.run("End", states(path), input.clone()).await;
    assert_eq!(failed(&execution), ("Bad", r#"{"n":1}"#));
    let execution = machines.run("End", states("$.why"), input).await;
    assert_eq!(failed(&execution).0, "States.Runtime");
}

#[tokio::test]
async fn the_result_of_a_task_is_the_function_s_answer() {
    let machines = test_machines().await;
    let states = json!({"Call": call("")});
    let execution = machines
        .run("Call", states, json!({"answer": {"x": 1}}))
        .await;
    assert_eq!(execution.output, Some(json!({"answer": {"x": 1}})));
    assert_eq!(execution.measured.invocations, 1);
    assert_eq!(execution.measured.longest_history, 2 + 5);
}

#[tokio::test]
async fn a_task_fails_with_the_functions_own_error_and_message() {
    let machines = test_machines().await;
    let states = json!({"Call": call("")});
    let execution = machines
        .run("Call", states, json!({"error": "Refused"}))
        .await;
    let (error, cause) = failed(&execution);
    assert_eq!(error, "Refused");
    let cause: Value = serde_json::from_str(cause).unwrap();
    let expected = json!({"errorType": "Refused", "errorMessage": "the reason"});
    assert_eq!(cause, expected);
}

#[tokio::test]
async fn a_task_is_retried_only_for_errors_with_a_rule() {
    let machines = test_machines().await;
    let input = |times, error| json!({"fails": times, "as": error, "id": error});
    let states = json!({"Call": retried(3)});
    let execution = machines
        .run("Call", states.clone(), input(2, "Transient"))
        .await;
    assert_eq!(execution.output, Some(json!({"answer": "at last"})));
    assert_eq!(
        (execution.measured.retries, execution.measured.transitions),
        (2, 3)
    );
    // 10 and 20 seconds, which were skipped.
    assert_eq!(execution.measured.waited.as_secs(), 30);
    let execution = machines.run("Call", states, input(1, "Refused")).await;
    assert_eq!(failed(&execution).0, "Refused");
    assert_eq!(execution.measured.retries, 0);
}

#[tokio::test]
async fn a_task_that_used_up_its_retries_fails() {
    let machines = test_machines().await;
    let states = json!({"Call": retried(3)});
    let input = json!({"error": "Transient"});
    let execution = machines.run("Call", states, input).await;
    assert_eq!(failed(&execution).0, "Transient");
    assert_eq!(execution.measured.invocations, 4);
}

#[tokio::test]
async fn a_missing_or_forbidden_function_fails_the_task() {
    let machines = test_machines().await;
    let mut state = call("");
    state["Parameters"]["FunctionName"] = json!("arn:aws:lambda:eu-west-1:1:function:other");
    let execution = machines
        .run("Call", json!({"Call": state}), json!({}))
        .await;
    let (error, cause) = failed(&execution);
    assert_eq!(error, "Lambda.AccessDeniedException");
    assert!(cause.contains("lambda:InvokeFunction"), "{cause}");
}

#[tokio::test]
async fn an_object_is_put_where_the_role_may_put_it() {
    let machines = test_machines().await;
    let put = |key: &str| {
        json!({"Put": {
            "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
            "Parameters": {
                "Bucket": "${B}", "Key": key, "ContentType": "application/json", "Body.$": "$.list"
            },
            "ResultPath": null, "End": true
        }})
    };
    let input = json!({"list": [1, {"a": null}]});
    let execution = machines.run("Put", put("runs/x.json"), input.clone()).await;
    assert_eq!(execution.output.as_ref(), Some(&input));
    assert_eq!(
        machines.object("runs/x.json").as_ref(),
        Some(&input["list"])
    );
    let execution = machines.run("Put", put("elsewhere/x.json"), input).await;
    assert_eq!(failed(&execution).0, "S3.AccessDeniedException");
    assert_eq!(machines.object("elsewhere/x.json"), None);
}

#[tokio::test]
async fn a_payload_that_is_too_large_fails_and_is_not_retried() {
    let machines = test_machines().await;
    let states = json!({"Call": retried(3)});
    let input = json!({"answer": "x".repeat(300_000)});
    let execution = machines.run("Call", states, input).await;
    assert_eq!(failed(&execution).0, "States.DataLimitExceeded");
    assert_eq!(execution.measured.retries, 0);
}

#[tokio::test]
async fn an_execution_that_goes_in_circles_ends_when_its_history_is_full() {
    let machines = test_machines().await;
    let states = json!({
        "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}
    });
    let execution = machines.run("A", states, json!({})).await;
    let (error, cause) = failed(&execution);
    assert_eq!(error, "States.Runtime");
    assert!(cause.contains("25000"), "{cause}");
}

#[tokio::test]
async fn a_path_that_leads_nowhere_fails_its_state() {
    let machines = test_machines().await;
    let states = json!({"A": {"Type": "Pass", "Parameters": {"x.$": "$.y"}, "End": true}});
    let execution = machines.run("A", states, json!({})).await;
    assert_eq!(failed(&execution).0, "States.ParameterPathFailure");
}
