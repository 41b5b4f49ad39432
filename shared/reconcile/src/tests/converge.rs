use super::support::*;
use crate::{Expectation, Status, converge_account};

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
    assert_eq!(outcome.status, Status::Changed);
    assert_eq!(short(&outcome.changes), CREATED);
    assert!(outcome.findings.is_empty());
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
    assert_eq!(outcome.status, Status::Unchanged);
    assert!(outcome.changes.is_empty() && outcome.findings.is_empty());
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
    assert_eq!(outcome.unwrap().status, Status::Unchanged);
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
    assert_eq!(outcome.unwrap().status, Status::Unchanged);
    assert_eq!(round_trips, 3);
    assert_eq!(roles(&fake), before);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_tells_the_same_changes_and_makes_none() {
    let (config, fake) = (config(), organization());
    for expectation in [Expectation::New, Expectation::Any] {
        let outcome = converge_account(&config, &fake, &id(TEAM), expectation, true)
            .await
            .unwrap();
        assert_eq!(outcome.status, Status::Changed);
        assert!(outcome.dry_run);
        let mut changes = short(&outcome.changes);
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
            short(&outcome.changes),
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
    assert_eq!(short(&outcome.changes), [CREATED[0], CREATED[2]]);
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
    let item = crate::WorkItem::default();
    check(converge_account(
        &config,
        &fake,
        &account,
        Expectation::New,
        false,
    ));
    check(crate::patch_family(
        &config, &fake, &account, &region, &which, false,
    ));
    check(crate::backfill_step(&config, &fake, &item, &|| false));
}
