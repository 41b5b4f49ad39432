use std::time::Duration;

use futures::future::join;
use rolepair_model::FindingCode;
use tokio::time::sleep;

use super::{fake::InjectedFault, support::*};
use crate::{Cause, Expectation, Report, Status};

const EXPECTATIONS: [Expectation; 2] = [Expectation::New, Expectation::Any];

#[tokio::test(start_paused = true)]
async fn cut_off_at_any_call_in_any_way_the_next_run_finishes_it() {
    let config = config_of_two_pairs();
    for first in EXPECTATIONS {
        let whole = organization();
        converge(&config, &whole, first).await.unwrap();
        let calls = whole.take_calls().len();
        for (number, fault) in (1..=calls).flat_map(|n| InjectedFault::ALL.map(|fault| (n, fault)))
        {
            for second in EXPECTATIONS {
                let fake = organization();
                fake.fail(number, fault);
                let cut_off = run_or_die(converge(&config, &fake, first)).await;
                assert_reported(cut_off, fault);
                fake.heal();
                converge(&config, &fake, second).await.unwrap();
                assert_converged(&config, &fake);
                let rest = converge(&config, &fake, Expectation::Any).await.unwrap();
                assert_eq!(rest.status(), Status::Unchanged, "{number} {fault:?}");
            }
        }
    }
}

/// A run that something happened to never says that all is well.
fn assert_reported(report: Option<Result<Report, Report>>, fault: InjectedFault) {
    let status = report.map(|report| report.unwrap_or_else(|failed| failed).status());
    let expected = match fault {
        InjectedFault::DiesBefore | InjectedFault::DiesAfter => None,
        InjectedFault::Transient | InjectedFault::AnswerLost => Some(Status::Transient),
        InjectedFault::Refused => Some(Status::Refused),
    };
    assert_eq!(status, expected, "{fault:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_done_before_a_failure_is_reported() {
    let (config, fake) = (config(), organization());
    fake.fail(6, InjectedFault::Refused);
    let failure = converge(&config, &fake, Expectation::New)
        .await
        .unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!(
            "RP308 iam:PutRolePolicy: access is denied: no such right (account {TEAM}, role \
             arn:aws:iam::{TEAM}:role/rolepair/rolepair-orders). Cure: {}",
            FindingCode::AccessDenied.cure()
        )
    );
    assert_eq!(codes(failure.findings()), [FindingCode::AccessDenied]);
    assert_eq!(
        short(failure.changes()),
        [
            "create-role 333333333333/rolepair-orders",
            "create-role 111111111111/rolepair-orders-333333333333",
            "put-policy 111111111111/rolepair-orders-333333333333",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn two_workers_side_by_side_end_where_one_does() {
    let config = config_of_two_pairs();
    for (one, other) in [(0, 0), (0, 1), (1, 0)].map(|(a, b)| (EXPECTATIONS[a], EXPECTATIONS[b])) {
        for lag in 0..8 {
            let fake = organization();
            let late = async {
                sleep(Duration::from_millis(500) * lag).await;
                converge(&config, &fake, other).await
            };
            let (one, other) = join(converge(&config, &fake, one), late).await;
            assert_converged(&config, &fake);
            let mut changes = one.unwrap().changes;
            changes.extend(other.unwrap().changes);
            let changes = short(&changes);
            let created = changes
                .iter()
                .filter(|change| change.starts_with("create-role"));
            assert_eq!(created.count(), 4, "{changes:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_somebody_deletes_meanwhile_is_created_again() {
    let config = config();
    let fake = converged(&config).await;
    role(&fake, TEAM, "rolepair-orders", |role| role.policy = None);
    let mut is_deleted = false;
    fake.write_before("iam:PutRolePolicy", move |world| {
        if !std::mem::replace(&mut is_deleted, true) {
            world
                .roles
                .remove(&(id(TEAM), "rolepair-orders".to_owned()));
        }
    });
    let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
    assert_eq!(
        short(outcome.changes()),
        [
            "create-role 333333333333/rolepair-orders",
            "put-policy 333333333333/rolepair-orders"
        ]
    );
    assert_converged(&config, &fake);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_somebody_creates_meanwhile_is_not_adopted() {
    let config = config();
    let fake = organization();
    let foreign = rolepair_plan::ObservedRole {
        arn: "arn:aws:iam::333333333333:role/rolepair/rolepair-orders".to_owned(),
        ..Default::default()
    };
    let theirs = foreign.clone();
    fake.write_before("iam:CreateRole", move |world| {
        let key = (id(TEAM), "rolepair-orders".to_owned());
        world.roles.insert(key, theirs.clone());
    });
    let outcome = converge(&config, &fake, Expectation::Any).await.unwrap();
    assert_eq!(codes(outcome.findings()), [FindingCode::RoleNotOurs]);
    assert_eq!(
        role(&fake, TEAM, "rolepair-orders", |role| role.clone()),
        foreign
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_never_comes_to_rest_comes_back() {
    let config = config();
    let fake = organization();
    fake.write_before("iam:PutRolePolicy", |world| {
        world
            .roles
            .remove(&(id(TEAM), "rolepair-orders".to_owned()));
    });
    let failure = converge(&config, &fake, Expectation::New)
        .await
        .unwrap_err();
    assert!(
        matches!(failure.causes(), [Cause::RoleContended(_)]),
        "{failure}"
    );
    assert!(failure.status() == Status::Transient);
    fake.heal();
    converge(&config, &fake, Expectation::New).await.unwrap();
    assert_converged(&config, &fake);
}

/// IAM does not let two names differ in case alone, and does not say whether it reads one by the other.
#[tokio::test(start_paused = true)]
async fn a_role_whose_name_differs_in_case_is_left_alone() {
    let (config, fake) = (config(), organization());
    let foreign = rolepair_plan::ObservedRole {
        arn: "arn:aws:iam::333333333333:role/Rolepair-Orders".to_owned(),
        ..Default::default()
    };
    let key = (id(TEAM), "Rolepair-Orders".to_owned());
    fake.world(|world| world.roles.insert(key, foreign.clone()));
    let failure = converge(&config, &fake, Expectation::New)
        .await
        .unwrap_err();
    assert!(failure.status() == Status::Transient);
    assert_eq!(
        failure.to_string(),
        "role `arn:aws:iam::333333333333:role/rolepair/rolepair-orders` kept changing meanwhile, \
         or one exists whose name differs in case"
    );
    assert_eq!(
        role(&fake, TEAM, "Rolepair-Orders", |role| role.clone()),
        foreign
    );
    let partner = "rolepair-orders-333333333333";
    assert_eq!(
        role(&fake, RESOURCE, partner, |role| role.policy.clone()),
        None
    );
}
