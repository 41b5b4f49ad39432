//! The proof accepts what rolepair writes, in every form that AWS may return, and nothing else.

use rolepair_model::FindingCode;
use serde_json::{Map, Value, json};

use super::{
    mutations::{of_task_policy, of_trust},
    pairs::{Texts, UNIT, every_pair, organization, pair},
};
use crate::{Document, RolePair, TrustScope, parse_json, prove};

fn reasons(pair: &RolePair, texts: &Texts) -> Vec<String> {
    match prove(pair, &texts.documents()) {
        Ok(proven) => {
            assert_eq!(proven.pair(), pair);
            Vec::new()
        }
        Err(findings) => findings
            .into_iter()
            .map(|finding| {
                assert_eq!(finding.code, FindingCode::Unproven);
                format!("{}: {}", finding.subject, finding.message)
            })
            .collect(),
    }
}

fn assert_unproven(pair: &RolePair, texts: &Texts, what: &str) {
    assert!(
        !reasons(pair, texts).is_empty(),
        "{what}\n{pair:#?}\n{texts:#?}"
    );
}

#[test]
fn what_rolepair_writes_is_proven() {
    for pair in every_pair() {
        assert_eq!(
            reasons(&pair, &Texts::generated(&pair)),
            Vec::<String>::new()
        );
    }
}

#[test]
fn any_change_of_a_resource_roles_trust_is_unproven() {
    // No trust policy depends on ECS Exec.
    for pair in every_pair().into_iter().filter(|pair| !pair.ecs_exec) {
        let generated = Texts::generated(&pair);
        let mutations = of_trust(&generated.resource_trust);
        assert!(mutations.len() > 500, "{}", mutations.len());
        for (what, resource_trust) in mutations {
            let texts = Texts {
                resource_trust,
                ..generated.clone()
            };
            assert_unproven(&pair, &texts, &what);
        }
    }
}

#[test]
fn any_change_of_a_task_roles_trust_is_unproven() {
    // The trust policy of the task role does not depend on whom the resource role trusts.
    for partition in ["aws", "aws-cn", "aws-us-gov"] {
        let pair = pair(partition, TrustScope::Account, false);
        let generated = Texts::generated(&pair);
        let mutations = of_trust(&generated.task_trust);
        assert!(mutations.len() > 500, "{}", mutations.len());
        for (what, task_trust) in mutations {
            let texts = Texts {
                task_trust,
                ..generated.clone()
            };
            assert_unproven(&pair, &texts, &what);
        }
    }
}

#[test]
fn any_change_of_the_task_roles_policy_is_unproven() {
    for pair in every_pair() {
        let generated = Texts::generated(&pair);
        for (what, text) in of_task_policy(&generated.task_policies[0]) {
            let texts = Texts {
                task_policies: vec![text],
                ..generated.clone()
            };
            assert_unproven(&pair, &texts, &what);
        }
    }
}

/// rolepair changes nothing where two documents are equal. An unproven document that equals the
/// right one would never be corrected.
#[test]
fn an_unproven_document_does_not_equal_the_generated_one() {
    for pair in every_pair() {
        let policy = pair.task_role_policy();
        let mut changed = vec![(of_task_policy(&policy.canonical()), policy)];
        // No trust policy depends on ECS Exec.
        if !pair.ecs_exec {
            let trusts = [pair.task_role_trust(), pair.resource_role_trust()];
            changed.extend(trusts.map(|trust| (of_trust(&trust.canonical()), trust)));
        }
        for (mutations, document) in changed {
            for (what, text) in mutations {
                let is_same = Document::parse(&text).is_ok_and(|parsed| parsed == document);
                assert!(!is_same, "{what}\n{pair:#?}\n{text}");
            }
        }
    }
}

#[test]
fn another_policy_on_the_task_role_is_unproven() {
    for pair in every_pair() {
        let generated = Texts::generated(&pair);
        let same = generated.task_policies[0].clone();
        let more = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        for task_policies in [
            vec![],
            vec![same.clone(), same.clone()],
            vec![same, more.to_owned()],
        ] {
            let texts = Texts {
                task_policies,
                ..generated.clone()
            };
            assert_unproven(&pair, &texts, "another policy");
        }
        let texts = Texts {
            other_task_policies: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned()],
            ..generated
        };
        assert_eq!(
            reasons(&pair, &texts),
            [format!(
                "{}: it has another policy, `arn:aws:iam::aws:policy/ReadOnlyAccess`",
                pair.task_role()
            )]
        );
    }
}

#[test]
fn the_documents_of_another_pair_prove_nothing() {
    let pair = pair("aws", organization(&[UNIT]), true);
    let account = RolePair {
        trust: TrustScope::Account,
        ..pair.clone()
    };
    for pair in [pair, account] {
        let mut others = vec![pair.clone(); 7];
        others[0].partition = "aws-cn".parse().unwrap();
        others[1].organization = "o-b1b2c3d4e5".parse().unwrap();
        others[2].pair = "order".parse().unwrap();
        others[3].task_account = "222222222223".parse().unwrap();
        others[4].resource_account = "111111111112".parse().unwrap();
        others[5].trust = organization(&["ou-ab12-11111112"]);
        others[6].ecs_exec = false;
        for other in others {
            assert_unproven(&other, &Texts::generated(&pair), "another pair");
        }
    }
}

#[test]
fn every_form_that_aws_may_return_is_proven() {
    for pair in every_pair() {
        let generated = Texts::generated(&pair);
        type Form = fn(Value) -> Value;
        let forms: [(&str, Form); 7] = [
            ("keys in reverse", reversed),
            ("lists of one", lists_of_one),
            ("one statement without a list", one_statement),
            ("everyone by kind", everyone_by_kind),
            ("everyone without kind", everyone_without_kind),
            ("accounts by number", accounts_by_number),
            ("an action in two cases", actions_in_two_cases),
        ];
        for (what, form) in forms {
            let texts = generated.map(|text| form(parse_json(text).unwrap()).to_string());
            assert_eq!(reasons(&pair, &texts), Vec::<String>::new(), "{what}");
        }
        let spaced = generated.map(|text| {
            let value = parse_json(text).unwrap();
            serde_json::to_string_pretty(&value)
                .unwrap()
                .replace("sts", "\\u0073ts")
        });
        assert_eq!(reasons(&pair, &spaced), Vec::<String>::new());
    }
}

fn mapped(value: Value, change: &impl Fn(Value) -> Value) -> Value {
    change(match value {
        Value::Array(values) => values.into_iter().map(|v| mapped(v, change)).collect(),
        Value::Object(entries) => {
            let entries = entries.into_iter().map(|(key, v)| (key, mapped(v, change)));
            Value::Object(entries.collect())
        }
        other => other,
    })
}

fn reversed(value: Value) -> Value {
    mapped(value, &|value| match value {
        Value::Object(entries) => Value::Object(entries.into_iter().rev().collect::<Map<_, _>>()),
        Value::Array(values) => values.into_iter().rev().collect(),
        other => other,
    })
}

fn lists_of_one(value: Value) -> Value {
    let mut value = mapped(value, &|value| match value {
        Value::String(text) => json!([text]),
        Value::Array(values) => values
            .into_iter()
            .map(|value| match value {
                Value::Array(one) if one.len() == 1 => one[0].clone(),
                other => other,
            })
            .collect(),
        other => other,
    });
    value["Version"] = value["Version"][0].take();
    for statement in value["Statement"].as_array_mut().unwrap() {
        statement["Effect"] = statement["Effect"][0].take();
        if statement["Principal"] == json!(["*"]) {
            statement["Principal"] = json!({"AWS": ["*"]});
        }
    }
    value
}

fn one_statement(mut value: Value) -> Value {
    if let [one] = value["Statement"].as_array().unwrap().as_slice() {
        value["Statement"] = one.clone();
    }
    value
}

fn everyone_by_kind(mut value: Value) -> Value {
    let statement = &mut value["Statement"][0];
    if statement["Principal"] == json!("*") {
        statement["Principal"] = json!({"AWS": "*"});
    }
    value
}

fn everyone_without_kind(mut value: Value) -> Value {
    let statement = &mut value["Statement"][0];
    if statement["Principal"] == json!({"AWS": "*"}) {
        statement["Principal"] = json!("*");
    }
    value
}

fn accounts_by_number(mut value: Value) -> Value {
    let statement = &mut value["Statement"][0];
    if let Some(name) = statement["Principal"]["AWS"].as_str() {
        let number = name.split(':').nth(4).unwrap_or(name);
        statement["Principal"]["AWS"] = json!(number);
    }
    value
}

fn actions_in_two_cases(mut value: Value) -> Value {
    for statement in value["Statement"].as_array_mut().unwrap() {
        if let Some(action) = statement["Action"].as_str() {
            statement["Action"] = json!([action, action.to_uppercase().replace("STS:", "sts:")]);
        }
    }
    value
}

#[test]
fn a_deleted_principal_is_reported() {
    let pair = pair("aws", TrustScope::Account, false);
    let mut texts = Texts::generated(&pair);
    texts.resource_trust = texts
        .resource_trust
        .replace("arn:aws:iam::222222222222:root", "AROAEXAMPLEEXAMPLE123");
    let role = pair.resource_role();
    assert_eq!(
        reasons(&pair, &texts),
        [
            format!(
                "{role}: it trusts the unique id `AROAEXAMPLEEXAMPLE123`, which belongs to \
                 a deleted principal"
            ),
            format!("{role}: it does not trust `222222222222` (`AWS`)"),
        ]
    );
}

#[test]
fn the_root_of_another_partition_is_another_account() {
    let pair = pair("aws", TrustScope::Account, false);
    let mut texts = Texts::generated(&pair);
    texts.resource_trust = texts.resource_trust.replace(
        "arn:aws:iam::222222222222:root",
        "arn:aws-cn:iam::222222222222:root",
    );
    assert_unproven(&pair, &texts, "another partition");
}

#[test]
fn a_root_later_in_an_arn_is_not_an_account() {
    let pair = pair("aws", TrustScope::Account, false);
    let mut texts = Texts::generated(&pair);
    texts.resource_trust = texts.resource_trust.replace(
        "arn:aws:iam::222222222222:root",
        "arn:aws:sts::333333333333:iam::222222222222:root",
    );
    assert_unproven(&pair, &texts, "a session of another account");
}

#[test]
fn a_missing_condition_is_reported() {
    let pair = pair("aws", TrustScope::Account, false);
    let mut texts = Texts::generated(&pair);
    texts.resource_trust = texts.resource_trust.replace(
        r#","StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#,
        "",
    );
    assert_eq!(
        reasons(&pair, &texts),
        [format!(
            "{}: the condition `StringEquals` on `aws:PrincipalOrgID` is missing",
            pair.resource_role()
        )]
    );
}
