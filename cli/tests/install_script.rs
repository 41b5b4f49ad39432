//! The script that `rolepair deploy --commands` prints, run by bash. Its `aws` only records its
//! arguments, and answers as a test wants.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const CONFIG: &str = r#"version: 1
organization_id: o-a1b2c3d4e5
resource_account: "999999999999"
regions: [eu-west-1]
pairs:
  orders:
    accounts: {organizational_units: [ou-ab12-11111111]}
    permissions: {Version: "2012-10-17", Statement: [
      {Effect: Allow, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:*:*:orders"}]}
"#;

/// The answers of an AWS in which nothing is wrong.
const ANSWERS: &str = r#"
case "$*" in
  *assume-role*) echo "AKIA secret token" ;;
  *describe-stack-set-operation*) echo SUCCEEDED ;;
esac
"#;

/// A folder with the script and the files it needs.
struct Script(TempDir);

impl Script {
    fn new() -> Self {
        Self::with(&[])
    }

    /// The script that these further arguments give.
    fn with(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::write(path.join("rolepair.yaml"), CONFIG).unwrap();
        for function in ["pair-account", "patch-task-definition", "backfill"] {
            fs::write(path.join(format!("{function}-x86_64.zip")), function).unwrap();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let output = Command::new(env!("CARGO_BIN_EXE_rolepair"))
            .args(["deploy", "--dry-run", "--commands", "--package=."])
            .args([
                "--config=rolepair.yaml",
                "--hub-account=222222222222",
                "--management-account=111111111111",
                "--code-bucket=code-of-the-hub",
            ])
            .arg("--infra")
            .arg(root.canonicalize().unwrap().join("infra"))
            .args(more)
            .current_dir(path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        fs::write(path.join("install.sh"), output.stdout).unwrap();
        fs::create_dir(path.join("target")).unwrap();
        Self(folder)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.0.path().join("install.sh")).unwrap()
    }

    /// Runs it. `aws` records its arguments, a call a line, and then runs these lines of shell.
    fn run(&self, aws: &str) -> (Output, Vec<String>) {
        let path = self.0.path();
        let bin = path.join("bin");
        fs::create_dir_all(&bin).unwrap();
        let text = format!(
            "#!/bin/bash\n\
             all=\"${{AWS_SESSION_TOKEN-}} $*\"\n\
             echo \"${{all//$'\\n'/ }}\" >> asked\n\
             {aws}{ANSWERS}"
        );
        fs::write(bin.join("aws"), text).unwrap();
        fs::set_permissions(bin.join("aws"), fs::Permissions::from_mode(0o755)).unwrap();
        let rolepair = Path::new(env!("CARGO_BIN_EXE_rolepair")).parent().unwrap();
        let _ = fs::remove_file(path.join("asked"));
        let output = Command::new("bash")
            .arg("install.sh")
            .current_dir(path)
            .env_clear()
            .env(
                "PATH",
                format!("{}:{}:/usr/bin:/bin", bin.display(), rolepair.display()),
            )
            .output()
            .unwrap();
        let asked = fs::read_to_string(path.join("asked")).unwrap_or_default();
        (output, asked.lines().map(str::to_owned).collect())
    }
}

#[test]
fn if_nothing_is_wrong_it_runs_to_the_end() {
    let (output, asked) = Script::new().run("");
    assert!(output.status.success(), "{output:?}");
    assert!(
        asked
            .iter()
            .any(|line| line.contains("create-stack-instances"))
    );
}

#[test]
fn a_bucket_of_another_account_gets_no_file() {
    let script = Script::new();
    let refuse = "case \"$*\" in *head-bucket*|*'s3 mb'*) exit 254 ;; esac\n";
    let (output, asked) = script.run(refuse);
    assert!(!output.status.success());
    assert!(asked.last().unwrap().contains("s3 mb s3://code-of-the-hub"));
    let (_, asked) = script.run("");
    let mut on_the_bucket = asked.iter().filter(|line| line.contains("s3api"));
    assert!(on_the_bucket.all(|line| line.contains("--expected-bucket-owner 222222222222")));
}

#[test]
fn an_existing_bucket_policy_stays() {
    let script = Script::new();
    let puts = |asked: &[String]| asked.iter().any(|line| line.contains("put-bucket-policy"));
    assert!(!puts(&script.run("").1));
    let none = "case \"$*\" in *get-bucket-policy*) exit 254 ;; esac\n";
    let (output, asked) = script.run(none);
    assert!(output.status.success() && puts(&asked), "{output:?}");
    assert!(script.text().contains("aws:SecureTransport"));
}

/// Bash does not stop by itself at an error in `$( )`, in an `if` or before `||`.
#[test]
fn without_keys_for_an_account_no_command_runs_in_another() {
    let script = Script::new();
    for keys in ["exit 254", "echo None; exit", "echo a b c d; exit"] {
        let refuse = format!("case \"$*\" in *assume-role*) {keys} ;; esac\n");
        let (output, asked) = script.run(&refuse);
        assert!(!output.status.success(), "{keys}");
        let of_the_hub = |line: &String| line.contains("s3") || line.contains("stack-set");
        assert!(!asked.iter().any(of_the_hub), "{asked:?}");
    }
    let (_, asked) = script.run("");
    let mut of_the_hub = asked.iter().filter(|line| line.contains("s3api"));
    assert!(of_the_hub.all(|line| line.starts_with("token ")));
}

#[test]
fn an_account_without_its_stack_is_reported_and_the_script_fails() {
    let script = Script::new();
    let behind = "case \"$*\" in *list-stack-instances*) echo 333333333333 eu-west-1 why ;; esac\n";
    let stopped = "case \"$*\" in *stack-set-operation*) echo STOPPED; exit ;; esac\n";
    for (aws, reported) in [
        (behind, "333333333333 eu-west-1 why"),
        (stopped, "ended: STOPPED"),
    ] {
        let (output, _) = script.run(aws);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(reported), "{said}");
    }
    let tolerance = "FailureTolerancePercentage=100";
    assert_eq!(script.text().matches(tolerance).count(), 2);
}

/// Without a bucket, the AWS CLI takes a template of 51,200 bytes at most.
#[test]
fn the_template_of_the_hub_is_uploaded_to_the_bucket() {
    let (_, asked) = Script::new().run("");
    let mut deploys = asked.iter().filter(|line| line.contains(" deploy "));
    let hub = deploys.find(|line| line.contains("rolepair-hub ")).unwrap();
    assert!(hub.contains("--s3-bucket code-of-the-hub --s3-prefix rolepair/templates"));
    assert!(!deploys.any(|line| line.contains("--s3-bucket")));
}

#[test]
fn every_file_is_uploaded_under_its_key() {
    let (_, asked) = Script::new().run("");
    let uploads: Vec<&String> = asked
        .iter()
        .filter(|line| line.contains("s3 cp --no-progress"))
        .collect();
    for (file, key) in [
        ("./pair-account-x86_64.zip", "pair-account-x86_64-"),
        (
            "./patch-task-definition-x86_64.zip",
            "patch-task-definition-x86_64-",
        ),
        ("./backfill-x86_64.zip", "backfill-x86_64-"),
        ("target/backfill.asl.json", "backfill-"),
        ("target/configuration.zip", "configuration-"),
    ] {
        let version = env!("CARGO_PKG_VERSION");
        let words =
            format!("s3 cp --no-progress {file} s3://code-of-the-hub/rolepair/{version}/{key}");
        assert!(
            uploads.iter().any(|line| line.contains(&words)),
            "{words}: {uploads:?}"
        );
    }
    assert_eq!(uploads.len(), 5);
}

/// What does not come from a person is the same file for all: shellcheck reads it once.
#[test]
fn the_script_is_values_and_then_the_file_that_is_the_same_for_all() {
    let script = Script::with(&["--parameter=hub.KeyArn=`touch ran`"]).text();
    let values = script
        .strip_suffix(include_str!("../src/deploy/install.sh"))
        .unwrap();
    let mut in_list = false;
    for line in values.lines() {
        let (words, is_value) = match line {
            "" | ")" => ("", true),
            comment if comment.starts_with('#') => ("", true),
            list if list.ends_with("=(") => ("", !in_list),
            item if in_list => (item, item.starts_with("  ")),
            variable => match variable
                .strip_prefix("export ")
                .and_then(|set| set.split_once('='))
            {
                Some((_, value)) => (value, true),
                None => (variable, false),
            },
        };
        assert!(is_value && are_plain_or_quoted(words), "{line}");
        in_list = line.ends_with("=(") || in_list && line != ")";
    }
    assert!(values.contains("'KeyArn=`touch ran`'"), "{values}");
}

/// Whether a shell takes every word as it is written.
fn are_plain_or_quoted(words: &str) -> bool {
    words.split('\'').step_by(2).all(|outside| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-./:=,@%+".contains(c);
        outside.chars().all(is_plain)
    })
}

#[test]
fn values_reach_aws_as_they_were_given() {
    let values = [
        "a b",
        "$(touch ran)",
        "it's; touch ran",
        "--",
        "/*",
        "\"",
        "",
    ];
    for value in values {
        let script = Script::with(&[
            &format!("--parameter=hub.KeyArn={value}"),
            &format!("--parameter=task-account.ExecutionRoleArns={value}"),
        ]);
        let (output, _) = script.run("printf '<%s>' \"$@\" >> arguments\n");
        assert!(output.status.success(), "{output:?}");
        let path = script.0.path();
        assert!(!path.join("ran").exists(), "{value}");
        let arguments = fs::read_to_string(path.join("arguments")).unwrap();
        let json = serde_json::Value::from(value);
        for word in [
            format!("<KeyArn={value}>"),
            format!("<{{\"ParameterKey\":\"ExecutionRoleArns\",\"ParameterValue\":{json}}}>"),
        ] {
            assert!(arguments.contains(&word), "{word}: {arguments}");
        }
    }
}
