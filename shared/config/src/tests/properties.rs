//! Properties of every text and every account.

use std::collections::BTreeMap;

use proptest::{collection, prelude::*, sample::select};
use rolepair_model::{Account, AccountState, OrganizationPath, OrganizationalUnitId};

use super::*;
use crate::{
    AccountSelection,
    field::Field,
    file_errors::FileErrors,
    read::{json_file, permissions::to_json},
};

const UNITS: [&str; 4] = [
    "r-ab12",
    "ou-ab12-11111111",
    "ou-ab12-22222222",
    "ou-ab12-33333333",
];
const IDS: [&str; 3] = ["011111111111", "222222222222", "333333333333"];

fn tags() -> impl Strategy<Value = BTreeMap<String, String>> {
    let texts = || select(&["a", "b"][..]).prop_map(str::to_owned);
    collection::btree_map(texts(), texts(), 0..3)
}

fn selection() -> impl Strategy<Value = AccountSelection> {
    let ids = || collection::btree_set(select(&IDS[..]), 0..3);
    let units = collection::btree_set(select(&UNITS[..]), 0..3);
    (units, tags(), ids(), ids()).prop_map(|(units, tags, include, exclude)| AccountSelection {
        organizational_units: units.iter().map(|unit| unit.parse().unwrap()).collect(),
        tags,
        include: include.iter().map(|id| id.parse().unwrap()).collect(),
        exclude: exclude.iter().map(|id| id.parse().unwrap()).collect(),
    })
}

fn account() -> impl Strategy<Value = Account> {
    let units = collection::vec(select(&UNITS[1..]), 0..3);
    (select(&IDS[..]), units, tags()).prop_map(|(id, units, tags)| Account {
        id: id.parse().unwrap(),
        name: "name".to_owned(),
        path: path(&units),
        tags,
        state: AccountState::Active,
    })
}

fn path(units: &[&str]) -> OrganizationPath {
    let units: String = units.iter().map(|unit| format!("{unit}/")).collect();
    format!("o-a1b2c3d4e5/r-ab12/{units}").parse().unwrap()
}

/// An edit of the lines of a file.
#[derive(Debug, Clone)]
enum Edit {
    Delete(usize),
    Duplicate(usize),
    Replace(usize, String),
    Indent(usize),
    Cut(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let line = 0..GOLDEN.lines().count();
    let text = prop_oneof![
        "[ ]{0,8}[a-z_]{1,12}: ?[\\PC]{0,20}",
        "[ ]{0,8}- [\\PC]{0,20}",
        select(GOLDEN.lines().collect::<Vec<_>>()).prop_map(str::to_owned),
    ];
    let edit = prop_oneof![
        line.clone().prop_map(Edit::Delete),
        line.clone().prop_map(Edit::Duplicate),
        (line.clone(), text).prop_map(|(line, text)| Edit::Replace(line, text)),
        line.clone().prop_map(Edit::Indent),
        (0..GOLDEN.len()).prop_map(Edit::Cut),
    ];
    collection::vec(edit, 1..4)
}

fn edited(edits: &[Edit]) -> String {
    let mut text = GOLDEN.to_owned();
    for edit in edits {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        match edit {
            Edit::Delete(line) if *line < lines.len() => drop(lines.remove(*line)),
            Edit::Duplicate(line) if *line < lines.len() => {
                lines.insert(*line, lines[*line].clone());
            }
            Edit::Replace(line, with) if *line < lines.len() => lines[*line].clone_from(with),
            Edit::Indent(line) if *line < lines.len() => lines[*line].insert_str(0, "  "),
            Edit::Cut(at) => {
                text = text.chars().take(*at).collect();
                continue;
            }
            _ => {}
        }
        text = lines.join("\n");
        text.push('\n');
    }
    text
}

/// Reads the text, and checks that each error has a place in it.
fn read_and_locate(text: &str) -> Result<(), TestCaseError> {
    let read = |_: &str| Ok(PRICE_LIST.to_owned());
    if let Err(errors) = Config::parse(text, "rolepair.yaml", &read) {
        prop_assert!(!errors.is_empty(), "refused without an error");
        // YAML counts a single carriage return as a line break.
        let lines = 1 + text.matches(['\n', '\r']).count();
        for error in errors {
            // A truncated file has its error on the line after its last one.
            prop_assert!((1..=lines + 1).contains(&error.line), "{error:?}");
            prop_assert!(!error.message.is_empty() && !error.to_string().contains('\n'));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_configuration_or_has_located_errors(text in "(?s).{0,200}") {
        read_and_locate(&text)?;
    }

    #[test]
    fn any_text_of_yaml_signs_is_a_configuration_or_has_located_errors(
        text in "[a:{}\\[\\]*&!|>%@`'\"#,?~\t\n -]{0,80}",
    ) {
        read_and_locate(&text)?;
    }

    #[test]
    fn any_edit_of_the_example_is_a_configuration_or_has_located_errors(edits in edits()) {
        read_and_locate(&edited(&edits))?;
    }

    #[test]
    fn exclude_wins_over_everything(mut selection in selection(), account in account()) {
        selection.exclude.insert(account.id.clone());
        prop_assert!(!selection.selects(&account));
    }

    #[test]
    fn include_adds_an_account_and_removes_none(
        selection in selection(),
        account in account(),
        other in account(),
    ) {
        let mut wider = selection.clone();
        wider.include.insert(account.id.clone());
        prop_assert_eq!(wider.selects(&account), !selection.exclude.contains(&account.id));
        prop_assert!(wider.selects(&other) || !selection.selects(&other));
    }

    #[test]
    fn another_tag_selects_no_further_account(
        selection in selection(),
        account in account(),
        (key, value) in (select(&["a", "b"][..]), select(&["a", "b"][..])),
    ) {
        // A first tag would give a rule to a selection without one.
        let has_rule = !selection.organizational_units.is_empty() || !selection.tags.is_empty();
        let mut narrower = selection.clone();
        if has_rule {
            narrower.tags.entry(key.to_owned()).or_insert_with(|| value.to_owned());
        }
        prop_assert!(selection.selects(&account) || !narrower.selects(&account));
    }

    #[test]
    fn a_unit_selects_every_account_below_it(
        selection in selection(),
        mut account in account(),
        below in collection::vec(select(&UNITS[1..]), 0..3),
    ) {
        let chosen = selection.organizational_units.first().map(OrganizationalUnitId::as_str);
        let unit = chosen.filter(|unit| unit.starts_with("ou-"));
        account.path = path(&unit.into_iter().chain(below).collect::<Vec<_>>());
        account.tags.extend(selection.tags.clone());
        if chosen.is_some() && !selection.exclude.contains(&account.id) {
            prop_assert!(selection.selects(&account));
        }
    }

    #[test]
    fn an_empty_selection_selects_no_account(account in account()) {
        prop_assert!(!AccountSelection::default().selects(&account));
    }

    #[test]
    fn an_overlap_by_tags_or_the_root_is_found(
        one in selection(),
        other in selection(),
        account in account(),
    ) {
        let everywhere = |selection: &AccountSelection| {
            selection.organizational_units.iter().all(|unit| unit.as_str() == "r-ab12")
                && selection.include.is_empty()
        };
        if everywhere(&one) && everywhere(&other) && one.selects(&account) && other.selects(&account) {
            prop_assert!(one.overlaps(&other));
        }
    }

    #[test]
    fn json_is_read_as_the_same_json(value in json()) {
        let text = with_tabs(&value);
        let errors = std::cell::RefCell::default();
        let file_errors = FileErrors::new("f", &errors);
        let node = json_file::read(&text, file_errors);
        prop_assert!(errors.borrow().is_empty(), "{:?}", errors.borrow());
        let field = Field::root(node.as_ref().unwrap(), file_errors);
        prop_assert_eq!(to_json(&field), value);
    }
}

fn with_tabs(value: &serde_json::Value) -> String {
    let mut text = Vec::new();
    let tabs = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, tabs);
    serde::Serialize::serialize(value, &mut serializer).unwrap();
    String::from_utf8(text).unwrap()
}

/// JSON as in policies: objects, lists and texts, with every character that JSON escapes.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = "[ -~\\n\\t\\\\\"/é\u{1}]{0,12}";
    let leaf = text.prop_map(serde_json::Value::from);
    let tree = leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            collection::btree_map(text, inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    tree.prop_map(|value| serde_json::json!({ "root": value }))
}
