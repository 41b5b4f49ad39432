//! `rolepair deploy` and `rolepair pack`, with the templates of `infra/`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of an integration test may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use sha2::Digest as _;
use tempfile::TempDir;

const CONFIG: &str = r#"version: 1
organization_id: o-a1b2c3d4e5
resource_account: "999999999999"
regions: [eu-west-1, us-east-1]
pairs:
  orders:
    accounts: {organizational_units: [ou-ab12-11111111]}
    permissions_file: orders.json
    permissions_boundary: /rolepair/rolepair-boundary
    init_image: "999999999999.dkr.ecr.{{region}}.amazonaws.com/rolepair/init:0.1.0"
    init_program: rolepair-init
"#;
const PERMISSIONS: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:orders"}}"#;
const ARGUMENTS: [&str; 5] = [
    "--hub-account=222222222222",
    "--management-account=111111111111",
    "--control-tower-region=eu-west-1",
    "--code-bucket=code",
    "--output=json",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder with a configuration and these zips of the package.
fn folder(config: &str, zips: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rolepair.yaml"), config).unwrap();
    fs::write(folder.path().join("orders.json"), PERMISSIONS).unwrap();
    for zip in zips {
        fs::write(folder.path().join(format!("{zip}-x86_64.zip")), *zip).unwrap();
    }
    folder
}

const ALL: [&str; 3] = ["pair-account", "patch-task-definition", "backfill"];

fn deploy(folder: &TempDir, more: &[&str]) -> Output {
    deploy_with(folder, &[&ARGUMENTS, more].concat())
}

fn deploy_with(folder: &TempDir, arguments: &[&str]) -> Output {
    rolepair(folder, &["deploy", "--dry-run"], arguments)
}

fn rolepair(folder: &TempDir, command: &[&str], arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .args(command)
        .arg("--config")
        .arg(folder.path().join("rolepair.yaml"))
        .arg("--package")
        .arg(folder.path())
        .arg("--infra")
        .arg(root().join("infra"))
        .args(arguments)
        .output()
        .unwrap()
}

fn plan(folder: &TempDir, more: &[&str]) -> Value {
    let output = deploy(folder, more);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn complaints(output: &Output) -> Vec<String> {
    let lines = String::from_utf8(output.stderr.clone()).unwrap();
    let message = |line: &str| serde_json::from_str::<Value>(line).unwrap()["message"].clone();
    lines
        .lines()
        .map(|line| message(line).as_str().unwrap().to_owned())
        .collect()
}

fn stacks(plan: &Value) -> Vec<&Value> {
    plan["stacks"].as_array().unwrap().iter().collect()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

fn parameters(stack: &Value) -> BTreeMap<&str, &str> {
    let parameters = stack["parameters"].as_array().unwrap().iter();
    parameters
        .map(|parameter| (text(parameter, "name"), text(parameter, "value")))
        .collect()
}

/// The Regions of a resource, if it is planned.
fn regions<'a>(stack: &'a Value, logical_id: &str) -> Option<Vec<&'a str>> {
    let mut resources = stack["resources"].as_array().unwrap().iter();
    let resource = resources.find(|resource| text(resource, "logical_id") == logical_id)?;
    let regions = resource["regions"].as_array().unwrap().iter();
    Some(regions.map(|region| region.as_str().unwrap()).collect())
}

#[test]
fn every_stack_has_its_place_and_comes_after_what_it_needs() {
    let plan = plan(&folder(CONFIG, &ALL), &["--image-access"]);
    let places: Vec<String> = stacks(&plan)
        .iter()
        .map(|stack| match text(stack, "kind") {
            "stack" => format!(
                "{} {} {}",
                text(stack, "name"),
                text(stack, "account"),
                text(stack, "region")
            ),
            _ => format!(
                "{} {} {}",
                text(stack, "name"),
                stack["organizational_units"],
                stack["regions"]
            ),
        })
        .collect();
    assert_eq!(
        places,
        [
            "rolepair-image-and-bucket-access 999999999999 eu-west-1",
            "rolepair-image-and-bucket-access 999999999999 us-east-1",
            "rolepair-hub 222222222222 eu-west-1",
            "rolepair-resource-account 999999999999 eu-west-1",
            "rolepair-management-account 111111111111 us-east-1",
            "rolepair-management-account 111111111111 eu-west-1",
            r#"rolepair-task-account ["ou-ab12-11111111"] ["eu-west-1","us-east-1"]"#,
        ]
    );
    assert_eq!(plan["notes"], Value::Array(Vec::new()));
}

#[test]
fn a_region_of_another_partition_is_refused() {
    let folder = folder(CONFIG, &ALL);
    let hub = [&ARGUMENTS[..], &["--hub-region=cn-north-1"]].concat();
    let control_tower = ARGUMENTS.map(|argument| match argument {
        "--control-tower-region=eu-west-1" => "--control-tower-region=cn-north-1",
        argument => argument,
    });
    assert_ne!(control_tower, ARGUMENTS);
    for arguments in [&hub[..], &control_tower] {
        let output = deploy_with(&folder, arguments);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            complaints(&output),
            [
                "the Region `cn-north-1` is in the partition `aws-cn`; the configuration is for `aws`"
            ]
        );
    }
}

#[test]
fn a_resource_is_planned_where_its_condition_holds() {
    let plan = plan(&folder(CONFIG, &ALL), &[]);
    let [hub, _, organizations, control_tower, task_account] = stacks(&plan)[..] else {
        unreachable!("{plan}");
    };
    assert_eq!(
        regions(organizations, "OrganizationsRule"),
        Some(vec!["us-east-1"])
    );
    assert_eq!(regions(organizations, "ControlTowerRule"), None);
    assert_eq!(regions(control_tower, "OrganizationsRule"), None);
    assert_eq!(
        regions(control_tower, "ControlTowerRule"),
        Some(vec!["eu-west-1"])
    );
    assert_eq!(regions(task_account, "HubRole"), Some(vec!["eu-west-1"]));
    let state_machine = root()
        .join("infra/state-machine/backfill.asl.json")
        .exists();
    let planned = regions(hub, "BackfillStateMachine").is_some();
    assert_eq!(planned, state_machine);
}

#[test]
fn the_key_of_a_file_changes_with_the_content_of_the_file() {
    let files = folder(CONFIG, &ALL);
    let before = plan(&files, &[]);
    assert_eq!(plan(&files, &[]), before);
    fs::write(files.path().join("backfill-x86_64.zip"), "another").unwrap();
    let edited = PERMISSIONS.replace("orders", "prices");
    fs::write(files.path().join("orders.json"), edited).unwrap();
    let after = plan(&files, &[]);
    let keys = |plan: &Value| -> BTreeMap<String, String> {
        let parameters = parameters(stacks(plan)[0]).into_iter();
        let codes = parameters.filter(|(name, _)| name.ends_with("Code"));
        codes
            .map(|(name, key)| (name.to_owned(), key.to_owned()))
            .collect()
    };
    let changed: BTreeSet<String> = keys(&before)
        .into_iter()
        .filter(|(name, key)| keys(&after)[name] != *key)
        .map(|(name, _)| name)
        .collect();
    let expected = ["BackfillCode", "ConfigurationCode"].map(str::to_owned);
    assert_eq!(changed, expected.into());
    let uploaded: BTreeSet<&str> = after["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| text(object, "key"))
        .collect();
    assert!(
        keys(&after)
            .values()
            .all(|key| uploaded.contains(key.as_str()))
    );
}

#[test]
fn the_key_of_the_definition_changes_with_the_retries() {
    let files = folder(CONFIG, &ALL);
    let definition = |more: &[&str]| {
        let plan = plan(&files, more);
        parameters(stacks(&plan)[0])["BackfillDefinition"].to_owned()
    };
    let as_it_is = definition(&[]);
    assert_eq!(definition(&["--retry-attempts=5"]), as_it_is);
    let fewer = definition(&["--retry-attempts=2"]);
    assert_ne!(fewer, as_it_is);
    assert_ne!(definition(&["--retry-interval-seconds=20"]), fewer);
    // The script packs the same definition that the key was computed from.
    let file = files.path().join("backfill.asl.json");
    let output = Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .args(["pack", "--retry-attempts=2", "--config"])
        .arg(files.path().join("rolepair.yaml"))
        .arg("--zip")
        .arg(files.path().join("configuration.zip"))
        .arg("--infra")
        .arg(root().join("infra"))
        .arg("--definition")
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let hash = sha2::Sha256::digest(fs::read(&file).unwrap());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(fewer.ends_with(&format!("/backfill-{}.asl.json", &hash[..12])));
    let script = deploy(&files, &["--commands", "--retry-attempts=2"]).stdout;
    let script = String::from_utf8(script).unwrap();
    assert!(script.contains("--definition target/backfill.asl.json"));
    assert!(script.contains("--retry-attempts 2"));
    assert!(script.contains(&format!("target/backfill.asl.json s3://code/{fewer}")));
}

#[test]
fn retries_out_of_range_are_refused() {
    let files = folder(CONFIG, &ALL);
    for given in [
        "--retry-attempts=100",
        "--retry-interval-seconds=0",
        "--retry-interval-seconds=300",
        "--retry-max-delay-seconds=10",
        "--retry-max-delay-seconds=31622400",
    ] {
        let output = deploy(&files, &[given]);
        assert_eq!(output.status.code(), Some(2), "{given}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .args(["pack", "--retry-attempts=2", "--config"])
        .arg(files.path().join("rolepair.yaml"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "no definition: {output:?}");
}

#[test]
fn what_may_surprise_the_person_who_installs_is_noted() {
    let config = CONFIG
        .replace(
            "    permissions_boundary: /rolepair/rolepair-boundary\n",
            "    permissions_boundary: /platform/boundary\n",
        )
        .replace("    init_program: rolepair-init\n", "")
        .replace(
            "999999999999.dkr.ecr.{{region}}.amazonaws.com/rolepair/init:0.1.0",
            "busybox",
        );
    let plan = plan(&folder(&config, &ALL[1..]), &[]);
    let notes: Vec<&str> = plan["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note.as_str().unwrap())
        .collect();
    let [not_built, boundary, image] = notes[..] else {
        unreachable!("{notes:?}");
    };
    assert!(not_built.contains("pair-account-x86_64.zip` is not built yet"));
    assert!(boundary.contains("`orders`") && boundary.contains("rolepair-boundary"));
    assert!(image.contains("public registry"));
}

#[test]
fn a_pair_that_may_select_the_management_account_is_noted() {
    let is_noted = |selection: &str| {
        let config = CONFIG.replace("organizational_units: [ou-ab12-11111111]", selection);
        let plan = plan(&folder(&config, &ALL), &["--unit=r-ab12"]);
        plan["notes"]
            .to_string()
            .contains("the management account 111111111111")
    };
    for selection in ["organizational_units: [r-ab12]", "tags: {stage: prod}"] {
        assert!(is_noted(selection), "{selection}");
        assert!(!is_noted(&format!(
            "{selection}, exclude: [\"111111111111\"]"
        )));
    }
    assert!(!is_noted(
        "organizational_units: [ou-ab12-11111111], tags: {stage: prod}"
    ));
}

#[test]
fn all_wrong_values_are_reported_at_once() {
    let output = deploy(
        &folder(CONFIG, &ALL),
        &[
            "--parameter=hub.LogRetentionDays=31",
            "--parameter=hub.Nothing=1",
            "--parameter=task-account.Nothing=1",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let reported = complaints(&output);
    assert_eq!(reported[0], "there is no parameter `hub.Nothing`");
    assert!(
        reported[1].starts_with("`31` is not a value for the parameter `hub.LogRetentionDays`")
    );
    assert_eq!(reported[2], "there is no parameter `task-account.Nothing`");
    assert_eq!(reported.len(), 3);
    let unknown = deploy(&folder(CONFIG, &ALL), &["--parameter=hup.A=1"]);
    assert_eq!(complaints(&unknown), ["there is no template `hup`"]);
}

#[test]
fn the_roles_of_task_accounts_are_made_in_a_configured_region() {
    let home = |hub_region: &str| {
        let plan = plan(&folder(CONFIG, &ALL), &[hub_region]);
        let task_account = stacks(&plan).pop().unwrap().clone();
        let parameters = parameters(&task_account);
        format!("{} {}", parameters["HubRegion"], parameters["HomeRegion"])
    };
    assert_eq!(home("--hub-region=us-east-1"), "us-east-1 us-east-1");
    assert_eq!(home("--hub-region=sa-east-1"), "sa-east-1 eu-west-1");
}

#[test]
fn a_given_value_replaces_the_default() {
    let plan = plan(
        &folder(CONFIG, &ALL),
        &["--parameter=hub.LogRetentionDays=365"],
    );
    assert_eq!(parameters(stacks(&plan)[0])["LogRetentionDays"], "365");
}

#[test]
fn the_functions_are_built_for_x86_64_by_default() {
    for (arguments, architecture) in [(&[][..], "x86_64"), (&["--architecture=arm64"], "arm64")] {
        let plan = plan(&folder(CONFIG, &ALL), arguments);
        let parameters = parameters(stacks(&plan)[0]);
        assert_eq!(parameters["Architecture"], architecture);
        let built = format!("/backfill-{architecture}-");
        assert!(
            parameters["BackfillCode"].contains(&built),
            "{parameters:?}"
        );
    }
}

#[test]
fn a_configuration_the_templates_cannot_serve_is_refused() {
    let roles = CONFIG.replace("regions:", "roles: {task_account: /ops/hub}\nregions:");
    let output = deploy(&folder(&roles, &ALL), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        complaints(&output),
        [
            "the configuration names the hub's role `/ops/hub`, but the templates name it \
          `rolepair-hub-task-account`; take `roles` out of the configuration"
        ]
    );
    let no_units = CONFIG.replace("organizational_units: [ou-ab12-11111111]", "tags: {a: b}");
    let files = folder(&no_units, &ALL);
    assert_eq!(deploy(&files, &[]).status.code(), Some(2));
    let plan = plan(&files, &["--unit=r-ab12"]);
    let task_account = stacks(&plan).pop().unwrap().clone();
    assert_eq!(
        task_account["organizational_units"],
        serde_json::json!(["r-ab12"])
    );
}

#[test]
fn the_root_replaces_the_units_below_it() {
    let (_, pair) = CONFIG.split_once("  orders:\n").unwrap();
    let second = pair.replace("ou-ab12-11111111", "r-ab12");
    let config = format!("{CONFIG}  prices:\n{second}");
    let plan = plan(&folder(&config, &ALL), &[]);
    let task_account = stacks(&plan).pop().unwrap().clone();
    assert_eq!(
        task_account["organizational_units"],
        serde_json::json!(["r-ab12"])
    );
}

#[test]
fn without_templates_there_is_no_plan() {
    let files = folder(CONFIG, &ALL);
    let output = deploy(&files, &["--infra=/nowhere"]);
    assert_eq!(output.status.code(), Some(2), "given twice: {output:?}");
    let output = Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .args(["deploy", "--dry-run", "--infra=/nowhere", "--config"])
        .arg(files.path().join("rolepair.yaml"))
        .args(ARGUMENTS)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(complaints(&output)[0].starts_with("`/nowhere/templates/hub.yaml` cannot be read"));
}

#[test]
fn without_dry_run_it_plans_all_the_same_and_says_that_nothing_was_changed() {
    let files = folder(CONFIG, &ALL);
    for more in [&[][..], &["--commands"]] {
        let with = deploy(&files, more);
        assert!(with.stderr.is_empty(), "{with:?}");
        let without = rolepair(&files, &["deploy"], &[&ARGUMENTS, more].concat());
        assert!(without.status.success(), "{without:?}");
        assert_eq!(without.stdout, with.stdout);
        let said = String::from_utf8(without.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        for part in [
            "only plans",
            "nothing was changed",
            "`--commands` prints the script",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }
}

#[test]
fn a_configuration_is_packed_where_lambda_unpacks_it() {
    let files = folder(CONFIG, &[]);
    let zip = files.path().join("configuration.zip");
    let pack = |config: &str| {
        Command::new(env!("CARGO_BIN_EXE_rolepair"))
            .args(["pack", "--config"])
            .arg(files.path().join(config))
            .arg("--zip")
            .arg(&zip)
            .output()
            .unwrap()
    };
    assert!(pack("rolepair.yaml").status.success());
    let mut archive = zip::ZipArchive::new(fs::File::open(&zip).unwrap()).unwrap();
    let names: Vec<String> = (0..archive.len())
        .map(|index| archive.by_index(index).unwrap().name().unwrap().to_string())
        .collect();
    assert_eq!(names, ["rolepair/orders.json", "rolepair/rolepair.yaml"]);
    fs::remove_file(&zip).unwrap();
    let missing = pack("gone.yaml");
    assert_eq!(missing.status.code(), Some(2));
    assert!(!zip.exists());
}

/// `--commands` needs every file to be built, because a key holds the hash of its file.
#[test]
fn the_script_makes_every_planned_stack_and_bash_can_read_it() {
    let built = folder(CONFIG, &ALL);
    let plan = plan(&built, &[]);
    let output = deploy(&built, &["--commands"]);
    assert!(output.status.success(), "{output:?}");
    let script = String::from_utf8(output.stdout).unwrap();
    let words: BTreeSet<&str> = script.split_whitespace().collect();
    for stack in stacks(&plan) {
        let template = text(stack, "template");
        let named = match text(stack, "kind") {
            "stack" => template.to_owned(),
            _ => format!("file://{template}"),
        };
        assert!(words.contains(named.as_str()), "{named}");
        assert!(words.contains(text(stack, "name")), "{script}");
        let parameters = stack["parameters"].as_array().unwrap().iter();
        for parameter in parameters.filter(|one| text(one, "from") != "template") {
            let (name, value) = (text(parameter, "name"), text(parameter, "value"));
            let of_a_stack = format!("{name}={value}");
            let of_a_set =
                format!("{{\"ParameterKey\":\"{name}\",\"ParameterValue\":\"{value}\"}}");
            assert!(
                script.contains(&of_a_stack) || script.contains(&of_a_set),
                "{name}"
            );
        }
    }
    for object in plan["objects"].as_array().unwrap() {
        let place = format!("s3://{}/{}", text(object, "bucket"), text(object, "key"));
        assert!(words.contains(place.as_str()), "{place}");
    }
    let file = built.path().join("install.sh");
    fs::write(&file, &script).unwrap();
    let checked = Command::new("bash").arg("-n").arg(&file).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let not_built = deploy(&folder(CONFIG, &["backfill"]), &["--commands"]);
    assert_eq!(not_built.status.code(), Some(1));
    assert!(not_built.stdout.is_empty());
}
