//! A Lambda Runtime API on loopback with one event to deliver, for tests that start a function's binary.
//! The functions' own tests include this file. It needs only the standard library and `serde_json`.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use serde_json::Value;

const REQUEST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

/// What a function reported to Lambda, and what it logged.
#[derive(Debug)]
pub(crate) struct Reported {
    /// The path it was posted to, after the API's version: `init/error`, `invocation/<id>/response`.
    pub(crate) path: String,
    /// The body that was posted.
    pub(crate) body: Value,
    /// The lines of the log, each a JSON object.
    pub(crate) log: Vec<Value>,
}

impl Reported {
    /// The lines of the log with this value of a key.
    pub(crate) fn lines_with(&self, key: &str, value: &str) -> Vec<&Value> {
        self.log.iter().filter(|line| line[key] == value).collect()
    }
}

/// Starts `binary` as Lambda does, delivers `event` to it, and waits for its report.
pub(crate) fn call(binary: &str, config: &Path, event: &Value) -> Reported {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    let event = event.to_string();
    thread::spawn(move || accept(&listener, &event, &sender));
    let mut child = start(binary, config, &address.to_string());
    let (path, body) = wait(&receiver);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let log = String::from_utf8(output.stdout).unwrap();
    Reported {
        path,
        body,
        log: log
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect(),
    }
}

fn start(binary: &str, config: &Path, address: &str) -> Child {
    Command::new(binary)
        .env_clear()
        .env("ROLEPAIR_CONFIG", config)
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "function")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn wait(receiver: &Receiver<(String, String)>) -> (String, Value) {
    let reported = receiver.recv_timeout(Duration::from_secs(60));
    let (path, body) = reported.expect("the function reports something within a minute");
    (path, serde_json::from_str(&body).unwrap())
}

fn accept(listener: &TcpListener, event: &str, sender: &Sender<(String, String)>) {
    let mut events = vec![event.to_owned()];
    for stream in listener.incoming() {
        serve(stream.unwrap(), &mut events, sender);
    }
}

/// Serves the requests of one connection. With no event left, the function waits for ever.
fn serve(stream: TcpStream, events: &mut Vec<String>, sender: &Sender<(String, String)>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some((path, body)) = request(&mut reader) {
        if path.ends_with("invocation/next") {
            match events.pop() {
                Some(event) => give(&stream, &event),
                None => continue,
            }
        } else {
            answer(&stream, "202 Accepted", "", "{}");
            let path = path.trim_start_matches("/2018-06-01/runtime/").to_owned();
            let _ = sender.send((path, body));
        }
    }
}

fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let header = line.trim_end().to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if header.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, String::from_utf8(body).unwrap()))
}

fn give(stream: &TcpStream, event: &str) {
    // In the year 3000: later than any test runs.
    const DEADLINE_MS: &str = "32503680000000";
    let headers = format!(
        "lambda-runtime-aws-request-id: {REQUEST_ID}\r\n\
         lambda-runtime-deadline-ms: {DEADLINE_MS}\r\n\
         lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-1:333333333333:function:f\r\n"
    );
    answer(stream, "200 OK", &headers, event);
}

fn answer(mut stream: &TcpStream, status: &str, headers: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    // The function may have ended already: it exits once it has reported why it does not start.
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}
