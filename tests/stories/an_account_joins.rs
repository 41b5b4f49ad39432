//! An account joins and gets its role pair.

use rolepair_model::AccountId;
use rolepair_policy::{PairDocuments, RolePair, TrustScope, prove};
use rolepair_tests::{PAIR_CHANGES, Scene, Setup, decoded, pair};
use serde_json::{Value, json};

const TASK_ROLE: [&str; 2] = ["333333333333", "rolepair-orders"];
const RESOURCE_ROLE: [&str; 2] = ["999999999999", "rolepair-orders-333333333333"];

#[tokio::test]
async fn an_account_that_joins_gets_its_role_pair_and_nothing_else() {
    let scene = Setup::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    assert_eq!(scene.changes(), PAIR_CHANGES);
    scene.assert_no_dead_letters();
}

#[tokio::test]
async fn the_role_pair_as_read_back_from_iam_lets_in_the_tasks_and_nobody_else() {
    let scene = Setup::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    let state = scene.state().await;
    prove_pair(&scene, &state).unwrap();
}

/// The proof above fails as soon as the trust has one more principal.
#[tokio::test]
async fn one_more_principal_in_the_trust_breaks_the_proof() {
    let scene = Setup::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    let mut state = scene.state().await;
    let trust = role_of(&state, RESOURCE_ROLE)["trust"].as_str().unwrap();
    let widened = trust.replace(
        "%22arn%3Aaws%3Aiam%3A%3A333333333333%3Aroot%22",
        "%5B%22arn%3Aaws%3Aiam%3A%3A333333333333%3Aroot%22%2C%22arn%3Aaws%3Aiam%3A%3A444444444444%3Aroot%22%5D",
    );
    assert_ne!(trust, widened);
    let [account, role] = RESOURCE_ROLE;
    state[account]["roles"][role]["trust"] = widened.into();
    let findings = prove_pair(&scene, &state).unwrap_err();
    assert!(
        findings.contains("it also trusts `444444444444`"),
        "{findings}"
    );
}

#[tokio::test]
async fn both_roles_have_the_tags_of_rolepair_and_one_policy_each() {
    let scene = Setup::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    let state = scene.state().await;
    for role in [TASK_ROLE, RESOURCE_ROLE] {
        let [account, name] = role;
        let role = role_of(&state, role);
        assert_eq!(
            role["arn"],
            format!("arn:aws:iam::{account}:role/rolepair/{name}")
        );
        assert_eq!(
            role["tags"],
            json!([
                ["rolepair:account", "333333333333"],
                ["rolepair:managed-by", "rolepair"],
                ["rolepair:pair", "orders"],
            ])
        );
        assert_eq!(role["inline"].as_object().unwrap().len(), 1);
        assert_eq!(role["attached"], json!([]));
        assert_eq!(
            role["boundary"],
            format!("arn:aws:iam::{account}:policy/rolepair/rolepair-boundary")
        );
    }
}

#[tokio::test]
async fn an_account_that_no_pair_selects_gets_nothing() {
    let pair = pair("orders").for_accounts("{include: [444444444444]}");
    let scene = Setup::with(pair).start().await;
    let account = scene.account_joins("shop").await;
    scene.assert_no_changes();
    let answer = scene.invoke_pair(&account).await.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP209");
    // The pair selects the next account.
    scene.account_joins("warehouse").await;
    assert_eq!(scene.changes().len(), 4);
}

#[tokio::test]
async fn an_account_that_moves_gets_its_role_pair_then() {
    let scene = Setup::with(pair("orders").for_accounts("{tags: {team: orders}}"));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    scene.assert_no_changes();
    let organizations = scene.management().organizations();
    let tag = aws_sdk_organizations::types::Tag::builder();
    let tag = tag.key("team").value("orders").build().unwrap();
    let request = organizations.tag_resource().resource_id(account.as_str());
    request.tags(tag).send().await.unwrap();
    scene.move_to_a_unit(&account).await;
    scene.settle().await;
    assert_eq!(scene.changes().len(), 4);
}

/// Older APIs do not give the path of an account, so its parents are asked for, level by level.
#[tokio::test]
async fn an_account_without_a_path_is_located_by_its_parents() {
    let setup = Setup::with(pair("orders").for_accounts("{organizational_units: [r-ab12]}"));
    let scene = setup.with_dials(|dials| dials.without_paths = true).start();
    let scene = scene.await;
    scene.hold_events();
    let account = scene.create_account("shop").await;
    scene.move_to_a_unit(&account).await;
    scene.settle().await;
    assert_eq!(scene.changes(), PAIR_CHANGES);
    let asked = scene.calls();
    assert!(asked.of("ListParents").len() >= 2, "{:?}", asked.counts());
}

fn role_of<'s>(state: &'s Value, [account, role]: [&str; 2]) -> &'s Value {
    &state[account]["roles"][role]
}

fn prove_pair(scene: &Scene, state: &Value) -> Result<(), String> {
    let options = scene.sandbox.options();
    let account: AccountId = "333333333333".parse().unwrap();
    let pair = RolePair {
        partition: options.partition.clone(),
        organization: options.organization.clone(),
        pair: "orders".parse().unwrap(),
        task_account: account,
        resource_account: options.resource.id.clone(),
        trust: TrustScope::Account,
        ecs_exec: false,
    };
    let (task, resource) = (role_of(state, TASK_ROLE), role_of(state, RESOURCE_ROLE));
    let inline = task["inline"].as_object().unwrap();
    let documents = PairDocuments {
        task_trust: &document(&task["trust"]),
        task_policies: inline.values().map(document).collect(),
        other_task_policies: Vec::new(),
        resource_trust: &document(&resource["trust"]),
    };
    let proof = prove(&pair, &documents);
    proof.map(drop).map_err(|findings| format!("{findings:?}"))
}

fn document(of_iam: &Value) -> String {
    decoded(of_iam.as_str().unwrap())
}

/// Both Control Tower and AWS Organizations report an account that Control Tower creates. Either is
/// enough.
#[tokio::test]
async fn an_account_that_only_control_tower_reports_gets_its_pair() {
    let setup = Setup::with(pair("orders"));
    let scene = setup
        .with_dials(|dials| dials.delivery.lose_next = 2)
        .start();
    let scene = scene.await;
    let account = scene.account_joins("shop").await;
    scene.assert_no_changes();
    assert!(scene.sandbox.enrol_in_control_tower(&account));
    scene.settle().await;
    assert_eq!(scene.changes(), PAIR_CHANGES);
    scene.assert_no_dead_letters();
}
