//! Which accounts a pair selects.

use rolepair_model::{Account, AccountState};

use super::*;

fn account(id: &str, path: &str, tags: &[(&str, &str)]) -> Account {
    Account {
        id: id.parse().unwrap(),
        name: "name".to_owned(),
        path: format!("o-a1b2c3d4e5/r-ab12/{path}").parse().unwrap(),
        tags: tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        state: AccountState::Active,
    }
}

/// A configuration with one pair that has this account selection.
fn config(accounts: &str) -> Config {
    let text = format!(
        "version: 1
organization_id: o-a1b2c3d4e5
resource_account: 011111111111
regions: [eu-west-1]
pairs:
  p:
    accounts: {accounts}
    permissions: {{Version: 2012-10-17, Statement: {{Effect: Allow, Action: 's3:*', Resource: '*'}}}}
"
    );
    parse(&text).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

fn selects(accounts: &str, account: &Account) -> bool {
    config(accounts).pairs_for(account).count() == 1
}

const UNIT: &str = "ou-ab12-11111111/";
const BELOW: &str = "ou-ab12-11111111/ou-ab12-33333333/";
const ELSEWHERE: &str = "ou-ab12-22222222/";

#[test]
fn a_unit_selects_its_accounts_and_those_of_the_units_below() {
    let units = "{organizational_units: [ou-ab12-11111111]}";
    for (path, expected) in [(UNIT, true), (BELOW, true), (ELSEWHERE, false), ("", false)] {
        assert_eq!(
            selects(units, &account("222222222222", path, &[])),
            expected,
            "{path}"
        );
    }
    let root = "{organizational_units: [r-ab12]}";
    assert!(selects(root, &account("222222222222", "", &[])));
}

#[test]
fn an_account_needs_every_tag_and_one_unit() {
    let rule = "{organizational_units: [ou-ab12-11111111], tags: {team: a, stage: b}}";
    let both = [("team", "a"), ("stage", "b"), ("more", "c")];
    assert!(selects(rule, &account("222222222222", UNIT, &both)));
    assert!(!selects(rule, &account("222222222222", ELSEWHERE, &both)));
    assert!(!selects(
        rule,
        &account("222222222222", UNIT, &[("team", "a")])
    ));
    let other = [("team", "a"), ("stage", "B")];
    assert!(!selects(rule, &account("222222222222", UNIT, &other)));
    assert!(selects(
        "{tags: {team: a}}",
        &account("222222222222", ELSEWHERE, &both)
    ));
}

#[test]
fn include_adds_and_exclude_removes_whatever_the_rules_say() {
    let listed = "{include: [022222222222]}";
    assert!(selects(listed, &account("022222222222", ELSEWHERE, &[])));
    assert!(!selects(listed, &account("033333333333", UNIT, &[])));
    let rule = "{organizational_units: [ou-ab12-11111111], include: [022222222222], exclude: [022222222222, 033333333333]}";
    assert!(!selects(rule, &account("022222222222", UNIT, &[])));
    assert!(!selects(rule, &account("033333333333", UNIT, &[])));
    assert!(selects(rule, &account("044444444444", UNIT, &[])));
}

#[test]
fn the_resource_account_is_never_a_task_account() {
    let root = "{organizational_units: [r-ab12]}";
    assert!(!selects(root, &account("011111111111", UNIT, &[])));
    assert!(selects(root, &account("111111111111", UNIT, &[])));
}

#[test]
fn only_what_the_pairs_need_is_asked_of_the_organization() {
    for (accounts, path, tags) in [
        ("{include: [222222222222]}", false, false),
        ("{organizational_units: [r-ab12]}", true, false),
        ("{tags: {team: a}}", false, true),
    ] {
        let wanted = config(accounts).wants();
        assert_eq!((wanted.path, wanted.tags), (path, tags), "{accounts}");
    }
}

#[test]
fn selections_overlap_if_the_configuration_shows_it() {
    const UNIT: &str = "{organizational_units: [ou-ab12-11111111]}";
    const ROOT: &str = "{organizational_units: [r-ab12]}";
    for (one, other, expected) in [
        (UNIT, UNIT, true),
        (UNIT, ROOT, true),
        (UNIT, "{organizational_units: [ou-ab12-22222222]}", false),
        (UNIT, "{tags: {team: a}}", true),
        ("{tags: {team: a}}", "{tags: {team: b}}", false),
        ("{tags: {team: a}}", "{tags: {stage: b}}", true),
        (
            "{include: [222222222222]}",
            "{include: [222222222222]}",
            true,
        ),
        (
            "{include: [222222222222]}",
            "{include: [333333333333]}",
            false,
        ),
        ("{include: [222222222222]}", UNIT, false),
        ("{include: [222222222222]}", ROOT, true),
        (
            "{include: [222222222222]}",
            "{organizational_units: [r-ab12], exclude: [222222222222]}",
            false,
        ),
    ] {
        let (one, other) = (config(one), config(other));
        let (one, other) = (&one.pairs[0].accounts, &other.pairs[0].accounts);
        assert_eq!(one.overlaps(other), expected, "{one:?} {other:?}");
        assert_eq!(other.overlaps(one), expected, "{other:?} {one:?}");
    }
}
