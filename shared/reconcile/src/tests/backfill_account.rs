use std::sync::atomic::{AtomicUsize, Ordering};

use rolepair_config::Config;
use rolepair_model::FindingCode;
use rolepair_plan::ObservedRole;
use serde_json::json;

use super::{fake::Fake, support::*};
use crate::{Change, Mode, Report, Scope, Status, backfill_account};

const UNENDING: usize = usize::MAX;

/// A task account with four families to patch.
fn deployed() -> Fake {
    let fake = organization();
    for family in ["billing", "orders", "orders-1", "orders-2", "orders-3"] {
        deploy(&fake, family, "app:1");
    }
    fake
}

/// The family gets a revision with static keys, which is not patched.
fn deploy_with_keys(fake: &Fake, family: &str) {
    let mut definition = definition(family, "app:1");
    let keys = json!([{"name": "AWS_ACCESS_KEY_ID", "value": "AKIA"}]);
    definition["containerDefinitions"][0]["environment"] = keys;
    fake.world(|world| world.register(&place("eu-west-1"), "deployer", &definition));
}

async fn step(
    config: &Config,
    fake: &Fake,
    scope: &Scope,
    continuation: Option<&str>,
    calls: usize,
) -> Result<Report, Report> {
    let asked = AtomicUsize::new(0);
    let is_time_up = || asked.fetch_add(1, Ordering::Relaxed) >= calls;
    let account = id(TEAM);
    ended(backfill_account(config, fake, &account, scope, continuation, &is_time_up).await)
}

/// The first step over everything in the account, with all the time there is.
async fn whole(config: &Config, fake: &Fake) -> Result<Report, Report> {
    step(config, fake, &Scope::default(), None, UNENDING).await
}

/// Steps until there is no continuation or a step fails; what was changed before that, and the end.
async fn run(config: &Config, fake: &Fake, calls: usize) -> (Vec<Change>, Result<Report, Report>) {
    let mut continuation: Option<String> = None;
    let mut changes = Vec::new();
    for _ in 0..100 {
        let scope = Scope::default();
        match step(config, fake, &scope, continuation.as_deref(), calls).await {
            Ok(report) if report.continuation().is_some() => {
                changes.extend(report.changes().iter().cloned());
                continuation = report.continuation().map(str::to_owned);
            }
            end => return (changes, end),
        }
    }
    panic!("no end");
}

#[tokio::test(start_paused = true)]
async fn an_account_is_converged_and_patched_in_one_step_where_there_is_time() {
    let (config, fake) = (config(), deployed());
    let (earlier, end) = run(&config, &fake, UNENDING).await;
    let report = end.unwrap();
    assert!(earlier.is_empty());
    assert_eq!(report.status(), Status::Changed);
    assert_eq!(report.changes().len(), 4 + 4);
    assert_converged(&config, &fake);
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!(value["continuation"], json!(null));
    assert_eq!(value["status"], "changed");
}

#[tokio::test(start_paused = true)]
async fn stopped_at_any_time_the_continuation_finishes_the_account() {
    let config = config();
    for calls in 0..12 {
        let fake = deployed();
        let (earlier, end) = run(&config, &fake, calls).await;
        let changes = earlier.len() + end.unwrap().changes().len();
        assert_eq!(changes, 4 + 4, "{calls}");
        assert_converged(&config, &fake);
    }
}

#[tokio::test(start_paused = true)]
async fn a_finding_that_blocks_fails_the_account() {
    let (config, fake) = (config(), organization());
    converge(&config, &fake, crate::Expectation::New)
        .await
        .unwrap();
    role(&fake, TEAM, "rolepair-orders", |role| role.tags.clear());
    let failure = whole(&config, &fake).await.unwrap_err();
    assert_eq!(failure.status(), Status::Refused);
    assert_eq!(codes(failure.findings()), [FindingCode::RoleNotOurs]);
    assert!(
        failure
            .to_string()
            .starts_with("RP201 arn:aws:iam::333333333333:role/")
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_does_not_keep_the_rest_from_being_done() {
    let config = config();
    for calls in [UNENDING, 0, 1, 2] {
        let fake = deployed();
        deploy_with_keys(&fake, "orders-1");
        let (earlier, end) = run(&config, &fake, calls).await;
        let failure = end.unwrap_err();
        assert_eq!(failure.status(), Status::Refused, "{calls}");
        let message = failure.to_string();
        assert_eq!(message.matches("RP105").count(), 1, "{calls}: {message}");
        let last = failure.changes().len();
        assert_eq!(earlier.len() + last, 4 + 3, "{calls}");
        assert_converged(&config, &fake);
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_than_fifty_refusals_are_carried_from_step_to_step() {
    let (config, fake) = (config(), organization());
    for number in 0..120 {
        deploy_with_keys(&fake, &format!("orders-{number}"));
    }
    let (scope, mut continuation) = (Scope::default(), None::<String>);
    let mut carried = 0;
    while let Ok(report) = step(&config, &fake, &scope, continuation.as_deref(), 0).await {
        let next = report.continuation().expect("the last step fails");
        carried = next.matches("RP105").count();
        assert!(carried <= 50, "{carried}");
        continuation = Some(next.to_owned());
    }
    assert_eq!(carried, 50);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_cannot_be_entered_is_worth_another_try() {
    let (config, fake) = (config(), deployed());
    fake.world(|world| world.closed_doors.insert(id(TEAM)));
    let failure = whole(&config, &fake).await.unwrap_err();
    assert_eq!(failure.status(), Status::Transient);
    fake.world(|world| world.closed_doors.clear());
    whole(&config, &fake).await.unwrap();
    assert_converged(&config, &fake);
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_was_refused_is_not_tried_again_for_being_unproven() {
    let (config, fake) = (config(), deployed());
    // The task role cannot be created, so no family can be patched either.
    fake.refuse("iam:CreateRole");
    let failure = whole(&config, &fake).await.unwrap_err();
    assert_eq!(failure.status(), Status::Refused, "{failure}");
    assert!(codes(failure.findings()).contains(&FindingCode::AccessDenied));
    let none: Vec<ObservedRole> = Vec::new();
    assert_eq!(roles(&fake), none);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_no_pair_selects_is_skipped_and_not_failed() {
    let (config, fake) = (config(), organization());
    let mut other = account("444444444444");
    other.path = "o-a1b2c3d4e5/r-ab12/".parse().unwrap();
    add_account(&fake, other);
    let (account, scope) = (id("444444444444"), Scope::default());
    let report = backfill_account(&config, &fake, &account, &scope, None, &|| false).await;
    assert_eq!(report.status(), Status::Skipped);
    assert_eq!(codes(report.findings()), [FindingCode::NoPair]);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_fails_where_the_run_itself_would() {
    let (config, fake) = (config(), deployed());
    deploy_with_keys(&fake, "orders-1");
    let scope = Scope {
        mode: Mode::DryRun,
        ..Scope::default()
    };
    let failure = step(&config, &fake, &scope, None, UNENDING)
        .await
        .unwrap_err();
    assert_eq!(codes(failure.findings()), [FindingCode::StaticKeys]);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_is_refused_before_any_call() {
    let (config, fake) = (config(), deployed());
    let everything = Scope::default();
    let unknown_pair = Scope {
        pairs: ["nothing".parse().unwrap()].into(),
        ..Scope::default()
    };
    let first = step(&config, &fake, &everything, None, 0).await.unwrap();
    let next = first.continuation();
    assert!(next.is_some());
    fake.take_calls();
    let other = "444444444444";
    for (account, scope, continuation) in [
        (TEAM, &unknown_pair, None),
        (TEAM, &everything, Some("{}")),
        (other, &everything, next),
    ] {
        let account = id(account);
        let report =
            backfill_account(&config, &fake, &account, scope, continuation, &|| false).await;
        assert_eq!(report.status(), Status::BadEvent, "{account} {scope:?}");
    }
    assert!(fake.take_calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_unproven_pair_is_worth_another_try_whatever_an_earlier_step_was_refused() {
    let (config, fake) = (config(), deployed());
    deploy_with_keys(&fake, "orders");
    let scope = Scope::default();
    let mut continuation = None::<String>;
    while continuation
        .as_ref()
        .is_none_or(|text| !text.contains("RP105"))
    {
        let report = step(&config, &fake, &scope, continuation.as_deref(), 0).await;
        let next = report.unwrap().continuation().unwrap().to_owned();
        continuation = Some(next);
    }
    // The roles are read back as they were before their policies were written.
    role(&fake, TEAM, "rolepair-orders", |role| role.policy = None);
    let failure = step(&config, &fake, &scope, continuation.as_deref(), UNENDING)
        .await
        .unwrap_err();
    assert_eq!(failure.status(), Status::Transient, "{failure}");
    let message = failure.to_string();
    assert!(message.contains("is not proven"), "{message}");
    assert!(message.contains("RP105"), "{message}");
}
