use std::time::Duration;

use rolepair_config::Config;
use rolepair_model::{
    Account, AccountId, AccountState, Family, FamilyOrArn, Finding, FindingCode, Region, Tags,
};
use rolepair_plan::{DesiredPair, ObservedRole, desired, diff};
use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout};

use super::fake::Fake;
use crate::{Change, ChangeKind, Expectation, Mode, Report, Scope, converge_account, patch_family};

pub(super) const TEAM: &str = "333333333333";
pub(super) const RESOURCE: &str = "111111111111";

/// Two pairs for every account of the unit; `orders` also claims families.
const CONFIG: &str = r#"
version: 1
organization_id: o-a1b2c3d4e5
resource_account: 111111111111
regions: [eu-west-1, us-east-1]
pairs:
  orders:
    accounts: {organizational_units: [ou-ab12-11111111]}
    permissions:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: "dynamodb:GetItem"
          Resource: "arn:aws:dynamodb:*:111111111111:table/orders-{{account.tags.team}}"
    task_definitions: {families: [orders*]}
    init_image: registry.example.com/busybox:1.37
"#;

const SECOND_PAIR: &str = r#"
  reports:
    accounts: {organizational_units: [ou-ab12-11111111]}
    permissions:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: "sqs:SendMessage"
          Resource: "arn:aws:sqs:*:111111111111:reports"
"#;

pub(super) fn config() -> Config {
    parse(CONFIG)
}

pub(super) fn config_of_two_pairs() -> Config {
    parse(&format!("{CONFIG}{SECOND_PAIR}"))
}

pub(super) fn parse(text: &str) -> Config {
    let no_file = |name: &str| Err(std::io::Error::other(name.to_owned()));
    Config::parse(text, "rolepair.yaml", &no_file).unwrap()
}

pub(super) fn id(account: &str) -> AccountId {
    account.parse().unwrap()
}

pub(super) fn account(number: &str) -> Account {
    Account {
        id: id(number),
        name: "team".to_owned(),
        path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/".parse().unwrap(),
        tags: Tags::from([("team".to_owned(), "shop".to_owned())]),
        state: AccountState::Active,
    }
}

/// An organization of one task account, which has no roles yet.
pub(super) fn organization() -> Fake {
    let fake = Fake::default();
    add_account(&fake, account(TEAM));
    fake
}

pub(super) fn add_account(fake: &Fake, account: Account) {
    fake.world(|world| world.accounts.insert(account.id.clone(), account));
}

/// A report as a result: an error where the work failed.
pub(super) fn ended(report: Report) -> Result<Report, Report> {
    if report.status().is_failure() {
        Err(report)
    } else {
        Ok(report)
    }
}

pub(super) async fn converge(
    config: &Config,
    fake: &Fake,
    expectation: Expectation,
) -> Result<Report, Report> {
    let scope = Scope::default();
    ended(converge_account(config, fake, &id(TEAM), expectation, &scope).await)
}

/// An organization whose task account has its roles.
pub(super) async fn converged(config: &Config) -> Fake {
    let fake = organization();
    converge(config, &fake, Expectation::New).await.unwrap();
    fake.heal();
    fake
}

/// How many round trips the work took, one after another.
pub(super) async fn round_trips<T>(work: impl Future<Output = T>) -> (T, u64) {
    let start = Instant::now();
    let answer = work.await;
    (answer, start.elapsed().as_secs())
}

/// Runs work until it ends, or until nothing moves any more because the process died.
pub(super) async fn run_or_die<T>(work: impl Future<Output = T>) -> Option<T> {
    timeout(Duration::from_secs(1_000), work).await.ok()
}

/// Every role there is, in a form that can be compared.
pub(super) fn roles(fake: &Fake) -> Vec<ObservedRole> {
    fake.world(|world| world.roles.values().cloned().collect())
}

/// The pairs of the task account as they should be.
pub(super) fn wanted(config: &Config) -> Vec<DesiredPair> {
    let pairs = config.pairs.iter();
    pairs
        .map(|pair| desired(config, pair, &account(TEAM)).unwrap())
        .collect()
}

/// That all roles there are, are those that should be there.
pub(super) fn assert_converged(config: &Config, fake: &Fake) {
    let pairs = wanted(config);
    let roles = roles(fake);
    assert_eq!(roles.len(), pairs.len() * 2);
    for desired in pairs
        .iter()
        .flat_map(|pair| [&pair.task_role, &pair.resource_role])
    {
        let observed = roles
            .iter()
            .find(|role| role.arn == desired.arn.to_string());
        assert_eq!(diff(desired, observed), Ok(Vec::new()));
    }
}

pub(super) fn role<T>(
    fake: &Fake,
    account: &str,
    name: &str,
    change: impl FnOnce(&mut ObservedRole) -> T,
) -> T {
    let key = (id(account), name.to_owned());
    fake.world(|world| change(world.roles.get_mut(&key).unwrap()))
}

/// Changes in short: what was done, to what.
pub(super) fn short(changes: &[Change]) -> Vec<String> {
    changes.iter().map(shorten).collect()
}

fn shorten(change: &Change) -> String {
    match &change.kind {
        ChangeKind::Role(role) => {
            let value = serde_json::to_value(role).unwrap();
            let name = &role.role().name;
            format!(
                "{} {}/{name}",
                value["change"].as_str().unwrap(),
                role.role().account
            )
        }
        _ => change.to_string(),
    }
}

pub(super) fn codes(findings: &[Finding]) -> Vec<FindingCode> {
    findings.iter().map(|finding| finding.code).collect()
}

pub(super) fn family(name: &str) -> Family {
    name.parse().unwrap()
}

pub(super) fn place(region: &str) -> (AccountId, Region) {
    (id(TEAM), region.parse().unwrap())
}

/// What a pipeline registers. It holds a field that no SDK knows.
pub(super) fn definition(family: &str, image: &str) -> Map<String, Value> {
    let text = r#"{
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "futureField": {"kept": 1.50}
    }"#;
    let mut definition: Map<String, Value> = serde_json::from_str(text).unwrap();
    let app = json!([{"name": "app", "image": image, "essential": true}]);
    definition.insert("family".to_owned(), family.into());
    definition.insert("containerDefinitions".to_owned(), app);
    definition
}

/// A pipeline registers a revision.
pub(super) fn deploy(fake: &Fake, family: &str, image: &str) {
    fake.world(|world| world.register(&place("eu-west-1"), "deployer", &definition(family, image)));
}

pub(super) async fn patch(config: &Config, fake: &Fake) -> Result<Report, Report> {
    patch_named(config, fake, "orders").await
}

pub(super) async fn patch_named(
    config: &Config,
    fake: &Fake,
    name: &str,
) -> Result<Report, Report> {
    let which = FamilyOrArn::Family(family(name));
    patch_in(config, fake, "eu-west-1", &which, Mode::Apply).await
}

pub(super) async fn patch_in(
    config: &Config,
    fake: &Fake,
    region: &str,
    which: &FamilyOrArn,
    mode: Mode,
) -> Result<Report, Report> {
    let region = region.parse().unwrap();
    ended(patch_family(config, fake, &id(TEAM), &region, which, mode).await)
}

/// The active revisions of the family `orders`: number, and which one it is the patch of.
pub(super) fn active(fake: &Fake) -> Vec<(u32, Option<String>)> {
    let active = fake.world(|world| world.active(&place("eu-west-1"), &family("orders")));
    active
        .into_iter()
        .map(|(number, tags)| (number, tags.get("rolepair:patched-from").cloned()))
        .collect()
}
