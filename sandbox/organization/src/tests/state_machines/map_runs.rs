use std::{collections::BTreeMap, sync::atomic::Ordering};

use serde_json::{Value, json};

use super::{TestMachines, call, test_machines};
use rolepair_state_machine::{Execution, ExecutionStatus, ItemCounts};

/// A Map state over the lists under `runs/in/`, which calls the function with each item.
fn states(compact: bool) -> Value {
    let mut map = json!({
        "Type": "Map", "Label": "Items",
        "MaxConcurrencyPath": "$.at_once", "ToleratedFailurePercentagePath": "$.tolerated",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:listObjectsV2",
            "ReaderConfig": {"InputType": "JSON", "Transformation": "LOAD_AND_FLATTEN"},
            "Parameters": {"Bucket": "${B}", "Prefix.$": "$.prefix"}
        },
        "ItemSelector": {"item.$": "$$.Map.Item.Value"},
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Unwrap",
            "States": {
                "Unwrap": {"Type": "Pass", "Parameters": {"item.$": "$.item"}, "Next": "Call"},
                "Call": call("")
            }
        },
        "ResultWriter": {
            "Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {
                "Bucket": "${B}",
                "Prefix.$": "States.Format('runs/{}/results', $$.Execution.Name)"
            }
        },
        "ResultSelector": {
            "map_run.$": "$.MapRunArn", "manifest.$": "$.ResultWriterDetails.Key"
        },
        "End": true
    });
    map["ItemProcessor"]["States"]["Call"]["Parameters"]["Payload.$"] = json!("$.item");
    if compact {
        let config = json!({"OutputType": "JSON", "Transformation": "COMPACT"});
        map["ResultWriter"]["WriterConfig"] = config;
    }
    json!({"Map": map})
}

async fn put(machines: &TestMachines, key: &str, items: Value) {
    let states = json!({"Put": {
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
        "Parameters": {
            "Bucket": "${B}", "Key.$": "$.key", "ContentType": "application/json",
            "Body.$": "$.items"
        },
        "End": true
    }});
    let input = json!({"key": key, "items": items});
    let execution = machines.run("Put", states, input).await;
    assert_eq!(execution.status, ExecutionStatus::Succeeded);
}

fn input(at_once: u64, tolerated: u64) -> Value {
    json!({"at_once": at_once, "tolerated": tolerated, "prefix": "runs/in/"})
}

/// The manifest and the results by status.
fn results(machines: &TestMachines, manifest: &str) -> (Value, BTreeMap<String, Vec<Value>>) {
    let manifest = machines.object(manifest).unwrap();
    let files = manifest["ResultFiles"].as_object().unwrap();
    let list = |file: &Value| {
        let list = machines.object(file["Key"].as_str().unwrap()).unwrap();
        list.as_array().unwrap().clone()
    };
    let lists = files.iter().map(|(status, files)| {
        let files = files.as_array().unwrap();
        (status.clone(), files.iter().flat_map(list).collect())
    });
    let lists = lists.collect();
    (manifest, lists)
}

fn manifest_of(execution: &Execution) -> String {
    let id = execution.map_runs[0].arn.rsplit(':').next().unwrap();
    format!("runs/run-1/results/{id}/manifest.json")
}

fn answers(from: u64, to: u64) -> Vec<Value> {
    (from..to).map(|n| json!({"answer": n})).collect()
}

#[tokio::test]
async fn every_item_of_every_list_is_processed_and_its_result_is_kept() {
    let machines = test_machines().await;
    put(&machines, "runs/in/1.json", json!(answers(0, 3))).await;
    put(&machines, "runs/in/2.json", json!(answers(3, 5))).await;
    put(&machines, "runs/other.json", json!(answers(5, 9))).await;
    let execution = machines.run("Map", states(false), input(2, 0)).await;
    let output = execution.output.clone().unwrap();
    assert_eq!(output["manifest"], manifest_of(&execution));
    let counts = ItemCounts {
        total: 5,
        succeeded: 5,
        ..ItemCounts::default()
    };
    assert_eq!(execution.map_runs.len(), 1);
    assert_eq!(execution.map_runs[0].counts, counts);
    let (manifest, results) = results(&machines, &manifest_of(&execution));
    assert_eq!(
        manifest["DestinationBucket"],
        machines.sandbox.results_bucket()
    );
    assert_eq!(manifest["MapRunArn"], output["map_run"]);
    assert!(results["FAILED"].is_empty() && results["PENDING"].is_empty());
    let succeeded = &results["SUCCEEDED"];
    assert_eq!(succeeded.len(), 5);
    for (n, result) in succeeded.iter().enumerate() {
        assert_eq!(result["Status"], "SUCCEEDED");
        assert_eq!(result["Input"], json!({"item": {"answer": n}}).to_string());
        assert_eq!(result["Output"], json!({"answer": n}).to_string());
        let arn = "arn:aws:states:eu-west-1:222222222222:execution:rolepair-backfill/Items:";
        assert!(result["ExecutionArn"].as_str().unwrap().starts_with(arn));
    }
}

#[tokio::test]
async fn no_more_children_run_at_the_same_time_than_allowed() {
    for at_once in [1, 3] {
        let machines = test_machines().await;
        put(&machines, "runs/in/1.json", json!(answers(0, 20))).await;
        let execution = machines.run("Map", states(false), input(at_once, 0)).await;
        assert_eq!(execution.status, ExecutionStatus::Succeeded);
        assert_eq!(machines.most_at_once.load(Ordering::SeqCst) as u64, at_once);
    }
}

#[tokio::test]
async fn tolerated_failures_are_written_with_error_and_cause() {
    let machines = test_machines().await;
    let mut items = answers(0, 3);
    items.push(json!({"error": "Refused"}));
    put(&machines, "runs/in/1.json", json!(items)).await;
    let execution = machines.run("Map", states(true), input(2, 25)).await;
    assert_eq!(
        execution.status,
        ExecutionStatus::Succeeded,
        "{execution:?}"
    );
    assert_eq!(execution.map_runs[0].counts.failed, 1);
    let (_, results) = results(&machines, &manifest_of(&execution));
    let compact = [0, 1, 2].map(|n| json!({"answer": n}));
    assert_eq!(results["SUCCEEDED"], compact);
    let failed = &results["FAILED"];
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["Status"], "FAILED");
    assert_eq!(failed[0]["Error"], "Refused");
    assert!(failed[0]["Cause"].as_str().unwrap().contains("the reason"));
    assert_eq!(
        failed[0]["Input"],
        json!({"item": {"error": "Refused"}}).to_string()
    );
}

#[tokio::test]
async fn too_many_failures_stop_the_run_and_leave_the_rest_pending() {
    let machines = test_machines().await;
    let mut items = vec![json!({"error": "Refused"}), json!({"error": "Refused"})];
    items.extend(answers(0, 6));
    put(&machines, "runs/in/1.json", json!(items)).await;
    let execution = machines.run("Map", states(false), input(1, 24)).await;
    assert_eq!(
        execution.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
    let counts = ItemCounts {
        total: 8,
        failed: 2,
        pending: 6,
        ..ItemCounts::default()
    };
    assert_eq!(execution.map_runs[0].counts, counts);
    let (_, results) = results(&machines, &manifest_of(&execution));
    assert_eq!(results["PENDING"].len(), 6);
    assert_eq!(results["FAILED"].len(), 2);
}

#[tokio::test]
async fn a_redriven_map_run_continues_with_children_that_failed_or_had_not_begun() {
    let machines = test_machines().await;
    // Each fails on its first call.
    let fails = |id| json!({"fails": 1, "as": "Refused", "id": id});
    let mut items = answers(0, 4);
    items.extend([fails(1), fails(2)]);
    items.extend(answers(4, 6));
    put(&machines, "runs/in/1.json", json!(items)).await;
    let machine = machines.machine("Map", states(false));
    let sandbox = &machines.sandbox;
    let execution = sandbox
        .start_execution(&machine, "run-1", input(1, 13))
        .await;
    assert_eq!(execution.status, ExecutionStatus::Failed);
    let first = execution.map_runs[0].clone();
    assert_eq!((first.counts.succeeded, first.counts.pending), (4, 2));
    let execution = sandbox
        .redrive_execution(&machine, execution)
        .await
        .unwrap();
    assert_eq!(
        execution.status,
        ExecutionStatus::Succeeded,
        "{execution:?}"
    );
    assert_eq!(execution.map_runs[0].arn, first.arn);
    assert_eq!(execution.map_runs[0].counts.succeeded, 8);
    assert_eq!(execution.measured.invocations, 4);
    // A child continues at the task that failed, not at its beginning.
    assert_eq!(execution.measured.transitions, 1 + 2 + 2 * 2);
    let (_, results) = results(&machines, &manifest_of(&execution));
    assert_eq!(results["SUCCEEDED"].len(), 8);
    assert!(
        sandbox
            .redrive_execution(&machine, execution)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_object_that_is_not_a_list_fails_the_reader() {
    let machines = test_machines().await;
    put(&machines, "runs/in/1.json", json!({"not": "a list"})).await;
    let execution = machines.run("Map", states(false), input(1, 0)).await;
    assert_eq!(execution.error.as_deref(), Some("States.ItemReaderFailed"));
    assert!(execution.cause.unwrap().contains("runs/in/1.json"));
}

#[tokio::test]
async fn results_that_cannot_be_written_fail_the_state() {
    let machines = test_machines().await;
    put(&machines, "runs/in/1.json", json!(answers(0, 1))).await;
    let mut states = states(false);
    states["Map"]["ResultWriter"]["Parameters"] = json!({"Bucket": "${B}", "Prefix": "elsewhere"});
    let execution = machines.run("Map", states, input(1, 0)).await;
    assert_eq!(
        execution.error.as_deref(),
        Some("States.ResultWriterFailed")
    );
}

#[tokio::test]
async fn a_run_over_nothing_succeeds() {
    let machines = test_machines().await;
    let execution = machines.run("Map", states(false), input(1, 0)).await;
    assert_eq!(execution.status, ExecutionStatus::Succeeded);
    assert_eq!(execution.map_runs[0].counts, ItemCounts::default());
}

#[tokio::test]
async fn a_map_run_reports_its_counts() {
    let machines = test_machines().await;
    put(&machines, "runs/in/1.json", json!(answers(0, 3))).await;
    let mut states = states(false);
    let map = states["Map"].as_object_mut().unwrap();
    map.remove("End");
    map.insert("Next".to_owned(), json!("Count"));
    states["Count"] = json!({
        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:describeMapRun",
        "Parameters": {"MapRunArn.$": "$.map_run"},
        "ResultSelector": {"total.$": "$.ItemCounts.Total", "failed.$": "$.ItemCounts.Failed"},
        "End": true
    });
    let execution = machines.run("Map", states, input(1, 0)).await;
    assert_eq!(execution.output, Some(json!({"total": 3, "failed": 0})));
}
