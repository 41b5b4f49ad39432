//! An account's name or tag is never more than literal text in a rendered policy.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolepair_model::{Account, AccountState, Finding, FindingCode, Tags};
use serde_json::{Value, json};

use crate::{Document, PermissionsErrorCode, PermissionsTemplate, TemplateValues};

fn account(name: &str, tags: &[(&str, &str)]) -> Account {
    let tags = tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Account {
        id: "222222222222".parse().unwrap(),
        name: name.to_owned(),
        path: "o-a1b2c3d4e5/r-ab12/".parse().unwrap(),
        tags: tags.collect::<Tags>(),
        state: AccountState::Active,
    }
}

fn example() -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {
            "Sid": "Table",
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem", "dynamodb:Query"],
            "Resource": [
                "arn:{{partition}}:dynamodb:*:{{resource_account.id}}:table/{{account.tags.team}}-*",
                "arn:{{partition}}:dynamodb:*:{{resource_account.id}}:table/{{account.name}}"
            ],
            "Condition": {"StringEquals": {"aws:PrincipalTag/rolepair:account": "{{account.id}}"}}
        },
        {
            "Effect": "Deny",
            "Action": "dynamodb:*",
            "NotResource": "arn:{{partition}}:dynamodb:*:*:table/${aws:PrincipalTag/x}{{ account.tags.team }}-*"
        }
    ]})
}

fn render(template: &Value, account: Option<&Account>) -> Result<Document, Vec<String>> {
    let template = PermissionsTemplate::parse(template).unwrap();
    let values = TemplateValues {
        partition: &"aws-cn".parse().unwrap(),
        resource_account: &"111111111111".parse().unwrap(),
        account,
    };
    let rendered = template.render(&values);
    let line =
        |finding: &Finding| format!("{} {}: {}", finding.code, finding.subject, finding.message);
    rendered.map_err(|findings| findings.iter().map(line).collect())
}

/// The template with its values inserted by plain text replacement.
fn replaced(value: &Value, values: &[(&str, &str)]) -> Value {
    match value {
        Value::String(text) => {
            let fill = |text: String, (name, value): &(&str, &str)| text.replace(name, value);
            Value::from(values.iter().fold(text.clone(), fill))
        }
        Value::Array(items) => items.iter().map(|item| replaced(item, values)).collect(),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(k, v)| (k.clone(), replaced(v, values)));
            Value::Object(entries.collect())
        }
        other => other.clone(),
    }
}

fn values<'a>(name: &'a str, team: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("{{partition}}", "aws-cn"),
        ("{{resource_account.id}}", "111111111111"),
        ("{{account.id}}", "222222222222"),
        ("{{account.name}}", name),
        ("{{account.tags.team}}", team),
        ("{{ account.tags.team }}", team),
    ]
}

#[test]
fn placeholders_are_replaced_by_the_values_of_the_account() {
    let account = account("Shop.Prod", &[("team", "red"), ("unused", "*")]);
    let document = render(&example(), Some(&account)).unwrap();
    let expected = replaced(&example(), &values("Shop.Prod", "red"));
    assert_eq!(document, Document::from_value(&expected).unwrap());
    assert!(
        document
            .canonical()
            .contains("arn:aws-cn:dynamodb:*:111111111111:table/red-*")
    );
}

#[test]
fn a_template_knows_which_values_it_needs() {
    let template = PermissionsTemplate::parse(&example()).unwrap();
    let wants = template.wants();
    assert!(wants.account_id && wants.account_name && wants.is_per_account());
    assert_eq!(wants.account_tags, BTreeSet::from(["team".to_owned()]));
    let fixed = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "s3:*", "Resource": "arn:{{partition}}:s3:::{{resource_account.id}}"
    }});
    assert!(
        !PermissionsTemplate::parse(&fixed)
            .unwrap()
            .wants()
            .is_per_account()
    );
    assert!(render(&fixed, None).is_ok());
}

#[test]
fn all_values_that_could_widen_the_policy_are_refused_at_once() {
    for value in [
        "*",
        "?",
        "$",
        "",
        " ",
        "a b",
        "a*",
        "${aws:username}",
        "a:b",
        "a/b",
        "..:x",
        "{{account.id}}",
        "{{",
        "\"",
        "\\",
        "\n",
        "é",
        "a\u{0}",
        "\u{202e}a",
        "／",
        "*",
    ] {
        let account = account(value, &[("team", value)]);
        let findings = render(&example(), Some(&account)).unwrap_err();
        assert_eq!(findings.len(), 2, "{value}: {findings:?}");
        for finding in findings {
            assert!(
                finding.starts_with("RP203 222222222222: `account."),
                "{finding}"
            );
            assert!(!finding.contains('\n'), "{finding}");
        }
    }
}

#[test]
fn a_missing_value_is_a_finding() {
    let nameless = account("*", &[]);
    assert_eq!(
        render(&example(), Some(&nameless)).unwrap_err(),
        [
            "RP203 222222222222: `account.name` is `*`, which could widen the policy; \
             use only letters, digits and `+=,.@_-`, at least one",
            "RP206 222222222222: the account has no tag `team`",
        ]
    );
    let findings = render(&example(), None).unwrap_err();
    assert_eq!(findings.len(), 3, "{findings:?}");
    assert!(
        findings
            .iter()
            .all(|finding| finding.starts_with("RP206 permissions: "))
    );
}

#[test]
fn a_policy_over_its_quota_is_a_finding_or_a_template_error() {
    let of = |resources: Vec<String>| {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": resources
        }})
    };
    let resource = |n| format!("arn:aws:s3:::{{{{account.tags.team}}}}-{n:04}");
    let template = of((0..300).map(resource).collect());
    assert!(render(&template, Some(&account("a", &[("team", "r")]))).is_ok());
    let long = account("a", &[("team", &"r".repeat(200))]);
    let findings = render(&template, Some(&long)).unwrap_err();
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].starts_with("RP204 222222222222: the permissions are "),
        "{findings:?}"
    );
    let errors = PermissionsTemplate::parse(&of((0..1_000).map(resource).collect())).unwrap_err();
    assert_eq!(errors[0].code, PermissionsErrorCode::TooLarge);
}

#[test]
fn every_error_of_a_template_is_reported_with_its_place() {
    let template = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "{{account.id}}", "Effect": "Allow", "Action": "s3:{{account.tags.op}}", "Resource": "arn:aws:s3:::{{team}}"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::{{account.tags.team}}*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/{{account.name}}": "x"}}}
    ]});
    let errors = PermissionsTemplate::parse(&template).unwrap_err();
    let found: Vec<(&str, &str)> = errors
        .iter()
        .map(|error| (error.pointer.as_str(), error.code.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("/Statement/0/Sid", "misplaced-placeholder"),
            ("/Statement/0/Action", "misplaced-placeholder"),
            ("/Statement/0/Resource", "unknown-placeholder"),
            ("/Statement/1/Resource", "misplaced-placeholder"),
            (
                "/Statement/1/Condition/StringEquals/aws:PrincipalTag~1{{account.name}}",
                "misplaced-placeholder"
            ),
        ]
    );
}

/// Where a policy excludes a name, a name that nothing has allows everything.
#[test]
fn a_name_or_tag_can_only_name_what_is_allowed() {
    let arn = |placeholder: &str| format!("arn:aws:s3:::b/{{{{{placeholder}}}}}/*");
    let misplaced = |statement: Value| {
        let template = json!({"Version": "2012-10-17", "Statement": [statement]});
        match PermissionsTemplate::parse(&template) {
            Ok(_) => None,
            Err(errors) => {
                assert_eq!(errors.len(), 1, "{errors:?}");
                assert_eq!(errors[0].code, PermissionsErrorCode::MisplacedPlaceholder);
                Some(errors[0].pointer.clone())
            }
        }
    };
    for words in ["account.name", "account.tags.team"] {
        let with_key = |effect: &str, operator: &str| {
            let condition = json!({operator: {"s3:prefix": ["x", format!("{{{{{words}}}}}")]}});
            json!({"Effect": effect, "Action": "s3:*", "Resource": "*", "Condition": condition})
        };
        for (effect, element, is_misplaced) in [
            ("Allow", "Resource", false),
            ("Allow", "NotResource", true),
            ("Deny", "Resource", true),
            ("Deny", "NotResource", false),
        ] {
            let statement = |placeholder| json!({"Effect": effect, "Action": "s3:*", element: arn(placeholder)});
            let expected = is_misplaced.then(|| format!("/Statement/0/{element}"));
            assert_eq!(misplaced(statement(words)), expected, "{effect} {element}");
            assert_eq!(misplaced(statement("account.id")), None);
        }
        for (operator, in_allow, in_deny) in [
            ("StringEquals", false, true),
            ("ForAnyValue:StringLikeIfExists", false, true),
            ("StringNotEquals", true, false),
            ("StringNotLike", true, false),
            ("NumericLessThan", true, true),
            ("Bool", true, true),
        ] {
            let expected = format!("/Statement/0/Condition/{operator}/s3:prefix");
            for (effect, is_misplaced) in [("Allow", in_allow), ("Deny", in_deny)] {
                let found = misplaced(with_key(effect, operator));
                let expected = is_misplaced.then(|| expected.clone());
                assert_eq!(found, expected, "{effect} {operator}");
            }
        }
    }
}

#[test]
fn a_document_that_is_not_a_permissions_policy_is_refused() {
    let trust = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"});
    let no_policy = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "X": 1});
    for (statement, codes) in [
        (trust, vec!["not-permissions", "not-permissions"]),
        (no_policy, vec!["invalid-document"]),
    ] {
        let template = json!({"Version": "2012-10-17", "Statement": [statement]});
        let errors = PermissionsTemplate::parse(&template).unwrap_err();
        let found: Vec<&str> = errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!(found, codes);
    }
}

#[test]
fn a_colon_in_the_key_of_a_tag_does_not_separate_fields_of_an_arn() {
    let template = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:{{account.tags.a:b:c}}"
    }});
    let errors = PermissionsTemplate::parse(&template).unwrap_err();
    assert_eq!(errors[0].code, PermissionsErrorCode::InvalidDocument);
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z0-9+=,.@_:/*?${} -]{0,12}",
        "[A-Za-z0-9+=,.@_-]{1,20}",
        Just("{{account.id}}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rendered_policy_is_the_template_with_literal_text_or_is_refused(
        name in any_value(),
        team in any_value(),
    ) {
        let is_plain = |value: &str| {
            !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
        };
        let account = account(&name, &[("team", &team)]);
        match render(&example(), Some(&account)) {
            Ok(document) => {
                prop_assert!(is_plain(&name) && is_plain(&team));
                let expected = replaced(&example(), &values(&name, &team));
                prop_assert_eq!(&document, &Document::from_value(&expected).unwrap());
                prop_assert_eq!(&document, &Document::parse(&document.canonical()).unwrap());
            }
            Err(findings) => {
                prop_assert!(!is_plain(&name) || !is_plain(&team));
                prop_assert!(findings.iter().all(|f| f.starts_with(FindingCode::WideningValue.as_str())));
            }
        }
    }
}
