use std::io::{Read, Write};

use serde_json::json;

use super::*;

const SOON: Duration = Duration::from_secs(60);

/// A function whose process is this test binary, made to run nothing but [`the_process`].
fn function() -> FunctionProcess {
    let arguments = [
        "--exact",
        "bus::function_process::tests::the_process",
        "--nocapture",
    ];
    FunctionProcess {
        name: "f".to_owned(),
        function_arn: "arn:f".to_owned(),
        program: std::env::current_exe().unwrap(),
        arguments: arguments.map(str::to_owned).to_vec(),
        variables: BTreeMap::from([("GREETING".to_owned(), "hello".to_owned())]),
        running: None,
    }
}

/// No test but the function's process, where the Runtime API is: does what each event says.
#[test]
fn the_process() {
    let Ok(api) = std::env::var("AWS_LAMBDA_RUNTIME_API") else {
        return;
    };
    let mut answered = 0;
    loop {
        let (head, event) = call(&api, "GET", "invocation/next", "");
        let id = head
            .lines()
            .find_map(|line| line.strip_prefix("lambda-runtime-aws-request-id: "))
            .unwrap();
        match event.as_str() {
            "\"crash\"" => std::process::exit(3),
            "\"hang\"" => std::thread::park(),
            _ => {}
        }
        answered += 1;
        let answer = json!({
            "answered": answered,
            "greeting": std::env::var("GREETING").ok(),
            "home": std::env::var("HOME").ok(),
        });
        call(
            &api,
            "POST",
            &format!("invocation/{id}/response"),
            &answer.to_string(),
        );
    }
}

/// One request over its own connection: head and body of the answer.
fn call(api: &str, method: &str, path: &str, body: &str) -> (String, String) {
    let mut stream = std::net::TcpStream::connect(api).unwrap();
    let length = body.len();
    write!(
        stream,
        "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nhost: {api}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn one_process_takes_event_after_event_with_its_own_environment_only() {
    let mut function = function();
    for expected in 1..=2 {
        let answer = function.invoke(&json!("work"), SOON).await.unwrap();
        assert_eq!(
            answer,
            json!({"answered": expected, "greeting": "hello", "home": null})
        );
    }
}

#[tokio::test]
async fn a_process_that_crashed_fails_its_event_and_is_started_anew() {
    let mut function = function();
    let error = function.invoke(&json!("crash"), SOON).await.unwrap_err();
    assert_eq!(error.error_type, "Runtime.ExitError");
    assert!(error.message.contains('3'), "{error}");
    let answer = function.invoke(&json!("work"), SOON).await.unwrap();
    assert_eq!(answer["answered"], 1);
}

#[tokio::test]
async fn a_process_that_misses_its_deadline_is_replaced() {
    let mut function = function();
    function.invoke(&json!("work"), SOON).await.unwrap();
    let error = function
        .invoke(&json!("hang"), Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!(error.error_type, "Sandbox.Timedout");
    let answer = function.invoke(&json!("work"), SOON).await.unwrap();
    assert_eq!(answer["answered"], 1);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_error_that_names_it() {
    let mut function = function();
    function.program = "/nowhere/bootstrap".into();
    let error = function.invoke(&json!("work"), SOON).await.unwrap_err();
    assert_eq!(error.error_type, "Runtime.InvalidEntrypoint");
    assert!(error.message.contains("/nowhere/bootstrap"));
}
