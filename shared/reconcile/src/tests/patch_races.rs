use std::time::Duration;

use futures::future::join;
use rolepair_model::{FindingCode, TaskDefinition};
use rolepair_plan::register_input;
use serde_json::json;
use tokio::time::sleep;

use super::{
    fake::{Fake, InjectedFault, World},
    fake_ecs::ROLEPAIR,
    support::*,
};
use crate::{Cause, Status};

async fn ready() -> Fake {
    let fake = converged(&config()).await;
    deploy(&fake, "orders", "app:1");
    fake
}

fn patched(from: u32) -> Option<String> {
    Some(from.to_string())
}

#[tokio::test(start_paused = true)]
async fn two_workers_side_by_side_leave_one_patched_revision() {
    let config = config();
    for lag in 0..8 {
        let fake = ready().await;
        let late = async {
            sleep(Duration::from_millis(500) * lag).await;
            patch(&config, &fake).await
        };
        let (one, other) = join(patch(&config, &fake), late).await;
        one.unwrap();
        other.unwrap();
        assert_eq!(active(&fake), [(1, None), (2, patched(1))], "{lag}");
    }
}

#[tokio::test(start_paused = true)]
async fn three_workers_side_by_side_leave_one_patched_revision() {
    let (config, fake) = (config(), ready().await);
    let two = join(patch(&config, &fake), patch(&config, &fake));
    let (three, (one, two)) = join(patch(&config, &fake), two).await;
    for outcome in [one, two, three] {
        outcome.unwrap();
    }
    assert_eq!(active(&fake), [(1, None), (2, patched(1))]);
}

fn deploy_once(image: &'static str) -> impl FnMut(&mut World) + Send {
    let mut is_deployed = false;
    move |world| {
        if !std::mem::replace(&mut is_deployed, true) {
            world.register(
                &place("eu-west-1"),
                "deployer",
                &definition("orders", image),
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_patch_never_hides_a_newer_revision() {
    let (config, fake) = (config(), ready().await);
    fake.write_before("ecs:RegisterTaskDefinition", deploy_once("app:2"));
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(
        short(outcome.changes()),
        [
            "patch orders:1 in eu-west-1 as orders:3",
            "deregister orders:3 in eu-west-1",
            "patch orders:2 in eu-west-1 as orders:4",
        ]
    );
    assert_eq!(active(&fake), [(1, None), (2, None), (4, patched(2))]);
}

#[tokio::test(start_paused = true)]
async fn what_is_found_again_when_a_family_is_looked_at_again_is_reported_once() {
    let (config, fake) = (config(), converged(&config()).await);
    let with_files = |image| {
        let mut definition = definition("orders", image);
        definition["containerDefinitions"][0]["environmentFiles"] =
            json!([{"value": "arn:aws:s3:::files/a.env", "type": "s3"}]);
        definition
    };
    let eu = place("eu-west-1");
    fake.world(|world| world.register(&eu, "deployer", &with_files("app:1")));
    let mut is_deployed = false;
    fake.write_before("ecs:RegisterTaskDefinition", move |world| {
        if !std::mem::replace(&mut is_deployed, true) {
            world.register(&eu, "deployer", &with_files("app:2"));
        }
    });
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(outcome.changes().len(), 3);
    assert_eq!(codes(outcome.findings()), [FindingCode::EnvironmentFiles]);
    let revision = outcome.findings()[0].about.revision;
    assert_eq!(revision, Some(2), "the one that came in between");
}

#[tokio::test(start_paused = true)]
async fn a_patch_never_hides_the_patch_of_a_newer_revision_that_is_gone() {
    let (config, fake) = (config(), ready().await);
    let mut is_done = false;
    fake.write_before("ecs:RegisterTaskDefinition", move |world| {
        if std::mem::replace(&mut is_done, true) {
            return;
        }
        let eu = place("eu-west-1");
        let newer = world.register(&eu, "deployer", &definition("orders", "app:2"));
        let mut its_patch = definition("orders", "app:2");
        let tags = [
            ("managed-by", "rolepair"),
            ("patched-pair", "orders"),
            ("patched-from", "2"),
        ];
        let tags =
            tags.map(|(key, value)| json!({"key": format!("rolepair:{key}"), "value": value}));
        its_patch.insert("tags".to_owned(), tags.into_iter().collect());
        world.register(&eu, ROLEPAIR, &its_patch);
        let newer = newer.body["taskDefinitionArn"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        world.deregister(&eu, &newer);
    });
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(
        short(outcome.changes())[1],
        "deregister orders:4 in eu-west-1"
    );
}

#[tokio::test(start_paused = true)]
async fn cut_off_at_any_call_the_next_delivery_finishes_it() {
    let config = config();
    let whole = ready().await;
    whole.write_before("ecs:RegisterTaskDefinition", deploy_once("app:2"));
    patch(&config, &whole).await.unwrap();
    let calls = whole.take_calls().len();
    for (number, fault) in (1..=calls).flat_map(|n| InjectedFault::ALL.map(|fault| (n, fault))) {
        let fake = ready().await;
        fake.fail(number, fault);
        fake.write_before("ecs:RegisterTaskDefinition", deploy_once("app:2"));
        let cut_off = run_or_die(patch(&config, &fake)).await;
        assert!(!matches!(cut_off, Some(Ok(_))), "{number} {fault:?}");
        patch_until_at_rest(&config, &fake).await;
        let active = active(&fake);
        let (last, from) = active.last().unwrap();
        assert_eq!(from, &patched(2), "{number} {fault:?}: {active:?}");
        let ours = active.iter().filter(|(_, from)| from.is_some());
        assert_eq!(ours.count(), 1, "{number} {fault:?}: {active:?} {last}");
    }
}

/// Every delivery there will be: of the first revision, and of the one that came meanwhile.
async fn patch_until_at_rest(config: &rolepair_config::Config, fake: &Fake) {
    fake.fail(usize::MAX, InjectedFault::Transient);
    for _ in 0..2 {
        patch(config, fake).await.unwrap();
    }
    let revisions = fake.world(|world| world.active(&place("eu-west-1"), &family("orders")));
    if !revisions
        .iter()
        .any(|(number, tags)| *number > 1 && tags.is_empty())
    {
        deploy(fake, "orders", "app:2");
        patch(config, fake).await.unwrap();
    }
    assert_eq!(
        patch(config, fake).await.unwrap().status(),
        Status::Unchanged
    );
}

#[tokio::test(start_paused = true)]
async fn a_revision_that_somebody_made_from_ours_is_never_taken_back() {
    let (config, fake) = (config(), ready().await);
    patch(&config, &fake).await.unwrap();
    fake.world(|world| {
        let families = &world.families[&place("eu-west-1")];
        let ours: TaskDefinition = families[&family("orders")][1].clone();
        world.register(&place("eu-west-1"), "deployer", &register_input(&ours));
    });
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(outcome.status(), Status::Unchanged);
    assert_eq!(active(&fake), [(1, None), (2, patched(1)), (3, patched(1))]);
}

#[tokio::test(start_paused = true)]
async fn a_family_that_never_comes_to_rest_comes_back() {
    let (config, fake) = (config(), ready().await);
    fake.write_before("ecs:RegisterTaskDefinition", |world| {
        world.register(
            &place("eu-west-1"),
            "deployer",
            &definition("orders", "app:9"),
        );
    });
    let failure = patch(&config, &fake).await.unwrap_err();
    assert!(
        matches!(failure.causes(), [Cause::FamilyContended(_)]),
        "{failure}"
    );
    assert!(failure.status() == Status::Transient);
    assert!(active(&fake).iter().all(|(_, from)| from.is_none()));
}
