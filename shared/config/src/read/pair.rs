use rolepair_model::{Arn, PairName, Partition};

use crate::{
    ConfigErrorCode, Delivery, ExistingTaskRole, InitImage, InitProgram, Pair, PermissionsBoundary,
    Trust,
    field::Field,
    keys::Keys,
    read::{accounts, permissions, task_definitions},
    surroundings::Surroundings,
};

const KEYS: [&str; 11] = [
    "accounts",
    "permissions",
    "permissions_file",
    "trust",
    "permissions_boundary",
    "ecs_exec",
    "task_definitions",
    "delivery",
    "init_image",
    "init_program",
    "existing_task_role",
];

/// Reads one pair.
pub(crate) fn read(name: &str, field: &Field<'_>, around: &Surroundings<'_>) -> Option<Pair> {
    let name = pair_name(name, field);
    let keys = Keys::of(field, &KEYS)?;
    let trust = keys.or_default("trust", trust);
    let accounts = keys
        .required("accounts", "say which task accounts the pair is for; the root, like `organizational_units: [r-ab12]`, selects every account")
        .and_then(|field| accounts::read(&field, around.resource_account.as_ref()));
    let permissions = permissions::read(&keys, trust, around);
    let partition = around.partition.as_ref();
    let boundary = keys.or_default("permissions_boundary", |field| boundary(field, partition));
    let ecs_exec = keys.or_default("ecs_exec", Field::boolean);
    let task_definitions = keys.or_default("task_definitions", task_definitions::read);
    let delivery = keys.or_default("delivery", delivery);
    let init_program = keys.or_default("init_program", init_program);
    let init_image = init_image(&keys, init_program);
    let existing_task_role = keys.or_default("existing_task_role", existing_task_role);
    refuse_conflicts(&keys, trust, delivery);
    Some(Pair {
        name: name?,
        accounts: accounts?,
        permissions: permissions?,
        trust: trust?,
        permissions_boundary: boundary?,
        ecs_exec: ecs_exec?,
        task_definitions: task_definitions?,
        delivery: delivery?,
        init_image: init_image?,
        init_program: init_program?,
        existing_task_role: existing_task_role?,
    })
}

/// Reads the name of a pair. Its longest role name is `rolepair-<pair>-<account id>`.
fn pair_name(name: &str, field: &Field<'_>) -> Option<PairName> {
    const MAX_CHARS: usize = 42;
    const CHARS_AROUND: usize = "rolepair--".len() + 12;
    let chars = name.chars().count();
    if chars > MAX_CHARS {
        let message = format!(
            "the role name `rolepair-<pair>-<account id>` would have {} characters, and IAM allows 64; use at most {MAX_CHARS} characters for the pair's name",
            chars + CHARS_AROUND
        );
        field.error(ConfigErrorCode::RoleNameTooLong, message);
        return None;
    }
    match name.parse() {
        Ok(name) => Some(name),
        Err(error) => {
            field.error(ConfigErrorCode::InvalidValue, error.to_string());
            None
        }
    }
}

fn trust(field: &Field<'_>) -> Option<Trust> {
    field.choice(&[
        ("account", Trust::Account),
        ("organization", Trust::Organization),
    ])
}

fn delivery(field: &Field<'_>) -> Option<Delivery> {
    field.choice(&[
        ("init-container", Delivery::InitContainer),
        ("host", Delivery::Host),
    ])
}

fn init_program(field: &Field<'_>) -> Option<InitProgram> {
    field.choice(&[
        ("shell", InitProgram::Shell),
        ("rolepair-init", InitProgram::RolepairInit),
    ])
}

/// The image, which is required with `rolepair-init`: the default image only has a shell.
fn init_image(keys: &Keys<'_>, program: Option<InitProgram>) -> Option<InitImage> {
    if program == Some(InitProgram::RolepairInit) {
        let why = "the default image does not have `rolepair-init`";
        return keys.required("init_image", why)?.parsed();
    }
    keys.or_default("init_image", Field::parsed)
}

fn existing_task_role(field: &Field<'_>) -> Option<ExistingTaskRole> {
    field.choice(&[
        ("refuse", ExistingTaskRole::Refuse),
        ("replace", ExistingTaskRole::Replace),
    ])
}

fn boundary(field: &Field<'_>, partition: Option<&Partition>) -> Option<PermissionsBoundary> {
    let boundary: PermissionsBoundary = field.parsed()?;
    let arn = field.text()?.parse::<Arn>().ok();
    if let (Some(arn), Some(partition)) = (arn, partition)
        && arn.partition != *partition
    {
        let message = format!(
            "the ARN is in the partition `{}`, and the Regions are in `{partition}`",
            arn.partition
        );
        field.error(ConfigErrorCode::PartitionsDiffer, message);
    }
    Some(boundary)
}

/// Reports keys that contradict another key.
fn refuse_conflicts(keys: &Keys<'_>, trust: Option<Trust>, delivery: Option<Delivery>) {
    for key in ["init_image", "init_program"] {
        if let (Some(Delivery::Host), Some(field)) = (delivery, keys.get(key)) {
            let message = "with `delivery: host` there is no init container; remove this key";
            field.error(ConfigErrorCode::ConflictingKeys, message);
        }
    }
    let accounts = keys
        .get("accounts")
        .filter(|_| trust == Some(Trust::Organization));
    for key in ["tags", "include", "exclude"] {
        if let Some(field) = accounts.as_ref().and_then(|field| field.find(&[key])) {
            let message = format!(
                "with `trust: organization` all accounts share one resource role, and its trust policy cannot select by `{key}`; use `trust: account`, or only `organizational_units`"
            );
            field.error(ConfigErrorCode::OrganizationTrustSelection, message);
        }
    }
}
