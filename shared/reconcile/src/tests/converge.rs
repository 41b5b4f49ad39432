use super::support::*;
use crate::{
    Expectation, Mode, Scope, Status, backfill_account, backfill_step, converge_account,
    patch_family,
};

const CREATED: [&str; 4] = [
    "create-role 333333333333/rolepair-orders",
    "create-role 111111111111/rolepair-orders-333333333333",
    "put-policy 333333333333/rolepair-orders",
    "put-policy 111111111111/rolepair-orders-333333333333",
];

#[tokio::test(start_paused = true)]
async fn a_new_account_gets_both_roles_in_three_round_trips() {
    let (config, fake) = (config(), organization());
    let work = converge(&config, &fake, Expectation::New);
    let (outcome, round_trips) = round_trips(work).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.status(), Status::Changed);
    assert_eq!(short(outcome.changes()), CREATED);
    assert!(outcome.findings().is_empty());
    assert_eq!(round_trips, 3);
    assert_converged(&config, &fake);
    assert_eq!(
        fake.take_calls(),
        [
            "organizations:DescribeAccount 333333333333",
            "sts:AssumeRole 333333333333 Task",
            "sts:AssumeRole 111111111111 Resource",
            "iam:CreateRole rolepair-orders",
            "iam:CreateRole rolepair-orders-333333333333",
            "iam:PutRolePolicy rolepair-orders",
            "iam:PutRolePolicy rolepair-orders-333333333333",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_account_takes_two_round_trips_and_no_write() {
    let config = config();
    let fake = converged(&config).await;
    let work = converge(&config, &fake, Expectation::Any);
    let (outcome, round_trips) = round_trips(work).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.status(), Status::Unchanged);
    assert!(outcome.changes().is_empty() && outcome.findings().is_empty());
    assert_eq!(round_trips, 2);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn several_pairs_take_no_longer_than_one() {
    let (config, fake) = (config_of_two_pairs(), organization());
    let work = converge(&config, &fake, Expectation::New);
    let (outcome, trips) = round_trips(work).await;
    assert_eq!(outcome.unwrap().changes.len(), 8);
    assert_eq!(trips, 3);
    assert_converged(&config, &fake);
    let work = converge(&config, &fake, Expectation::Any);
    let (outcome, trips) = round_trips(work).await;
    assert_eq!(outcome.unwrap().status(), Status::Unchanged);
    assert_eq!(trips, 2);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_not_known_to_be_new_is_read_first() {
    let (config, fake) = (config(), organization());
    let work = converge(&config, &fake, Expectation::Any);
    let (outcome, round_trips) = round_trips(work).await;
    assert_eq!(short(&outcome.unwrap().changes), CREATED);
    assert_eq!(round_trips, 4);
    assert_converged(&config, &fake);
}

#[tokio::test(start_paused = true)]
async fn a_second_delivery_of_the_same_event_changes_nothing() {
    let config = config();
    let fake = converged(&config).await;
    let before = roles(&fake);
    let work = converge(&config, &fake, Expectation::New);
    let (outcome, round_trips) = round_trips(work).await;
    assert_eq!(outcome.unwrap().status(), Status::Unchanged);
    assert_eq!(round_trips, 3);
    assert_eq!(roles(&fake), before);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_reports_the_same_changes_and_makes_none() {
    let (config, fake) = (config(), organization());
    for expectation in [Expectation::New, Expectation::Any] {
        let scope = Scope {
            mode: Mode::DryRun,
            ..Scope::default()
        };
        let outcome = converge_account(&config, &fake, &id(TEAM), expectation, &scope).await;
        assert_eq!(outcome.status(), Status::Changed);
        assert_eq!(outcome.mode(), Mode::DryRun);
        let mut changes = short(outcome.changes());
        let mut expected = CREATED.map(str::to_owned);
        changes.sort();
        expected.sort();
        assert_eq!(changes, expected);
    }
    assert!(roles(&fake).is_empty());
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_drift_is_put_right_by_exactly_its_change() {
    let config = config();
    let (task, resource) = ("rolepair-orders", "rolepair-orders-333333333333");
    type Drift = fn(&mut rolepair_plan::ObservedRole);
    let drifts: [(&str, &str, &str, Drift); 8] = [
        ("set-trust", TEAM, task, |role| role.trust = "{}".to_owned()),
        ("set-trust", RESOURCE, resource, |role| {
            role.trust = role.trust.replace("o-a1b2c3d4e5", "o-zzzzzzzzzz");
        }),
        ("put-policy", TEAM, task, |role| role.policy = None),
        ("put-policy", RESOURCE, resource, |role| {
            role.policy = Some("?".to_owned())
        }),
        ("delete-policy", TEAM, task, |role| {
            role.other_inline = ["x".to_owned()].into()
        }),
        ("detach-policy", RESOURCE, resource, |role| {
            role.attached = ["x".to_owned()].into()
        }),
        ("set-boundary", TEAM, task, |role| {
            role.boundary = Some("x".to_owned())
        }),
        ("set-boundary", RESOURCE, resource, |role| {
            role.boundary = None
        }),
    ];
    for (change, account, name, drift) in drifts {
        let fake = converged(&config).await;
        role(&fake, account, name, drift);
        let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
        assert_eq!(
            short(outcome.changes()),
            [format!("{change} {account}/{name}")]
        );
        assert_converged(&config, &fake);
    }
}

#[tokio::test(start_paused = true)]
async fn half_a_pair_is_made_whole() {
    let config = config();
    let fake = converged(&config).await;
    fake.world(|world| {
        world
            .roles
            .remove(&(id(TEAM), "rolepair-orders".to_owned()))
    });
    let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
    assert_eq!(short(outcome.changes()), [CREATED[0], CREATED[2]]);
    assert_converged(&config, &fake);
}

#[test]
fn the_work_can_be_moved_between_threads() {
    fn check<T: Send>(_: T) {}
    let (config, fake, account) = (config(), organization(), id(TEAM));
    let (region, which) = (
        "eu-west-1".parse().unwrap(),
        rolepair_model::FamilyOrArn::Family(family("a")),
    );
    let scope = Scope::default();
    check(converge_account(
        &config,
        &fake,
        &account,
        Expectation::New,
        &scope,
    ));
    check(patch_family(
        &config,
        &fake,
        &account,
        &region,
        &which,
        Mode::Apply,
    ));
    check(backfill_step(&config, &fake, &scope, None, &|| false));
    check(backfill_account(
        &config,
        &fake,
        &account,
        &scope,
        None,
        &|| false,
    ));
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_the_configuration_does_not_have_is_refused_before_any_call() {
    let (config, fake) = (config(), organization());
    let scope = Scope {
        pairs: ["nothing".parse().unwrap()].into(),
        ..Scope::default()
    };
    let report = converge_account(&config, &fake, &id(TEAM), Expectation::Any, &scope).await;
    assert_eq!(report.status(), Status::BadEvent);
    assert!(report.to_string().contains("`nothing`"), "{report}");
    assert!(fake.take_calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn only_the_pairs_of_the_scope_are_converged() {
    let (config, fake) = (config_of_two_pairs(), organization());
    let scope = Scope {
        pairs: ["reports".parse().unwrap()].into(),
        ..Scope::default()
    };
    let report = converge_account(&config, &fake, &id(TEAM), Expectation::New, &scope).await;
    assert_eq!(report.changes().len(), 4);
    let mut pairs = report.changes().iter().map(|change| change.pair.as_str());
    assert!(pairs.all(|pair| pair == "reports"));
}
