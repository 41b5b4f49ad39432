//! The program as ECS runs it, with the environment of the patched task definition, compared with the
//! shell script that it replaces.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of an integration test may panic"
)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Output},
};

use rolepair_config::InitProgram;
use rolepair_plan::{PatchOutcome, PatchSpec, from_describe, patch};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rolepair-init");

fn spec(program: InitProgram) -> PatchSpec {
    PatchSpec {
        pair: "orders".parse().unwrap(),
        task_role: "arn:aws:iam::222222222222:role/rolepair/rolepair-orders"
            .parse()
            .unwrap(),
        resource_role: "arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222"
            .parse()
            .unwrap(),
        region: "eu-west-1".parse().unwrap(),
        containers: [].into(),
        delivery: Default::default(),
        init_image: "registry.example.com/rolepair-init:1".parse().unwrap(),
        init_program: program,
        existing_task_role: Default::default(),
    }
}

/// The init container of a patched definition.
fn init_container(program: InitProgram) -> Value {
    let definition = json!({"family": "orders-api", "containerDefinitions": [{"name": "app"}]});
    let definition = from_describe(&definition).unwrap();
    match patch(&definition, &spec(program)).outcome {
        PatchOutcome::Changed(patched) => patched.body["containerDefinitions"][0].clone(),
        other => panic!("{other:?}"),
    }
}

/// Runs the command of the container with only its environment, the file in another place, and the
/// strictest umask.
fn run(program: InitProgram, file: &Path) -> Output {
    let container = init_container(program);
    let words = ["entryPoint", "command"].map(|member| container[member].as_array().cloned());
    let words = words.into_iter().flatten().flatten();
    let words: Vec<String> = words
        .map(|word| word.as_str().unwrap().replace("/rolepair-init", PROGRAM))
        .collect();
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask 077; exec \"$@\"", "sh"])
        .args(words);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    for variable in container["environment"].as_array().unwrap() {
        let text = |member: &str| variable[member].as_str().unwrap();
        command.env(text("name"), text("value"));
    }
    command.env("ROLEPAIR_CONFIG_FILE", file).output().unwrap()
}

/// The files in the folder after the run: names, modes, texts.
fn folder_after(program: InitProgram, before: impl Fn(&Path)) -> Vec<(String, u32, String)> {
    let folder = tempfile::tempdir().unwrap();
    before(folder.path());
    let output = run(program, &folder.path().join("config"));
    assert!(output.status.success(), "{output:?}");
    assert!(
        output.stdout.is_empty() && output.stderr.is_empty(),
        "{output:?}"
    );
    let entry = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let text = fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), mode, text)
    };
    let mut entries: Vec<_> = fs::read_dir(folder.path()).unwrap().map(entry).collect();
    entries.sort();
    entries
}

#[test]
fn the_program_and_the_script_leave_the_same_files() {
    let leftovers: [fn(&Path); 3] = [
        |_| {},
        |folder| {
            fs::write(
                folder.join("config"),
                "longer than what is to be written ".repeat(99),
            )
            .unwrap()
        },
        |folder| fs::write(folder.join("config.new"), "half").unwrap(),
    ];
    for before in leftovers {
        let ours = folder_after(InitProgram::RolepairInit, before);
        assert_eq!(ours, folder_after(InitProgram::Shell, before));
        let [(name, mode, text)] = ours.as_slice() else {
            panic!("{ours:?}");
        };
        assert_eq!((name.as_str(), *mode), ("config", 0o644));
        assert!(text.starts_with("[profile orders]\n") && text.ends_with("region = eu-west-1\n"));
    }
}

#[test]
fn a_link_at_the_path_of_the_file_is_not_followed() {
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    let link = |folder: &Path| {
        symlink(elsewhere.path(), folder.join("config")).unwrap();
        symlink(elsewhere.path(), folder.join("config.new")).unwrap();
    };
    let left = folder_after(InitProgram::RolepairInit, link);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(fs::read_to_string(elsewhere.path()).unwrap(), "");
}

#[test]
fn a_file_that_cannot_be_written_is_one_line_and_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        InitProgram::RolepairInit,
        &folder.path().join("missing/config"),
    );
    assert_eq!(output.status.code(), Some(1));
    let expected = format!(
        "rolepair-init: \"{}/missing/config.new\" cannot be written: No such file or directory (os error 2)\n",
        folder.path().display()
    );
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
    fs::create_dir(folder.path().join("config")).unwrap();
    let output = run(InitProgram::RolepairInit, &folder.path().join("config"));
    assert_eq!(
        output.status.code(),
        Some(1),
        "the path is a folder: {output:?}"
    );
}

#[test]
fn an_empty_environment_is_one_line_and_code_2() {
    let output = Command::new(PROGRAM).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let expected = "rolepair-init: the variable `ROLEPAIR_CONFIG_FILE` is not set\n";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
}
