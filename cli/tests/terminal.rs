//! What a person sees: `rolepair` in a terminal of 80 columns, of 40, and in none.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// A word as long as this may go over the edge: it is there to be copied.
const LONG: usize = 24;

fn infra() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().unwrap().join("infra")
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn rolepair(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolepair"));
    command.args(arguments).env_remove("NO_COLOR");
    command.env("TERM", "xterm-256color");
    command
}

fn deploy(arguments: &[&str]) -> Command {
    let mut command = rolepair(&["deploy", "--code-bucket=rolepair-code-222222222222"]);
    command
        .args([
            "--hub-account=222222222222",
            "--management-account=111111111111",
        ])
        .arg("--config")
        .arg(golden("rolepair.yaml"))
        .arg("--infra")
        .arg(infra())
        .args(arguments);
    command
}

/// Runs a command with a terminal of so many columns for its output and errors.
fn in_terminal(columns: u16, mut command: Command) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let size = Winsize {
        ws_row: 50,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&terminal, size).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let program = File::options()
        .read(true)
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    command.stdout(program.try_clone().unwrap()).stderr(program);
    let mut child = command.spawn().unwrap();
    // So that the terminal ends with the program.
    drop(command);
    let mut shown = Vec::new();
    let mut terminal = File::from(terminal);
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = terminal.read(&mut bytes) {
        shown.extend(bytes.iter().take(length));
    }
    child.wait().unwrap();
    String::from_utf8(shown).unwrap()
}

/// The lines as a person reads them: without colours, and as the last return of the carriage left
/// them.
fn lines(shown: &str) -> Vec<String> {
    let plain = anstream::adapter::strip_str(shown).to_string();
    let last = |line: &str| line.trim_end().rsplit('\r').next().unwrap().to_owned();
    plain.lines().map(last).collect()
}

fn assert_fits(columns: u16, shown: &str) {
    for line in lines(shown) {
        let width = line.chars().count();
        let is_to_be_copied = line.split_whitespace().any(|word| word.len() >= LONG);
        assert!(
            width <= usize::from(columns) || is_to_be_copied && !has_prose(&line),
            "{width} columns:\n{line}\nof:\n{shown}"
        );
    }
}

/// Whether a line has two words or more in front of a long one: then it could have been broken.
fn has_prose(line: &str) -> bool {
    let words = line.split_whitespace();
    words.take_while(|word| word.len() < LONG).count() > 2
}

#[test]
fn every_help_text_fits() {
    for command in [
        &[][..],
        &["demo"],
        &["patch"],
        &["unpatch"],
        &["pack"],
        &["deploy"],
        &["sandbox"],
        &["sandbox", "serve"],
        &["sandbox", "run-task"],
        &["sandbox", "backfill"],
    ] {
        let mut help = rolepair(command);
        help.arg("--help");
        let shown = in_terminal(80, help);
        assert!(shown.contains("Usage:"), "{shown}");
        for line in lines(&shown) {
            assert!(line.chars().count() <= 80, "{command:?}: {line}");
        }
    }
}

#[test]
fn the_plan_of_an_installation_fits() {
    for columns in [80, 40] {
        let shown = in_terminal(columns, deploy(&[]));
        for part in [
            "rolepair-hub",
            "AWS::Lambda::Function",
            "LogRetentionDays",
            "note:",
        ] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
        assert_fits(columns, &shown);
    }
}

#[test]
fn errors_fit() {
    let of_configuration = || {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rolepair.yaml");
        std::fs::write(&file, "version: 1\nregions: [nowhere]\n").unwrap();
        let mut pack = rolepair(&["pack", "--config"]);
        pack.arg(file);
        (folder, pack)
    };
    for columns in [80, 40] {
        let (_folder, pack) = of_configuration();
        for (command, part) in [
            (pack, "RPC"),
            (
                deploy(&["--parameter=hub.LogRetentionDays=31"]),
                "is not a value",
            ),
            (rolepair(&["deploy", "--hub-account=2"]), "invalid value"),
            (rolepair(&["deploy"]), "required arguments"),
        ] {
            let shown = in_terminal(columns, command);
            assert!(shown.contains(part), "{shown}");
            assert_fits(columns, &shown);
        }
    }
}

/// The patch of a definition whose container sets static keys, and what is said about it.
fn refused_patch() -> Command {
    let describe = std::fs::read_to_string(golden("describe.json")).unwrap();
    let keys = r#""environment": [{"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"}, "#;
    let describe = describe.replacen("\"environment\": [", keys, 1);
    assert!(describe.contains("AKIA"), "{describe}");
    let file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut &file, describe.as_bytes()).unwrap();
    std::io::Seek::rewind(&mut &file).unwrap();
    let mut patch = rolepair(&["patch", "--pair=orders", "--region=eu-west-1"]);
    patch
        .args(["--account=444455556666", "--config"])
        .arg(golden("rolepair.yaml"))
        .stdin(file);
    patch
}

#[test]
fn a_finding_is_broken_in_a_terminal_and_is_one_line_elsewhere() {
    let shown = in_terminal(40, refused_patch());
    assert!(
        shown.contains("RP105") && shown.contains("Cure:"),
        "{shown}"
    );
    assert!(lines(&shown).len() > 3, "{shown}");
    assert_fits(40, &shown);
    let piped = refused_patch().output().unwrap();
    assert_eq!(piped.status.code(), Some(3));
    let piped = String::from_utf8(piped.stderr).unwrap();
    assert_eq!(piped.lines().count(), 1, "{piped}");
    assert!(piped.starts_with("RP105 ") && piped.len() > 100, "{piped}");
}

#[test]
fn colours_are_for_a_terminal_and_no_color_takes_them_out() {
    let escape = '\u{1b}';
    assert!(in_terminal(80, deploy(&[])).contains(escape));
    let mut without = deploy(&[]);
    without.env("NO_COLOR", "1");
    assert!(!in_terminal(80, without).contains(escape));
    let mut piped = deploy(&[]);
    let piped = piped.stdin(Stdio::null()).output().unwrap();
    assert!(piped.status.success(), "{piped:?}");
    let text = String::from_utf8(piped.stdout).unwrap();
    assert!(!text.contains(escape));
    assert!(text.lines().any(|line| line.chars().count() > 100));
}

#[test]
fn the_rehearsal_of_a_backfill_fits() {
    for columns in [80, 40] {
        let backfill = rolepair(&["sandbox", "backfill", "--accounts=8", "--failing=2"]);
        let shown = in_terminal(columns, backfill);
        assert!(shown.contains("checks hold"), "{shown}");
        assert_fits(columns, &shown);
    }
}

#[test]
fn the_demo_fits() {
    let mut demo = rolepair(&["demo"]);
    demo.env("PATH", "/usr/bin:/bin");
    let shown = in_terminal(80, demo);
    assert!(shown.contains("18 of 18 checks hold"), "{shown}");
    assert_fits(80, &shown);
}
