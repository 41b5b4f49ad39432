use serde_json::{Value, json};

use super::*;
use crate::scripted_http::{ScriptedHttp, Sent};

const ARN: &str = "arn:aws:organizations::111111111111:account/o-a1b2c3d4e5/222222222222";

async fn organization(script: &ScriptedHttp) -> Aws {
    let text = include_str!("../../../../tests/golden/rolepair.yaml");
    let read = |file: &str| std::fs::read_to_string(format!("../../tests/golden/{file}"));
    let config = rolepair_config::Config::parse(text, "rolepair.yaml", &read).unwrap();
    Aws::with_sdk_config(&config, script.sdk_config().await)
}

fn wanted(tags: bool) -> Wanted {
    let mut wanted = Wanted::default();
    wanted.path = true;
    wanted.tags = tags;
    wanted
}

fn id() -> AccountId {
    "222222222222".parse().unwrap()
}

fn described(more: Value) -> (u16, String) {
    let mut account = json!({"Id": "222222222222", "Arn": ARN, "Name": "orders"});
    for (key, value) in more.as_object().unwrap() {
        account[key] = value.clone();
    }
    (200, json!({"Account": account}).to_string())
}

fn operations(script: &ScriptedHttp) -> Vec<String> {
    let sent = script.sent();
    sent.iter().map(|sent| sent.target().to_owned()).collect()
}

#[tokio::test]
async fn an_account_with_its_path_and_without_tags_takes_one_call() {
    for path in [
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/",
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/222222222222/",
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111",
    ] {
        let script =
            ScriptedHttp::new(move |_| described(json!({"State": "ACTIVE", "Paths": [path]})));
        let account = organization(&script)
            .await
            .account(&id(), wanted(false))
            .await;
        let expected = Account {
            id: id(),
            name: "orders".to_owned(),
            path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/".parse().unwrap(),
            tags: Tags::new(),
            state: AccountState::Active,
        };
        assert_eq!(account.unwrap(), Some(expected));
        assert_eq!(operations(&script), ["DescribeAccount"]);
    }
}

fn without_paths(sent: &Sent) -> (u16, String) {
    let asked: Value = serde_json::from_str(&sent.body).unwrap();
    let parent = |id, kind| json!({"Parents": [{"Id": id, "Type": kind}]}).to_string();
    match (sent.target(), asked["ChildId"].as_str()) {
        ("DescribeAccount", _) => described(json!({"Status": "ACTIVE"})),
        ("ListParents", Some("222222222222")) if asked["NextToken"].is_null() => {
            (200, json!({"Parents": [], "NextToken": "t"}).to_string())
        }
        ("ListParents", Some("222222222222")) => {
            (200, parent("ou-ab12-22222222", "ORGANIZATIONAL_UNIT"))
        }
        ("ListParents", Some("ou-ab12-22222222")) => {
            (200, parent("ou-ab12-11111111", "ORGANIZATIONAL_UNIT"))
        }
        ("ListParents", Some("ou-ab12-11111111")) => (200, parent("r-ab12", "ROOT")),
        _ => (400, "{}".to_owned()),
    }
}

#[tokio::test]
async fn a_path_that_is_not_in_the_answer_is_built_from_the_parents() {
    let script = ScriptedHttp::new(without_paths);
    let account = organization(&script)
        .await
        .account(&id(), wanted(false))
        .await;
    assert_eq!(
        account.unwrap().unwrap().path.as_str(),
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/"
    );
}

/// Five levels of units are the most there are.
fn deepest(sent: &Sent) -> (u16, String) {
    let asked: Value = serde_json::from_str(&sent.body).unwrap();
    let (parent, kind) = match asked["ChildId"].as_str() {
        None => return described(json!({"Status": "ACTIVE"})),
        Some("222222222222") => ("ou-ab12-55555555", "ORGANIZATIONAL_UNIT"),
        Some("ou-ab12-55555555") => ("ou-ab12-44444444", "ORGANIZATIONAL_UNIT"),
        Some("ou-ab12-44444444") => ("ou-ab12-33333333", "ORGANIZATIONAL_UNIT"),
        Some("ou-ab12-33333333") => ("ou-ab12-22222222", "ORGANIZATIONAL_UNIT"),
        Some("ou-ab12-22222222") => ("ou-ab12-11111111", "ORGANIZATIONAL_UNIT"),
        Some(_) => ("r-ab12", "ROOT"),
    };
    let parents = json!({"Parents": [{"Id": parent, "Type": kind}]});
    (200, parents.to_string())
}

#[tokio::test]
async fn the_path_of_the_deepest_account_reaches_to_the_root() {
    let script = ScriptedHttp::new(deepest);
    let account = organization(&script)
        .await
        .account(&id(), wanted(false))
        .await;
    assert_eq!(
        account.unwrap().unwrap().path.as_str(),
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/ou-ab12-33333333/\
         ou-ab12-44444444/ou-ab12-55555555/"
    );
}

#[tokio::test]
async fn tags_come_from_every_page() {
    let script = ScriptedHttp::new(|sent| match sent.target() {
        "DescribeAccount" => {
            described(json!({"State": "ACTIVE", "Paths": ["o-a1b2c3d4e5/r-ab12/"]}))
        }
        _ if sent.body.contains("NextToken") => (
            200,
            json!({"Tags": [{"Key": "b", "Value": "2"}]}).to_string(),
        ),
        _ => (
            200,
            json!({"Tags": [{"Key": "a", "Value": "1"}], "NextToken": "t"}).to_string(),
        ),
    });
    let account = organization(&script)
        .await
        .account(&id(), wanted(true))
        .await;
    let tags: Vec<_> = account.unwrap().unwrap().tags.into_iter().collect();
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(tags, [tag("a", "1"), tag("b", "2")]);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_none() {
    let error = r#"{"__type":"AccountNotFoundException","Message":"no such account"}"#;
    let script = ScriptedHttp::in_turn(&[(400, error)]);
    let account = organization(&script)
        .await
        .account(&id(), wanted(false))
        .await;
    assert_eq!(account.unwrap(), None);
}

#[tokio::test]
async fn an_account_that_disappears_before_its_tags_are_read_is_none() {
    let script = ScriptedHttp::new(|sent| match sent.target() {
        "DescribeAccount" => {
            described(json!({"State": "ACTIVE", "Paths": ["o-a1b2c3d4e5/r-ab12/"]}))
        }
        _ => (
            400,
            json!({"__type": "TargetNotFoundException", "Message": "no such target"}).to_string(),
        ),
    });
    let account = organization(&script)
        .await
        .account(&id(), wanted(true))
        .await;
    assert_eq!(account.unwrap(), None);
}

#[test]
fn status_is_read_only_if_there_is_no_state() {
    use types::AccountState as State;
    for (state_, status, expected) in [
        (Some(State::Active), None, AccountState::Active),
        (
            Some(State::PendingActivation),
            None,
            AccountState::PendingActivation,
        ),
        (Some(State::Suspended), None, AccountState::Closed),
        (
            Some(State::Closed),
            Some(AccountStatus::Active),
            AccountState::Closed,
        ),
        (None, Some(AccountStatus::Active), AccountState::Active),
        (
            None,
            Some(AccountStatus::PendingClosure),
            AccountState::Closed,
        ),
        (Some(State::from("NEW_STATE")), None, AccountState::Closed),
        (None, None, AccountState::Closed),
    ] {
        let account = types::Account::builder();
        let account = account.set_state(state_).set_status(status).build();
        assert_eq!(state(&account), expected, "{account:?}");
    }
}

#[tokio::test]
async fn accounts_are_listed_page_by_page() {
    let script = ScriptedHttp::in_turn(&[
        (200, r#"{"Accounts":[],"NextToken":"t"}"#),
        (200, r#"{"Accounts":[{"Id":"222222222222"}]}"#),
    ]);
    let organization = organization(&script).await;
    let first = organization.accounts(None).await.unwrap();
    assert!(first.items.is_empty());
    let second = organization.accounts(first.next.as_ref()).await.unwrap();
    assert_eq!((second.items, second.next), (vec![id()], None));
    let asked: Value = serde_json::from_str(&script.sent()[1].body).unwrap();
    assert_eq!(asked, json!({"MaxResults": 20, "NextToken": "t"}));
}
