//! An account joins, and gets its role pair.

use rolepair_model::AccountId;
use rolepair_policy::{PairDocuments, RolePair, TrustScope, prove};
use rolepair_tests::{Scene, Stage, pair};
use serde_json::{Value, json};

const TASK_ROLE: [&str; 2] = ["333333333333", "rolepair-orders"];
const RESOURCE_ROLE: [&str; 2] = ["999999999999", "rolepair-orders-333333333333"];

/// What makes a role pair.
const PAIR: [&str; 4] = [
    "333333333333 CreateRole rolepair-orders",
    "333333333333 PutRolePolicy rolepair-orders",
    "999999999999 CreateRole rolepair-orders-333333333333",
    "999999999999 PutRolePolicy rolepair-orders-333333333333",
];

#[tokio::test]
async fn an_account_that_joins_gets_its_role_pair_and_nothing_else() {
    let scene = Stage::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    assert_eq!(scene.changes(), PAIR);
    assert!(scene.died().is_empty());
}

#[tokio::test]
async fn the_role_pair_as_iam_gives_it_back_lets_in_the_tasks_and_nobody_else() {
    let scene = Stage::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    let state = scene.state().await;
    prove_pair(&scene, &state).unwrap();
}

/// What the proof above is worth: one trusted principal more, and there is none.
#[tokio::test]
async fn a_principal_more_in_the_trust_that_iam_gives_back_is_no_proof() {
    let scene = Stage::with(pair("orders")).start().await;
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
async fn both_roles_are_tagged_as_rolepairs_and_hold_one_policy_each() {
    let scene = Stage::with(pair("orders")).start().await;
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
    let scene = Stage::with(pair).start().await;
    let account = scene.account_joins("shop").await;
    assert!(scene.changes().is_empty());
    let answer = scene
        .invoke("pair-account", json!({"account": account}))
        .await;
    let answer = answer.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP209");
    // The next account is the one that is selected.
    scene.account_joins("warehouse").await;
    assert_eq!(scene.changes().len(), 4);
}

#[tokio::test]
async fn an_account_that_moves_into_the_unit_gets_its_role_pair_then() {
    let scene = Stage::with(pair("orders").for_accounts("{tags: {team: orders}}"));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    assert!(scene.changes().is_empty());
    let organizations = scene.management().organizations();
    let tag = aws_sdk_organizations::types::Tag::builder();
    let tag = tag.key("team").value("orders").build().unwrap();
    let request = organizations.tag_resource().resource_id(account.as_str());
    request.tags(tag).send().await.unwrap();
    scene.moves_to_a_unit(&account).await;
    scene.settle().await;
    assert_eq!(scene.changes().len(), 4);
}

/// Older APIs do not tell where an account is; its parents do, level by level.
#[tokio::test]
async fn an_account_whose_path_is_not_told_is_placed_by_its_parents() {
    let stage = Stage::with(pair("orders").for_accounts("{organizational_units: [r-ab12]}"));
    let scene = stage.turned(|dials| dials.without_paths = true).start();
    let scene = scene.await;
    scene.hold_events();
    let account = scene.create_account("shop").await;
    scene.moves_to_a_unit(&account).await;
    scene.settle().await;
    assert_eq!(scene.changes(), PAIR);
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
        task_trust: &decoded(&task["trust"]),
        task_policies: inline.values().map(decoded).collect(),
        other_task_policies: Vec::new(),
        resource_trust: &decoded(&resource["trust"]),
    };
    let proof = prove(&pair, &documents);
    proof.map(drop).map_err(|findings| format!("{findings:?}"))
}

fn decoded(document: &Value) -> String {
    let text = document.as_str().unwrap();
    let text = percent_encoding::percent_decode_str(text).decode_utf8();
    text.unwrap().into_owned()
}

/// Of an account that Control Tower creates, AWS Organizations tells too; either is enough.
#[tokio::test]
async fn an_account_of_which_only_control_tower_tells_gets_its_pair() {
    let stage = Stage::with(pair("orders"));
    let scene = stage.turned(|dials| dials.delivery.lose_next = 2).start();
    let scene = scene.await;
    let account = scene.account_joins("shop").await;
    assert!(scene.changes().is_empty(), "{:?}", scene.changes());
    assert!(scene.sandbox.enrol_in_control_tower(&account));
    scene.settle().await;
    assert_eq!(scene.changes(), PAIR);
    assert!(scene.died().is_empty(), "{:?}", scene.died());
}
