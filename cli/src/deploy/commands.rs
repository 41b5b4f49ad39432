//! The plan as the commands that carry it out: a shell script to be read, and then run.

mod stack_set;

use std::fmt::Write as _;

use rolepair_model::{AccountId, Partition, Region};
use serde_json::{Value, json};

use crate::deploy::DeployArguments;
use crate::deploy::deployment::{Deployment, Object, Place, Source, Stack};
use crate::deploy::package::{CONFIGURATION, DEFINITION};
use crate::deploy::shell::Command;

const HUB: &str = "rolepair-hub";

const STACK_SETS: &str = "member.org.stacksets.cloudformation.amazonaws.com";

const HEAD: &str = r#"#!/usr/bin/env bash
# What `rolepair deploy --dry-run` lists, as commands. They can be run again: what is as it should be stays.
set -euo pipefail

# Runs a command as an administrator of an account. Export a function of this name to do it in another way.
declare -F in_account > /dev/null || in_account() (
  account=$1
  shift
  if [ "$account" != MANAGEMENT ]; then
    # Each step says that it ends here: after `||`, or in an `if`, bash would go on, in the wrong account.
    keys=$(aws sts assume-role --role-arn "arn:PARTITION:iam::$account:role/OrganizationAccountAccessRole" \
      --role-session-name rolepair-install --region REGION --output text \
      --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') || exit
    read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN more <<< "$keys"
    if [ -z "$AWS_SESSION_TOKEN" ] || [ -n "$more" ]; then
      echo "There are no keys for the account $account." >&2
      exit 1
    fi
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  fi
  "$@"
)
"#;

/// The script.
pub(crate) fn commands(arguments: &DeployArguments, deployment: &Deployment) -> String {
    let partition = &deployment.partition;
    let management = &arguments.management_account;
    let mut script = HEAD
        .replace("MANAGEMENT", management.as_str())
        .replace("PARTITION", partition.as_str())
        .replace("REGION", deployment.hub_region.as_str());
    script.push_str(&delegation(arguments, &deployment.hub_region));
    script.push_str(&uploads(arguments, deployment));
    for stack in &deployment.stacks {
        script.push_str(&match &stack.place {
            Place::Stack { account, region } => deploy(arguments, stack, account, region),
            Place::StackSet {
                organizational_units,
                regions,
            } => stack_set::commands(
                stack,
                &arguments.hub_account,
                &deployment.hub_region,
                organizational_units,
                regions,
            ),
        });
    }
    script
}

fn delegation(arguments: &DeployArguments, region: &Region) -> String {
    let hub = &arguments.hub_account;
    let management = |words| {
        Command::in_account(&arguments.management_account)
            .words(words)
            .option("--region", region.as_str())
    };
    let activate = management(["cloudformation", "activate-organizations-access"]);
    let list = management(["organizations", "list-delegated-administrators"])
        .option("--service-principal", STACK_SETS)
        .option("--query", "DelegatedAdministrators[].Id")
        .option("--output", "text");
    let register = management(["organizations", "register-delegated-administrator"])
        .option("--account-id", hub.as_str())
        .option("--service-principal", STACK_SETS);
    format!(
        "\n# Management account: StackSets may work in the organization, and the hub may use it.\n\
         {activate}\nadministrators=$({list})\n\
         [[ \" $administrators \" =~ [[:space:]]{hub}[[:space:]] ]] ||\n  {register}\n"
    )
}

/// Anybody may have taken the name: whoever is not the hub account is not given the code. A policy
/// that is there is left, as it may be somebody's.
fn bucket(arguments: &DeployArguments, deployment: &Deployment) -> String {
    let (hub, bucket) = (&arguments.hub_account, &arguments.code_bucket);
    let region = deployment.hub_region.as_str();
    let make = Command::in_account(hub)
        .words(["s3", "mb"])
        .word(&format!("s3://{bucket}"))
        .option("--region", region);
    let on_it = |operation: &str| {
        Command::in_account(hub)
            .words(["s3api", operation])
            .option("--region", region)
            .option("--bucket", bucket)
            .option("--expected-bucket-owner", hub.as_str())
    };
    let head = on_it("head-bucket");
    let block = on_it("put-public-access-block").option(
        "--public-access-block-configuration",
        "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
    );
    let version =
        on_it("put-bucket-versioning").option("--versioning-configuration", "Status=Enabled");
    let policy = on_it("get-bucket-policy");
    let put_policy = on_it("put-bucket-policy").option(
        "--policy",
        &only_tls(&deployment.partition, bucket).to_string(),
    );
    format!(
        "\n# Hub account: the bucket for the code, which has to be its own.\n\
         {head} > /dev/null 2>&1 ||\n  {make}\n{block}\n{version}\n\
         {policy} > /dev/null 2>&1 ||\n  {put_policy}\n"
    )
}

fn only_tls(partition: &Partition, bucket: &str) -> Value {
    let bucket = format!("arn:{partition}:s3:::{bucket}");
    json!({ "Version": "2012-10-17", "Statement": {
        "Sid": "OnlyTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, format!("{bucket}/*")],
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    }})
}

fn uploads(arguments: &DeployArguments, deployment: &Deployment) -> String {
    let region = &deployment.hub_region;
    let hub = || Command::in_account(&arguments.hub_account);
    let pack = pack(arguments, deployment);
    let mut text = format!(
        "{}\n# Hub account: the code and the configuration, under keys that hold their hashes.\n\
         {pack}\n",
        bucket(arguments, deployment)
    );
    for Object {
        bucket,
        key,
        uploaded,
        ..
    } in &deployment.objects
    {
        let copy = hub()
            .words(["s3", "cp", "--no-progress"])
            .word(&uploaded.display().to_string())
            .word(&format!("s3://{bucket}/{key}"))
            .option("--region", region.as_str());
        let _ = writeln!(text, "{copy}");
    }
    text
}

/// Makes what no file holds yet.
fn pack(arguments: &DeployArguments, deployment: &Deployment) -> Command {
    let mut command = Command::of("rolepair pack")
        .option("--config", &arguments.config.display().to_string())
        .option("--zip", CONFIGURATION);
    let mut objects = deployment.objects.iter();
    if objects.any(|object| object.uploaded.as_os_str() == DEFINITION) {
        command = command
            .option("--definition", DEFINITION)
            .option("--infra", &arguments.infra.display().to_string());
        for (name, value) in arguments.retries.arguments() {
            command = command.option(name, &value);
        }
    }
    command
}

fn deploy(
    arguments: &DeployArguments,
    stack: &Stack,
    account: &AccountId,
    region: &Region,
) -> String {
    let mut command = Command::in_account(account)
        .words(["cloudformation", "deploy", "--no-fail-on-empty-changeset"])
        .option("--region", region.as_str())
        .option("--stack-name", &stack.name)
        .option("--template-file", &stack.template.display().to_string());
    // The hub's template is close to the most that is taken without a bucket.
    if stack.name == HUB {
        command = command
            .option("--s3-bucket", &arguments.code_bucket)
            .option("--s3-prefix", "rolepair/templates");
    }
    if !stack.capabilities.is_empty() {
        command = command.option("--capabilities", &stack.capabilities.join(" "));
    }
    let given: Vec<String> = given(stack)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if !given.is_empty() {
        command = command.list("--parameter-overrides", &given);
    }
    format!("\n# The stack {} in {account}.\n{command}\n", stack.name)
}

/// The parameters that are not left at the template's default.
fn given(stack: &Stack) -> impl Iterator<Item = (&str, &str)> {
    let parameters = stack.parameters.iter();
    parameters
        .filter(|parameter| parameter.from != Source::Template)
        .map(|parameter| (parameter.name.as_str(), parameter.value.as_str()))
}
