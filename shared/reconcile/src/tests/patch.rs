use rolepair_model::{FamilyOrArn, FindingCode};
use serde_json::{Value, json};

use super::support::*;
use crate::{Cause, Mode, Status};

async fn ready() -> super::fake::Fake {
    let fake = converged(&config()).await;
    deploy(&fake, "orders", "app:1");
    fake
}

#[tokio::test(start_paused = true)]
async fn a_registered_task_definition_gets_its_patch_in_three_round_trips() {
    let fake = ready().await;
    let (outcome, round_trips) = round_trips(patch(&config(), &fake)).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.status(), Status::Changed);
    assert_eq!(
        short(outcome.changes()),
        ["patch orders:1 in eu-west-1 as orders:2"]
    );
    assert_eq!(round_trips, 3);
    assert_eq!(active(&fake), [(1, None), (2, Some("1".to_owned()))]);
    assert_eq!(fake.take_writes(), ["ecs:RegisterTaskDefinition orders"]);
    let patched = fake.world(|world| {
        let families = &world.families[&place("eu-west-1")];
        families[&family("orders")][1].body.clone()
    });
    assert_eq!(patched["futureField"].to_string(), r#"{"kept":1.50}"#);
    assert_eq!(
        patched["taskRoleArn"],
        "arn:aws:iam::333333333333:role/rolepair/rolepair-orders"
    );
}

#[tokio::test(start_paused = true)]
async fn every_event_twice_and_in_reverse_makes_no_second_patch() {
    let (config, fake) = (config(), ready().await);
    patch(&config, &fake).await.unwrap();
    for revision in [2, 1, 2, 1] {
        let arn = format!("arn:aws:ecs:eu-west-1:{TEAM}:task-definition/orders:{revision}");
        let which = FamilyOrArn::Arn(arn.parse().unwrap());
        let outcome = patch_in(&config, &fake, "eu-west-1", &which, Mode::Apply)
            .await
            .unwrap();
        assert_eq!(outcome.status(), Status::Unchanged);
        assert!(outcome.changes().is_empty());
    }
    assert_eq!(active(&fake), [(1, None), (2, Some("1".to_owned()))]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_registered_before_the_pair_is_proven() {
    type Flaw = fn(&super::fake::Fake);
    let flaws: [Flaw; 6] = [
        |fake| fake.world(|world| world.roles.clear()),
        |fake| {
            fake.world(|world| {
                world
                    .roles
                    .remove(&(id(TEAM), "rolepair-orders".to_owned()))
            });
        },
        |fake| {
            role(fake, RESOURCE, "rolepair-orders-333333333333", |role| {
                role.trust = role.trust.replace("StringEquals", "StringLike");
            });
        },
        |fake| {
            role(fake, RESOURCE, "rolepair-orders-333333333333", |role| {
                role.policy = None
            })
        },
        |fake| role(fake, TEAM, "rolepair-orders", |role| role.policy = None),
        |fake| {
            role(fake, TEAM, "rolepair-orders", |role| {
                role.attached
                    .insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
            });
        },
    ];
    for (number, flaw) in flaws.into_iter().enumerate() {
        let fake = ready().await;
        flaw(&fake);
        let failure = patch(&config(), &fake).await.unwrap_err();
        assert!(failure.status() == Status::Transient, "{number}: {failure}");
        assert!(
            matches!(failure.causes(), [Cause::Unproven { .. }]),
            "{number}: {failure}"
        );
        let codes = codes(failure.findings());
        assert!(!codes.is_empty(), "{number}");
        assert!(
            codes.iter().all(|code| *code == FindingCode::Unproven),
            "{number}: {failure}"
        );
        assert!(fake.take_writes().is_empty(), "{number}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pair_that_was_only_late_is_patched_on_the_next_delivery() {
    let (config, fake) = (config(), organization());
    deploy(&fake, "orders", "app:1");
    patch(&config, &fake).await.unwrap_err();
    converge(&config, &fake, crate::Expectation::New)
        .await
        .unwrap();
    patch(&config, &fake).await.unwrap();
    assert_eq!(active(&fake), [(1, None), (2, Some("1".to_owned()))]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_registered_for_a_role_that_is_not_ours() {
    let fake = ready().await;
    role(&fake, TEAM, "rolepair-orders", |role| role.tags.clear());
    let outcome = patch(&config(), &fake).await.unwrap();
    assert_eq!(outcome.status(), Status::Skipped);
    assert_eq!(codes(outcome.findings()), [FindingCode::RoleNotOurs]);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_family_without_an_active_revision_is_left_alone() {
    let fake = ready().await;
    let outcome = patch_named(&config(), &fake, "orders-2").await.unwrap();
    assert_eq!(outcome.status(), Status::Skipped);
    assert_eq!(codes(outcome.findings()), [FindingCode::TaskDefinitionGone]);
    let arn = format!("arn:aws:ecs:eu-west-1:{TEAM}:task-definition/orders:1");
    fake.world(|world| world.deregister(&place("eu-west-1"), &arn.parse().unwrap()));
    let outcome = patch(&config(), &fake).await.unwrap();
    assert_eq!(codes(outcome.findings()), [FindingCode::TaskDefinitionGone]);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_event_from_a_region_that_is_not_served_makes_no_call() {
    let fake = ready().await;
    let which = FamilyOrArn::Family(family("orders"));
    let outcome = patch_in(&config(), &fake, "ap-south-1", &which, Mode::Apply)
        .await
        .unwrap();
    assert_eq!(outcome.status(), Status::Skipped);
    assert_eq!(codes(outcome.findings()), [FindingCode::RegionNotServed]);
    assert!(fake.take_calls().is_empty());
}

fn deploy_with(fake: &super::fake::Fake, family: &str, key: &str, value: Value) {
    let mut definition = definition(family, "app:1");
    definition.insert(key.to_owned(), value);
    fake.world(|world| world.register(&place("eu-west-1"), "deployer", &definition));
}

#[tokio::test(start_paused = true)]
async fn a_task_definition_that_must_not_be_patched_is_left_alone_with_the_reason() {
    let fake = ready().await;
    deploy(&fake, "billing", "app:1");
    let tag = |name: &str| json!([{"key": "rolepair:pair", "value": name}]);
    deploy_with(&fake, "tagged", "tags", tag("nothing"));
    deploy_with(
        &fake,
        "orders-role",
        "taskRoleArn",
        json!("arn:aws:iam::333333333333:role/own"),
    );
    fake.heal();
    for (family, code) in [
        ("billing", FindingCode::NoPair),
        ("tagged", FindingCode::UnknownPair),
        ("orders-role", FindingCode::OtherTaskRole),
    ] {
        let outcome = patch_named(&config(), &fake, family).await.unwrap();
        assert_eq!(
            (outcome.status(), codes(outcome.findings())),
            (Status::Skipped, vec![code])
        );
    }
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_tag_chooses_the_pair() {
    let config = config_of_two_pairs();
    let fake = converged(&config).await;
    deploy_with(
        &fake,
        "orders",
        "tags",
        json!([{"key": "rolepair:pair", "value": "reports"}]),
    );
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(outcome.changes()[0].pair.as_str(), "reports");
}

#[tokio::test(start_paused = true)]
async fn a_pair_is_patched_though_the_roles_of_another_cannot_be_read() {
    let config = config_of_two_pairs();
    let fake = converged(&config).await;
    deploy(&fake, "orders", "app:1");
    patch(&config, &fake).await.unwrap();
    let calls = fake.take_calls();
    deploy(&fake, "orders", "app:2");
    let number = calls
        .iter()
        .position(|call| call == "iam:GetRole rolepair-reports")
        .unwrap()
        + 1;
    fake.fail(number, super::fake::InjectedFault::Refused);
    assert_eq!(patch(&config, &fake).await.unwrap().changes.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_reports_the_patch_and_registers_nothing() {
    let fake = ready().await;
    let which = FamilyOrArn::Family(family("orders"));
    let outcome = patch_in(&config(), &fake, "eu-west-1", &which, Mode::DryRun)
        .await
        .unwrap();
    assert_eq!(outcome.mode(), Mode::DryRun);
    assert_eq!(short(outcome.changes()), ["patch orders:1 in eu-west-1"]);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_definition_whose_arn_names_another_account_or_region_is_left_alone() {
    for other in [
        format!("arn:aws:ecs:eu-west-1:{RESOURCE}:task-definition/orders:1"),
        format!("arn:aws:ecs:us-east-1:{TEAM}:task-definition/orders:1"),
    ] {
        let fake = ready().await;
        fake.world(|world| {
            let families = world.families.get_mut(&place("eu-west-1")).unwrap();
            let definition = &mut families.get_mut(&family("orders")).unwrap()[0];
            let arn = "taskDefinitionArn".to_owned();
            definition.body.insert(arn, other.clone().into());
        });
        let report = patch(&config(), &fake).await.unwrap();
        assert_eq!(report.status(), Status::Skipped);
        assert_eq!(codes(report.findings()), [FindingCode::EventAccountsDiffer]);
        assert!(fake.take_writes().is_empty());
    }
}
