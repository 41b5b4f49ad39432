//! Errors have a code, a line and a field, and are all reported at once.

use std::collections::BTreeSet;

use super::cases::{CASES, RIGHT};
use super::*;
use crate::ConfigErrorCode;

/// The last line of a second pair. A test writes the first ones.
const PERMISSIONS: &str = r#"permissions: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "sqs:*", Resource: "arn:aws:sqs:*:*:*"}}
"#;

/// The code, line and field of each error.
fn places(errors: &[ConfigError]) -> Vec<(&str, usize, &str)> {
    errors
        .iter()
        .map(|error| (error.code.as_str(), error.line, error.field.as_str()))
        .collect()
}

fn errors_of(text: &str) -> Vec<ConfigError> {
    parse(text).err().unwrap_or_default()
}

/// The valid file, with one more pair.
fn with_pair(lines: &str) -> String {
    format!("{RIGHT}{lines}    {PERMISSIONS}")
}

#[test]
fn the_file_that_the_cases_change_is_valid() {
    assert_eq!(errors_of(RIGHT), []);
    let second = "  billing:\n    accounts: {include: [222222222222]}\n";
    assert_eq!(errors_of(&with_pair(second)), []);
}

#[test]
fn each_error_has_its_code_line_and_field() {
    let mut wrong = Vec::new();
    for (from, to, code, line, field) in CASES {
        assert_eq!(RIGHT.matches(from).count(), 1, "{from}");
        let errors = errors_of(&RIGHT.replace(from, to));
        if places(&errors) != [(*code, *line, *field)] {
            wrong.push((to, code, line, field, errors));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn messages_are_one_line_without_a_full_stop() {
    for (from, to, ..) in CASES {
        for error in errors_of(&RIGHT.replace(from, to)) {
            assert_eq!(error.file, "rolepair.yaml");
            let message = error.message;
            assert!(
                !message.contains('\n') && !message.ends_with('.'),
                "{message}"
            );
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let of_their_own = ["RPC01", "RPC26", "RPC27", "RPC28"];
    let cases: BTreeSet<&str> = CASES
        .iter()
        .map(|case| case.2)
        .chain(of_their_own)
        .collect();
    let codes: BTreeSet<&str> = ConfigErrorCode::ALL
        .iter()
        .map(|code| code.as_str())
        .collect();
    assert_eq!(cases, codes);
}

#[test]
fn every_error_is_reported_at_once() {
    let text = "version: 1
organization_id: o-1
resource_acount: 111111111111
regions: [eu-west-1, cn-north-1, nowhere]
pairs:
  orders:
    accounts: {tags: {}, include: [x]}
    trust: maybe
    delivery: {}
  orders:
    accounts: {}
  b:
    accounts: {include: [222222222222]}
    permissions: {Version: 2012-10-17, Statement: []}
    ecs_exec: 1
";
    assert_eq!(
        places(&errors_of(text)),
        [
            ("RPC09", 1, "resource_account"),
            ("RPC12", 2, "organization_id"),
            ("RPC08", 3, "resource_acount"),
            ("RPC12", 4, "regions[2]"),
            ("RPC09", 6, "pairs.orders.permissions"),
            ("RPC13", 7, "pairs.orders.accounts.tags"),
            ("RPC12", 7, "pairs.orders.accounts.include[0]"),
            ("RPC12", 8, "pairs.orders.trust"),
            ("RPC10", 9, "pairs.orders.delivery"),
            ("RPC07", 10, "pairs.orders"),
            ("RPC23", 14, "pairs.b.permissions.Statement"),
            ("RPC10", 15, "pairs.b.ecs_exec"),
        ]
    );
}

/// Permissions with several errors in a statement, and in several statements.
const WRONG_PERMISSIONS: &str = r#"    permissions:
      Version: 2008-10-17
      Resource: "*"
      Statement:
        - Sid: two words
          Effect: Permit
          Principal: {AWS: everyone, Nobody: "*"}
          Action: [GetObject, s3:PutObject, "s 3:GetObject"]
          NotAction: s3:DeleteObject
          Resource: [orders, "arn:aws:s3:::orders/*", arn]
          Condition:
            StringEqual: {aws:PrincipalTag/team: orders}
            Bool: {}
            StringLike: {s3:prefix: [[a], {{b: c}}]}
        - Sid: Twice
          Effect: Allow
          Action: s3:Get{{account.id}}
          NotResource: arn:aws:s3:::{{account.name}}/*
          Resourc: arn:aws:s3:::{{account.email}}
        - Sid: Twice
          Action: []
          Resource:
        - nothing
        - Effect: Allow
          Action: s3:GetObject
          Resource: arn:aws:s3:{{account.tags.a:b:c}}
"#;

#[test]
fn every_error_in_the_permissions_is_reported_at_once() {
    let start = RIGHT.find("    permissions:").unwrap();
    let errors = errors_of(&format!("{}{WRONG_PERMISSIONS}", &RIGHT[..start]));
    let inside = |error: &ConfigError| {
        assert_eq!(error.file, "rolepair.yaml");
        let field = error.field.strip_prefix("pairs.orders.permissions.");
        (error.code.as_str(), error.line, field.unwrap().to_owned())
    };
    let found: Vec<_> = errors.iter().map(inside).collect();
    let expected = [
        ("RPC23", 10, "Version"),
        ("RPC23", 11, "Resource"),
        ("RPC23", 13, "Statement[0]"),
        ("RPC23", 13, "Statement[0].Sid"),
        ("RPC23", 14, "Statement[0].Effect"),
        ("RPC23", 15, "Statement[0].Principal.AWS"),
        ("RPC23", 15, "Statement[0].Principal.Nobody"),
        ("RPC23", 15, "Statement[0].Principal"),
        ("RPC23", 16, "Statement[0].Action[0]"),
        ("RPC23", 16, "Statement[0].Action[2]"),
        ("RPC23", 18, "Statement[0].Resource[0]"),
        ("RPC23", 18, "Statement[0].Resource[2]"),
        ("RPC23", 20, "Statement[0].Condition.StringEqual"),
        ("RPC23", 21, "Statement[0].Condition.Bool"),
        (
            "RPC10",
            22,
            "Statement[0].Condition.StringLike[\"s3:prefix\"][1]",
        ),
        (
            "RPC23",
            22,
            "Statement[0].Condition.StringLike[\"s3:prefix\"][0]",
        ),
        ("RPC25", 25, "Statement[1].Action"),
        ("RPC25", 26, "Statement[1].NotResource"),
        ("RPC24", 27, "Statement[1].Resourc"),
        ("RPC23", 27, "Statement[1].Resourc"),
        ("RPC23", 28, "Statement[2]"),
        ("RPC23", 28, "Statement[2].Sid"),
        ("RPC23", 29, "Statement[2].Action"),
        ("RPC10", 30, "Statement[2].Resource"),
        ("RPC23", 31, "Statement[3]"),
        ("RPC23", 34, "Statement[4].Resource"),
    ];
    let expected = expected.map(|(code, line, field)| (code, line, field.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_value_of_one_account_is_reported_together_with_other_errors() {
    let text = RIGHT.replace("s3:GetObject", "GetObject").replace(
        "orders/*\n",
        "orders/{{account.id}}\n    trust: organization\n",
    );
    let statement = "pairs.orders.permissions.Statement[0]";
    let action = format!("{statement}.Action");
    let resource = format!("{statement}.Resource");
    assert_eq!(
        places(&errors_of(&text)),
        [
            ("RPC23", 13, action.as_str()),
            ("RPC22", 14, resource.as_str())
        ]
    );
}

#[test]
fn a_mistyped_key_gets_a_suggestion() {
    let errors = errors_of(&RIGHT.replace("    permissions:", "    permisions:"));
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    assert!(
        messages.contains(&"unknown key `permisions`; did you mean `permissions`"),
        "{messages:?}"
    );
}

#[test]
fn permissions_that_always_exceed_the_quota_are_refused() {
    let resource = format!("arn:aws:s3:::{}", "x".repeat(10_240));
    let errors = errors_of(&RIGHT.replace("arn:aws:s3:::orders/*", &resource));
    assert_eq!(places(&errors), [("RPC26", 9, "pairs.orders.permissions")]);
}

#[test]
fn a_trust_policy_over_the_quota_is_refused() {
    let config = |units: usize| {
        let units: Vec<String> = (0..units)
            .map(|unit| format!("ou-ab12-{unit:08}"))
            .collect();
        let units = format!("{}]}}\n    trust: organization", units.join(", "));
        RIGHT.replace("ou-ab12-11111111]}", &units)
    };
    assert_eq!(errors_of(&config(30)), []);
    let errors = errors_of(&config(60));
    let field = "pairs.orders.accounts.organizational_units";
    assert_eq!(places(&errors), [("RPC27", 8, field)]);
}

#[test]
fn two_pairs_that_can_claim_the_same_family_are_refused() {
    let claims = "    task_definitions: {families: [billing, orders-*]}\n    permissions:\n";
    let first = RIGHT.replace("    permissions:\n", claims);
    let second = |unit: &str, families: &str| {
        format!(
            "{first}  other:\n    accounts: {{organizational_units: [{unit}]}}\n    task_definitions: {{families: [{families}]}}\n    {PERMISSIONS}"
        )
    };
    let clash = errors_of(&second("ou-ab12-11111111", "x, '*-api'"));
    let field = "pairs.other.task_definitions.families[1]";
    assert_eq!(places(&clash), [("RPC28", 18, field)]);
    assert_eq!(
        clash[0].message,
        "`*-api` and `orders-*` of the pair `orders` can match the same family, and both pairs can select the same account"
    );
    assert_eq!(errors_of(&second("ou-ab12-11111111", "x, 'api-*'")), []);
    assert_eq!(errors_of(&second("ou-ab12-22222222", "'*-api'")), []);
    assert_eq!(places(&errors_of(&second("r-ab12", "'*-api'"))).len(), 1);
}

#[test]
fn a_shared_role_cannot_have_the_name_of_another_pairs_role() {
    let second = "  orders-222222222222:\n    accounts: {organizational_units: [ou-ab12-22222222]}\n    trust: organization\n";
    let errors = errors_of(&with_pair(second));
    assert_eq!(
        places(&errors),
        [("RPC18", 15, "pairs.orders-222222222222")]
    );
}

#[test]
fn aliases_do_not_multiply() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    for level in 1..100 {
        text += &format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1);
    }
    let errors = errors_of(&text);
    let of_code = |code: &str| {
        errors
            .iter()
            .filter(|error| error.code.as_str() == code)
            .count()
    };
    assert_eq!(of_code("RPC03"), 100 + 2 * 99);
}

mod permissions_file {
    use super::*;

    fn errors_with(json: &str) -> Vec<ConfigError> {
        let start = RIGHT.find("    permissions:").unwrap();
        let text = format!("{}    permissions_file: p/orders.json\n", &RIGHT[..start]);
        let read = |path: &str| {
            assert_eq!(path, "p/orders.json");
            Ok(json.to_owned())
        };
        let result = Config::parse(&text, "conf/rolepair.yaml", &read);
        let errors = result.err().unwrap_or_default();
        for error in &errors {
            assert_eq!(error.file, "conf/p/orders.json");
        }
        errors
    }

    #[test]
    fn that_is_missing_is_reported_where_it_is_named() {
        let start = RIGHT.find("    permissions:").unwrap();
        let text = format!("{}    permissions_file: gone.json\n", &RIGHT[..start]);
        let errors = errors_of(&text);
        let field = "pairs.orders.permissions_file";
        assert_eq!(places(&errors), [("RPC01", 9, field)]);
        assert_eq!(
            errors[0].message,
            "`gone.json` cannot be read: entity not found"
        );
    }

    #[test]
    fn can_have_tabs_and_escapes() {
        let json = "\t{\t\"Version\"\t:\t\"2012-10-17\"\t,\n\t\"Statement\"\t:\t{\"Effect\":\"Allow\",\n\t\"Action\":\"s3:\\u0047etObject\",\"Resource\":\"arn:aws:s3:::a\\/b\"}}";
        assert_eq!(errors_with(json), []);
    }

    #[test]
    fn has_errors_with_its_own_name_and_lines() {
        for (json, expected) in [
            ("{\n\"Version\": 2012-10-17}", ("RPC02", 2, "")),
            ("", ("RPC02", 1, "")),
            ("Version: 2012-10-17", ("RPC02", 1, "")),
            (
                "{\"Version\": \"2012-10-17\",\n\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"},\n\"Version\": \"2012-10-17\"}",
                ("RPC07", 3, "Version"),
            ),
        ] {
            assert_eq!(places(&errors_with(json))[0], expected, "{json}");
        }
        let json = "{\"Version\": \"2012-10-17\",\n\"Statement\": [\n{\"Effect\": \"Allow\",\n\"Action\": \"*\",\n\"Resourc\": \"*\"}]}";
        let errors = errors_with(json);
        assert_eq!(places(&errors)[0].0, "RPC23");
        assert!(errors[0].line >= 3, "{errors:?}");
    }
}
