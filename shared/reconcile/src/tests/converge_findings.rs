use rolepair_model::{AccountState, FindingCode};

use super::support::*;
use crate::{Expectation, Scope, Status, converge_account};

const TASK: &str = "rolepair-orders";
const RESOURCE_ROLE: &str = "rolepair-orders-333333333333";

#[tokio::test(start_paused = true)]
async fn where_a_role_is_not_ours_nothing_is_touched_in_either_half() {
    let config = config();
    for (account, name) in [(TEAM, TASK), (RESOURCE, RESOURCE_ROLE)] {
        let fake = converged(&config).await;
        role(&fake, account, name, |role| role.tags.clear());
        role(&fake, TEAM, TASK, |role| role.policy = None);
        role(&fake, RESOURCE, RESOURCE_ROLE, |role| role.policy = None);
        let before = roles(&fake);
        let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
        assert_eq!(outcome.status(), Status::Skipped);
        assert_eq!(codes(outcome.findings()), [FindingCode::RoleNotOurs]);
        assert!(outcome.changes().is_empty());
        assert_eq!(roles(&fake), before);
        assert!(fake.take_writes().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_not_ours_in_a_new_account_gets_no_partner_with_permissions() {
    let config = config();
    let fake = converged(&config).await;
    role(&fake, TEAM, TASK, |role| role.tags.clear());
    let foreign = role(&fake, TEAM, TASK, |role| role.clone());
    fake.world(|world| {
        world
            .roles
            .remove(&(id(RESOURCE), RESOURCE_ROLE.to_owned()))
    });
    let outcome = converge(&config, &fake, Expectation::New).await.unwrap();
    assert_eq!(codes(outcome.findings()), [FindingCode::RoleNotOurs]);
    assert_eq!(
        short(outcome.changes()),
        [format!("create-role {RESOURCE}/{RESOURCE_ROLE}")]
    );
    assert_eq!(role(&fake, TEAM, TASK, |role| role.clone()), foreign);
    assert_eq!(
        role(&fake, RESOURCE, RESOURCE_ROLE, |role| role.policy.clone()),
        None
    );
}

#[tokio::test(start_paused = true)]
async fn a_finding_about_one_pair_does_not_stop_the_other() {
    let config = config_of_two_pairs();
    let fake = converged(&config).await;
    role(&fake, TEAM, TASK, |role| role.tags.clear());
    role(&fake, TEAM, "rolepair-reports", |role| role.policy = None);
    let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
    assert_eq!(outcome.status(), Status::Changed);
    assert_eq!(codes(outcome.findings()), [FindingCode::RoleNotOurs]);
    assert_eq!(
        short(outcome.changes()),
        ["put-policy 333333333333/rolepair-reports"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_account_there_is_nothing_to_do_for_is_left_alone() {
    let config = config();
    let (mut closed, mut elsewhere, mut foreign) = (account(TEAM), account(TEAM), account(TEAM));
    closed.state = AccountState::Closed;
    elsewhere.path = "o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/".parse().unwrap();
    foreign.path = "o-zzzzzzzzzz/r-ab12/ou-ab12-11111111/".parse().unwrap();
    for (account, code) in [
        (Some(closed), FindingCode::AccountNotActive),
        (Some(elsewhere), FindingCode::NoPair),
        (Some(foreign), FindingCode::OutsideOrganization),
        (None, FindingCode::OutsideOrganization),
    ] {
        let fake = super::fake::Fake::default();
        account
            .into_iter()
            .for_each(|account| add_account(&fake, account));
        fake.world(|world| world.closed_doors.insert(id(TEAM)));
        let outcome = converge(&config, &fake, Expectation::New).await.unwrap();
        assert_eq!(
            (outcome.status(), codes(outcome.findings())),
            (Status::Skipped, vec![code])
        );
        assert!(fake.take_writes().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn the_resource_account_is_never_a_task_account() {
    let fake = organization();
    add_account(&fake, account(RESOURCE));
    let (config, resource) = (config(), id(RESOURCE));
    let scope = Scope::default();
    let work = converge_account(&config, &fake, &resource, Expectation::New, &scope);
    let outcome = work.await;
    assert_eq!(codes(outcome.findings()), [FindingCode::NoPair]);
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_being_created_comes_back() {
    let fake = organization();
    let mut pending = account(TEAM);
    pending.state = AccountState::PendingActivation;
    add_account(&fake, pending);
    let failure = converge(&config(), &fake, Expectation::New)
        .await
        .unwrap_err();
    assert!(failure.status() == Status::Transient);
    assert_eq!(
        failure.to_string(),
        "account `333333333333` is pending activation"
    );
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_account_that_cannot_be_entered_yet_comes_back() {
    let fake = organization();
    fake.world(|world| world.closed_doors.insert(id(TEAM)));
    let failure = converge(&config(), &fake, Expectation::New)
        .await
        .unwrap_err();
    assert!(failure.status() == Status::Transient);
    assert_eq!(
        failure.to_string(),
        "sts:AssumeRole failed; a retry may succeed (account 333333333333, role \
         arn:aws:iam::333333333333:role/rolepair-hub-task-account): access denied"
    );
    assert!(fake.take_writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_value_that_could_widen_the_policy_stops_the_pair() {
    let config = config();
    for (value, code) in [
        (Some("*"), FindingCode::WideningValue),
        (None, FindingCode::MissingValue),
    ] {
        let fake = organization();
        let mut account = account(TEAM);
        account.tags.remove("team");
        account
            .tags
            .extend(value.map(|value| ("team".to_owned(), value.to_owned())));
        add_account(&fake, account);
        let outcome = converge(&config, &fake, Expectation::New).await.unwrap();
        assert_eq!(
            (outcome.status(), codes(outcome.findings())),
            (Status::Skipped, vec![code])
        );
        assert!(fake.take_writes().is_empty());
    }
}
