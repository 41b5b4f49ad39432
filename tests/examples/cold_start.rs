//! Measures how long the functions take from their start to their first request for an event. A Lambda
//! function that does nothing is measured in the same rounds, for comparison:
//!
//! `cargo build --release --bins -p rolepair-pair-account -p rolepair-patch-task-definition -p rolepair-backfill`
//! `cargo build --release --example echo -p rolepair-runtime`
//! `cargo run --release --example cold_start -p rolepair-tests`

use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

const ROUNDS: usize = 30;

const BINARIES: [&str; 4] = [
    "examples/echo",
    "pair-account",
    "patch-task-definition",
    "backfill",
];

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/rolepair.yaml");

fn main() -> ExitCode {
    let target = target_folder();
    let missing: Vec<&str> = BINARIES
        .into_iter()
        .filter(|binary| !target.join(binary).exists())
        .collect();
    if !missing.is_empty() {
        eprintln!("not built in {}: {}", target.display(), missing.join(", "));
        return ExitCode::FAILURE;
    }
    let mut times: [Vec<Duration>; BINARIES.len()] = Default::default();
    for _ in 0..ROUNDS {
        for (binary, times) in BINARIES.iter().zip(&mut times) {
            times.push(start(&target.join(binary)));
        }
    }
    println!(
        "{:<24}{:>12}{:>12}{:>12}",
        "binary", "median ms", "least ms", "size kB"
    );
    for (binary, times) in BINARIES.iter().zip(&mut times) {
        times.sort_unstable();
        let size = target.join(binary).metadata().map_or(0, |file| file.len());
        println!(
            "{binary:<24}{:>12.2}{:>12.2}{:>12}",
            milliseconds(times[times.len() / 2]),
            milliseconds(times[0]),
            size / 1000
        );
    }
    ExitCode::SUCCESS
}

/// `target/release`, this program being `target/release/examples/cold_start`.
fn target_folder() -> PathBuf {
    let program = env::current_exe().expect("a program knows where it is");
    let folder = program.ancestors().nth(2);
    folder
        .expect("examples lie below the target folder")
        .to_owned()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The time from the start of the process to the first line of its first request.
fn start(binary: &Path) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener
        .local_addr()
        .expect("a bound socket has an address");
    let mut command = Command::new(binary);
    command
        .env_clear()
        .env("ROLEPAIR_CONFIG", CONFIG)
        .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "function")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let begun = Instant::now();
    let mut child = command.spawn().expect("the binary starts");
    let (stream, _) = listener.accept().expect("the function asks for an event");
    let mut line = String::new();
    BufReader::new(stream)
        .read_line(&mut line)
        .expect("the request has a first line");
    let time = begun.elapsed();
    assert!(
        line.contains("/runtime/invocation/next"),
        "{binary:?} asked for {line}"
    );
    child.kill().expect("the function still waits");
    child.wait().expect("the function ends");
    time
}
