use std::sync::atomic::{AtomicUsize, Ordering};

use rolepair_config::Config;
use rolepair_model::FindingCode;

use super::{
    fake::{Fake, InjectedFault},
    support::*,
};
use crate::{BackfillReport, Change, Mode, Report, Scope, Status, backfill_step};

/// Five task accounts, two that no pair selects, and three families in the first account.
fn large_organization() -> Fake {
    let fake = Fake::default();
    for number in [
        "333333333331",
        TEAM,
        "333333333334",
        "333333333335",
        "333333333336",
    ] {
        add_account(&fake, account(number));
    }
    for number in ["222222222222", "444444444444"] {
        let mut account = account(number);
        account.path = "o-a1b2c3d4e5/r-ab12/".parse().unwrap();
        add_account(&fake, account);
    }
    for family in [
        "billing", "orders", "orders-1", "orders-2", "orders-3", "orders-4", "orders-5",
    ] {
        deploy(&fake, family, "app:1");
    }
    let us = place("us-east-1");
    fake.world(|world| world.register(&us, "deployer", &definition("orders", "app:1")));
    fake
}

/// Steps until there is no continuation; all reports, and how many steps it took.
async fn run(
    config: &Config,
    fake: &Fake,
    scope: &Scope,
    calls: usize,
) -> (Vec<BackfillReport>, usize) {
    go_on(config, fake, scope, None, calls).await
}

/// The same, from a continuation on.
async fn go_on(
    config: &Config,
    fake: &Fake,
    scope: &Scope,
    mut continuation: Option<String>,
    calls: usize,
) -> (Vec<BackfillReport>, usize) {
    let mut reports = Vec::new();
    loop {
        let asked = AtomicUsize::new(0);
        let is_time_up = || asked.fetch_add(1, Ordering::Relaxed) >= calls;
        let step = backfill_step(config, fake, scope, continuation.as_deref(), &is_time_up);
        let report = step.await.unwrap();
        continuation = report.continuation.clone();
        reports.push(report);
        if continuation.is_none() {
            let steps = reports.len();
            return (reports, steps);
        }
        assert!(reports.len() < 1_000, "no end");
    }
}

fn changes(reports: &[BackfillReport]) -> Vec<Change> {
    let accounts = reports.iter().flat_map(|report| &report.accounts);
    accounts
        .flat_map(|report| report.changes().to_vec())
        .collect()
}

fn sorted(reports: &[BackfillReport]) -> Vec<String> {
    let mut changes = short(&changes(reports));
    changes.sort();
    changes
}

const UNENDING: usize = usize::MAX;

#[tokio::test(start_paused = true)]
async fn every_selected_account_is_converged_and_patched() {
    let (config, fake) = (config(), large_organization());
    let (reports, steps) = run(&config, &fake, &Scope::default(), UNENDING).await;
    assert_eq!(steps, 1);
    assert_eq!(reports[0].accounts.len(), 5);
    assert_eq!(reports[0].unselected, 2);
    let changes = sorted(&reports);
    assert_eq!(changes.len(), 5 * 4 + 7, "{changes:#?}");
    let patches: Vec<&String> = changes
        .iter()
        .filter(|change| change.starts_with("patch"))
        .collect();
    assert_eq!(
        patches,
        [
            "patch orders-1:1 in eu-west-1 as orders-1:2",
            "patch orders-2:1 in eu-west-1 as orders-2:2",
            "patch orders-3:1 in eu-west-1 as orders-3:2",
            "patch orders-4:1 in eu-west-1 as orders-4:2",
            "patch orders-5:1 in eu-west-1 as orders-5:2",
            "patch orders:1 in eu-west-1 as orders:2",
            "patch orders:1 in us-east-1 as orders:2",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn five_accounts_are_worked_on_side_by_side() {
    let (config, fake) = (config(), Fake::default());
    for number in 333_333_333_300_u64..333_333_333_320 {
        add_account(&fake, account(&number.to_string()));
    }
    let (reports, _) = run(&config, &fake, &Scope::default(), UNENDING).await;
    assert_eq!(reports[0].accounts.len(), 20);
    // Every account begins with this call, and every call takes the same time: the accounts that are
    // asked about before the first one is entered are those worked on side by side.
    let calls = fake.take_calls();
    let first = calls.iter().take_while(|call| !call.contains("AssumeRole"));
    let begun = first.filter(|call| call.contains("DescribeAccount"));
    assert_eq!(begun.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_second_backfill_changes_nothing() {
    let (config, fake) = (config(), large_organization());
    run(&config, &fake, &Scope::default(), UNENDING).await;
    fake.heal();
    let (reports, _) = run(&config, &fake, &Scope::default(), UNENDING).await;
    assert!(changes(&reports).is_empty());
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn accounts_that_no_pair_selects_are_not_entered() {
    let (config, fake) = (config(), large_organization());
    run(&config, &fake, &Scope::default(), UNENDING).await;
    let calls = fake.take_calls();
    let entered = |account: &str| {
        calls
            .iter()
            .any(|call| call.contains(&format!("AssumeRole {account} Task")))
    };
    assert!(entered(TEAM) && !entered("222222222222") && !entered("444444444444"));
}

#[tokio::test(start_paused = true)]
async fn stopped_at_any_time_the_continuation_finishes_it() {
    let config = config();
    let whole = large_organization();
    let (reports, _) = run(&config, &whole, &Scope::default(), UNENDING).await;
    for calls in 1..25 {
        let fake = large_organization();
        let (parts, steps) = run(&config, &fake, &Scope::default(), calls).await;
        assert_eq!(sorted(&parts), sorted(&reports), "{calls}");
        assert!(steps > 1 || calls > 10, "{calls}");
        assert_eq!(roles(&fake), roles(&whole), "{calls}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_without_time_does_nothing_and_can_be_continued() {
    let (config, fake) = (config(), large_organization());
    let report = backfill_step(&config, &fake, &Scope::default(), None, &|| true)
        .await
        .unwrap();
    assert!(report.accounts.is_empty());
    assert!(fake.take_calls().is_empty());
    let (reports, _) = go_on(
        &config,
        &fake,
        &Scope::default(),
        report.continuation,
        UNENDING,
    )
    .await;
    assert_eq!(reports[0].accounts.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_backfill_can_be_limited() {
    let config = config_of_two_pairs();
    let fake = large_organization();
    let limited = Scope {
        accounts: [id(TEAM), id("222222222222")].into(),
        pairs: ["orders".parse().unwrap()].into(),
        regions: ["eu-west-1".parse().unwrap()].into(),
        families: [family("orders-1"), family("billing"), family("gone")].into(),
        ..Scope::default()
    };
    let (reports, _) = run(&config, &fake, &limited, UNENDING).await;
    assert_eq!(
        sorted(&reports),
        [
            "create-role 111111111111/rolepair-orders-333333333333",
            "create-role 333333333333/rolepair-orders",
            "patch orders-1:1 in eu-west-1 as orders-1:2",
            "put-policy 111111111111/rolepair-orders-333333333333",
            "put-policy 333333333333/rolepair-orders",
        ]
    );
    let findings = |number: &str| {
        let mut accounts = reports[0].accounts.iter();
        let report = accounts
            .find(|report| report.account() == Some(&id(number)))
            .unwrap();
        codes(report.findings())
    };
    assert_eq!(findings(TEAM), [FindingCode::TaskDefinitionGone]);
    assert_eq!(findings("222222222222"), [FindingCode::NoPair]);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_reports_all_changes_and_makes_none() {
    let (config, fake) = (config(), large_organization());
    let scope = Scope {
        mode: Mode::DryRun,
        ..Scope::default()
    };
    for calls in [UNENDING, 4] {
        fake.heal();
        let (reports, _) = run(&config, &fake, &scope, calls).await;
        let changes = sorted(&reports);
        assert_eq!(changes.len(), 5 * 4 + 7, "{changes:#?}");
        assert!(changes.contains(&"patch orders:1 in us-east-1".to_owned()));
        assert!(fake.take_writes().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_reports_the_patches_of_a_pair_though_another_pair_is_wrong() {
    let (config, fake) = (config_of_two_pairs(), organization());
    deploy(&fake, "orders", "app:1");
    let foreign = rolepair_plan::ObservedRole {
        arn: format!("arn:aws:iam::{TEAM}:role/rolepair/rolepair-reports"),
        ..Default::default()
    };
    let key = (id(TEAM), "rolepair-reports".to_owned());
    fake.world(|world| world.roles.insert(key, foreign));
    let scope = Scope {
        mode: Mode::DryRun,
        ..Scope::default()
    };
    for calls in [UNENDING, 2] {
        let (reports, _) = run(&config, &fake, &scope, calls).await;
        let results: Vec<_> = reports.iter().flat_map(|report| &report.accounts).collect();
        let failed = |report: &&&Report| report.status().is_failure();
        assert_eq!(results.iter().filter(failed).count(), 0, "{reports:#?}");
        let findings = results.iter().flat_map(|report| report.findings());
        let findings: Vec<_> = findings.map(|finding| finding.code).collect();
        assert_eq!(findings, [FindingCode::RoleNotOurs]);
        assert_eq!(
            sorted(&reports),
            [
                "create-role 111111111111/rolepair-orders-333333333333",
                "create-role 333333333333/rolepair-orders",
                "patch orders:1 in eu-west-1",
                "put-policy 111111111111/rolepair-orders-333333333333",
                "put-policy 333333333333/rolepair-orders",
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_that_fails_does_not_stop_the_others() {
    let (config, fake) = (config(), large_organization());
    fake.world(|world| world.closed_doors.insert(id("333333333334")));
    let (reports, _) = run(&config, &fake, &Scope::default(), UNENDING).await;
    for report in &reports[0].accounts {
        let is_transient = report.status() == Status::Transient;
        assert_eq!(is_transient, report.account() == Some(&id("333333333334")));
    }
    assert_eq!(changes(&reports).len(), 4 * 4 + 7);
}

#[tokio::test(start_paused = true)]
async fn accounts_that_cannot_be_listed_are_a_failure() {
    let (config, fake) = (config(), large_organization());
    fake.fail(1, InjectedFault::Refused);
    let failure = backfill_step(&config, &fake, &Scope::default(), None, &|| false)
        .await
        .unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "RP308 organizations:ListAccounts: access is denied: no such right. Cure: {}",
            FindingCode::AccessDenied.cure()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_listed_is_asked_for_again_by_the_next_step() {
    let (config, fake) = (config(), large_organization());
    fake.fail(2, InjectedFault::Transient);
    let report = backfill_step(&config, &fake, &Scope::default(), None, &|| false)
        .await
        .unwrap();
    assert!(report.continuation.is_some());
    fake.heal();
    let next = report.continuation.clone();
    let (mut reports, _) = go_on(&config, &fake, &Scope::default(), next, UNENDING).await;
    reports.push(report);
    let accounts: usize = reports.iter().map(|report| report.accounts.len()).sum();
    assert_eq!(accounts, 5);
}

/// A continuation in the middle of a Region, which an earlier configuration or item may have had.
fn in_region(region: &str) -> String {
    let families = serde_json::json!({"region": region});
    let account = serde_json::json!({"account": TEAM, "families": families});
    serde_json::json!({"listing": "done", "accounts": [account]}).to_string()
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_fit_the_configuration_is_refused_before_any_call() {
    let (config, fake) = (config(), large_organization());
    let limited_to = |pairs: &[&str], regions: &[&str]| Scope {
        pairs: pairs.iter().map(|pair| pair.parse().unwrap()).collect(),
        regions: regions
            .iter()
            .map(|region| region.parse().unwrap())
            .collect(),
        ..Scope::default()
    };
    let everything = Some("{\"listing\":\"everything\"}".to_owned());
    let wrong = [
        (limited_to(&["nothing"], &[]), None),
        (limited_to(&[], &["ap-south-1"]), None),
        (Scope::default(), everything),
        (Scope::default(), Some(in_region("ap-south-1"))),
        (
            limited_to(&[], &["eu-west-1"]),
            Some(in_region("us-east-1")),
        ),
    ];
    for (scope, continuation) in wrong {
        let step = backfill_step(&config, &fake, &scope, continuation.as_deref(), &|| false);
        let failure = step.await.unwrap_err();
        assert_eq!(failure.status(), Status::BadEvent, "{failure}");
        assert_eq!(codes(failure.findings()), [FindingCode::MalformedEvent]);
    }
    assert!(fake.take_calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_backfill_report_in_json_has_a_report_for_each_account() {
    let (config, fake) = (config(), large_organization());
    fake.world(|world| world.closed_doors.insert(id("333333333334")));
    let (reports, _) = run(&config, &fake, &Scope::default(), UNENDING).await;
    let value = serde_json::to_value(&reports[0]).unwrap();
    assert_eq!(value.get("continuation"), None);
    for account in value["accounts"].as_array().unwrap() {
        let status = if account["account"] == "333333333334" {
            "transient"
        } else {
            "changed"
        };
        assert_eq!(account["status"], status);
        assert!(account["changes"].is_array() && account["findings"].is_array());
    }
    assert_eq!(reports[0].accounts.len(), 5);
    let is_changed = |report: &&Report| report.status() == Status::Changed;
    let changed = reports[0].accounts.iter().filter(is_changed);
    assert_eq!(changed.count(), 4);
}
