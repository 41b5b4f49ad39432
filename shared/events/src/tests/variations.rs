use FindingCode::{EventAccountsDiffer, MalformedEvent, NotSuccessful, UnknownEvent};
use serde_json::{Map, json};

use super::*;
use crate::read_value;

/// The same event, with every key spelt by `spell`.
fn respelt(value: Value, spell: fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter();
            let fields = fields.map(|(key, value)| (spell(&key), respelt(value, spell)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(|item| respelt(item, spell)).collect(),
        other => other,
    }
}

fn pascal(key: &str) -> String {
    let mut characters = key.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[test]
fn text_and_parsed_json_read_alike() {
    for sample in FACTS {
        assert_eq!(read_value(&json(sample)), read(&text(sample)), "{sample}");
    }
}

#[test]
fn keys_may_be_in_any_case() {
    for sample in FACTS {
        for spell in [pascal, str::to_lowercase, str::to_uppercase] {
            let event = respelt(json(sample), spell).to_string();
            assert_eq!(read(&event), read(&text(sample)), "{event}");
        }
    }
}

#[test]
fn the_detail_type_and_every_timestamp_may_be_anything() {
    for sample in FACTS {
        let event = with(
            sample,
            &[
                ("/detail-type", json!("Something New")),
                ("/time", json!("yesterday")),
                ("/detail/eventTime", json!({"not": "a time"})),
                ("/detail/eventType", json!("AwsSomething")),
                ("/detail/eventVersion", json!("2.0")),
            ],
        );
        assert_eq!(read(&event), read(&text(sample)), "{sample}");
    }
}

#[test]
fn a_field_that_decides_nothing_may_be_missing() {
    for sample in FACTS {
        let event = without(
            sample,
            &[
                "/version",
                "/id",
                "/detail-type",
                "/time",
                "/resources",
                "/detail/eventSource",
                "/detail/awsRegion",
                "/detail/recipientAccountId",
                "/detail/userIdentity",
                "/detail/eventType",
                "/detail/eventID",
            ],
        );
        assert_eq!(read(&event), read(&text(sample)), "{sample}");
    }
}

#[test]
fn an_event_without_a_field_that_decides_is_malformed() {
    let service_details = "/detail/serviceEventDetails";
    for (sample, pointer) in [
        (CREATED, "/source"),
        (CREATED, "/account"),
        (CREATED, "/detail"),
        (CREATED, service_details),
        (
            CREATED,
            "/detail/serviceEventDetails/createAccountStatus/state",
        ),
        (
            CREATED,
            "/detail/serviceEventDetails/createAccountStatus/accountId",
        ),
        (JOINED, "/detail/serviceEventDetails/accountId"),
        (ACCEPTED, "/detail/responseElements/handshake/action"),
        (ACCEPTED, "/detail/responseElements/handshake/state"),
        (MOVED, "/detail/requestParameters/accountId"),
        (
            ENROLLED,
            "/detail/serviceEventDetails/createManagedAccountStatus/account",
        ),
        (
            ENROLLED,
            "/detail/serviceEventDetails/createManagedAccountStatus/state",
        ),
        (REGISTERED, "/region"),
    ] {
        assert_refused(&without(sample, &[pointer]), MalformedEvent);
        assert_refused(&with(sample, &[(pointer, Value::Null)]), MalformedEvent);
    }
}

#[test]
fn anything_else_than_an_event_is_malformed() {
    for wrong in [
        "",
        "not json",
        "{",
        "[]",
        "null",
        "\"x\"",
        "7",
        "{}",
        r#"{"source":"aws.ecs","detail":"cut off"}"#,
    ] {
        assert_refused(wrong, MalformedEvent);
    }
}

#[test]
fn an_event_nested_too_deep_is_malformed() {
    assert_refused(
        &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        MalformedEvent,
    );
}

#[test]
fn an_event_that_is_cut_off_anywhere_is_malformed() {
    for sample in FACTS {
        let event = json(sample).to_string();
        for end in 0..event.len() {
            let finding = read(&event[..end]).unwrap_err();
            assert_eq!(finding.code, MalformedEvent, "{sample} {end}");
        }
    }
}

#[test]
fn an_event_of_another_source_is_skipped() {
    for source in [
        "aws.s3",
        "custom",
        "AWS.organizations",
        "aws.organizations ",
    ] {
        let event = with(CREATED, &[("/source", json!(source))]);
        assert_eq!(code(read(&event)), UnknownEvent, "{source}");
    }
}

#[test]
fn an_event_that_names_no_call_is_skipped() {
    let event = without(REGISTERED, &["/detail/eventName"]);
    assert_eq!(code(read(&event)), UnknownEvent);
}

/// The event with `"key":value,` in front of every `"key":` it has.
fn repeated(sample: &str, key: &str, value: &str) -> String {
    let compact = json(sample).to_string();
    let field = format!("\"{key}\":");
    assert!(compact.contains(&field), "{key}");
    compact.replace(&field, &format!("{field}{value},{field}"))
}

#[test]
fn a_repeated_key_that_decides_nothing_may_disagree() {
    let event = repeated(CREATED, "readOnly", "true");
    assert_eq!(read(&event), Ok(joined("333333333333")));
    let event = repeated(CREATED, "completedTimestamp", "[]");
    assert_eq!(read(&event), Ok(joined("333333333333")));
}

#[test]
fn a_repeated_key_may_have_the_same_value_or_none() {
    for value in ["\"RegisterTaskDefinition\"", "null", "\"****\""] {
        let event = repeated(REGISTERED, "eventName", value);
        assert_eq!(read(&event), read(&text(REGISTERED)), "{value}");
    }
}

#[test]
fn a_repeated_key_that_decides_and_disagrees_is_refused() {
    for (sample, key, value) in [
        (CREATED, "state", "\"FAILED\""),
        (CREATED, "account", "\"222222222222\""),
        (JOINED, "eventName", "\"MoveAccount\""),
        (MOVED, "accountId", "\"222222222222\""),
        (
            REGISTERED,
            "taskDefinitionArn",
            "\"arn:aws:ecs:eu-west-1:333333333333:task-definition/orders:6\"",
        ),
        (REGISTERED, "region", "\"eu-west-2\""),
    ] {
        let event = repeated(sample, key, value);
        assert_refused(&event, MalformedEvent);
    }
}

#[test]
fn the_same_key_in_two_cases_is_a_repeated_key() {
    let event = with(
        MOVED,
        &[("/detail/requestParameters/ACCOUNTID", json!("222222222222"))],
    );
    assert_refused(&event, MalformedEvent);
}

#[test]
fn a_joined_account_may_be_nested_at_any_depth() {
    let details = "/detail/serviceEventDetails";
    for nested in [
        json!({"accountId": "333333333333"}),
        json!({"AccountId": "333333333333", "joinedMethod": "CREATED"}),
        json!({"accountJoinedOrganization": {"accountId": "333333333333"}}),
        json!({"joined": {"account": {"accountId": "333333333333"}}}),
        json!({"accountId": "333333333333", "status": {"accountId": "333333333333"}}),
    ] {
        let event = with(JOINED, &[(details, nested.clone())]);
        assert_eq!(read(&event), Ok(joined("333333333333")), "{nested}");
    }
    let event = with(
        JOINED,
        &[
            (details, Value::Null),
            (
                "/detail/requestParameters",
                json!({"accountId": "333333333333"}),
            ),
        ],
    );
    assert_eq!(read(&event), Ok(joined("333333333333")));
}

#[test]
fn the_status_of_an_account_may_be_less_nested() {
    let details = "/detail/serviceEventDetails";
    let flat = json!({"state": "SUCCEEDED", "accountId": "333333333333"});
    let account = json!({"state": "SUCCEEDED", "account": {"accountId": "333333333333"}});
    let in_status = json!({"createManagedAccountStatus": flat});
    for (sample, nested) in [
        (CREATED, &flat),
        (ENROLLED, &flat),
        (ENROLLED, &account),
        (ENROLLED, &in_status),
    ] {
        let event = with(sample, &[(details, nested.clone())]);
        assert_eq!(read(&event), Ok(joined("333333333333")), "{nested}");
    }
}

#[test]
fn two_different_joined_accounts_are_refused() {
    let nested = json!({"accountId": "333333333333", "status": {"accountId": "444444444444"}});
    let event = with(JOINED, &[("/detail/serviceEventDetails", nested)]);
    assert_refused(&event, MalformedEvent);
}

#[test]
fn an_account_may_have_joined_in_any_way() {
    for method in ["Created", "CREATED", "Invited", "INVITED", "Adopted"] {
        let event = with(
            JOINED,
            &[("/detail/serviceEventDetails/joinedMethod", json!(method))],
        );
        assert_eq!(read(&event), Ok(joined("333333333333")), "{method}");
    }
}

#[test]
fn enumerated_values_may_be_in_any_case() {
    let handshake = "/detail/responseElements/handshake";
    let event = with(
        ACCEPTED,
        &[
            (&format!("{handshake}/action"), json!("invite")),
            (&format!("{handshake}/state"), json!("Accepted")),
        ],
    );
    assert_eq!(read(&event), Ok(joined("444444444444")));
    let state = "/detail/serviceEventDetails/createAccountStatus/state";
    let event = with(CREATED, &[(state, json!("Succeeded"))]);
    assert_eq!(read(&event), Ok(joined("333333333333")));
    let origin = [
        ("/detail/eventSource", json!("ECS.AMAZONAWS.COM")),
        ("/detail/awsRegion", json!("EU-WEST-1")),
    ];
    assert_eq!(read(&with(REGISTERED, &origin)), read(&text(REGISTERED)));
}

#[test]
fn a_failed_enrolment_or_creation_is_not_a_new_account() {
    for state in ["FAILED", "IN_PROGRESS", "PARTIALLY"] {
        for (sample, status) in [
            (CREATED, "createAccountStatus"),
            (ENROLLED, "createManagedAccountStatus"),
        ] {
            let pointer = format!("/detail/serviceEventDetails/{status}/state");
            let event = with(sample, &[(&pointer, json!(state))]);
            assert_eq!(code(read(&event)), NotSuccessful, "{sample} {state}");
        }
    }
}

#[test]
fn a_call_that_failed_is_skipped() {
    for sample in FACTS {
        let event = with(sample, &[("/detail/errorCode", json!("AccessDenied"))]);
        assert_eq!(code(read(&event)), NotSuccessful, "{sample}");
    }
}

#[test]
fn a_registration_whose_answer_is_cut_off_names_its_family() {
    let answer = "/detail/responseElements";
    let arn = "/detail/responseElements/taskDefinition/taskDefinitionArn";
    for event in [
        without(REGISTERED, &[answer]),
        with(REGISTERED, &[(answer, Value::Null)]),
        with(
            REGISTERED,
            &[(answer, json!("{\"taskDefinition\":{\"taskDef"))],
        ),
        with(REGISTERED, &[(answer, json!({"omitted": true}))]),
        without(REGISTERED, &[arn]),
        with(REGISTERED, &[(arn, json!("****"))]),
        with(
            REGISTERED,
            &[(arn, json!("HIDDEN_DUE_TO_SECURITY_REASONS"))],
        ),
    ] {
        assert_eq!(read(&event), Ok(registered("orders")), "{event}");
    }
}

#[test]
fn a_registration_whose_request_is_cut_off_names_its_arn() {
    for request in [
        Value::Null,
        json!("{\"family\":\"ord"),
        json!({"family": "****"}),
    ] {
        let event = with(REGISTERED, &[("/detail/requestParameters", request)]);
        let arn = "arn:aws:ecs:eu-west-1:333333333333:task-definition/orders:7";
        assert_eq!(read(&event), Ok(registered(arn)), "{event}");
    }
}

#[test]
fn a_registration_without_its_request_and_its_arn_names_the_family_of_its_answer() {
    let answer = json!({"taskDefinition": {"family": "orders"}});
    let event = with(
        REGISTERED,
        &[
            ("/detail/requestParameters", Value::Null),
            ("/detail/responseElements", answer),
        ],
    );
    assert_eq!(read(&event), Ok(registered("orders")));
}

#[test]
fn a_registration_that_names_nothing_is_malformed() {
    let event = with(
        REGISTERED,
        &[
            ("/detail/requestParameters", json!("cut")),
            ("/detail/responseElements", json!("cut")),
        ],
    );
    assert_refused(&event, MalformedEvent);
}

#[test]
fn a_registration_that_names_something_impossible_is_malformed() {
    let arn = "/detail/responseElements/taskDefinition/taskDefinitionArn";
    assert_refused(
        &with(REGISTERED, &[(arn, json!("orders:7"))]),
        MalformedEvent,
    );
    let family = "/detail/requestParameters/family";
    assert_refused(
        &with(REGISTERED, &[(family, json!("../x\n"))]),
        MalformedEvent,
    );
    assert_refused(
        &with(REGISTERED, &[(family, json!("billing"))]),
        MalformedEvent,
    );
}

#[test]
fn an_event_whose_account_region_and_arn_disagree_is_refused() {
    let arn = "/detail/responseElements/taskDefinition/taskDefinitionArn";
    let definition = |place: &str| json!(format!("arn:{place}:task-definition/orders:7"));
    for (pointer, value) in [
        ("/account", json!("444444444444")),
        ("/region", json!("eu-west-2")),
        ("/detail/recipientAccountId", json!("444444444444")),
        ("/detail/awsRegion", json!("us-east-1")),
        ("/detail/eventSource", json!("organizations.amazonaws.com")),
        (arn, definition("aws:ecs:eu-west-1:444444444444")),
        (arn, definition("aws:ecs:eu-west-2:333333333333")),
        (arn, definition("aws-cn:ecs:eu-west-1:333333333333")),
    ] {
        assert_refused(&with(REGISTERED, &[(pointer, value)]), EventAccountsDiffer);
    }
}

#[test]
fn a_finding_shows_one_short_line_of_an_event() {
    let event = with(REGISTERED, &[("/account", json!("`\n".repeat(1_000)))]);
    let finding = read(&event).unwrap_err();
    assert!(
        finding.message.len() < 200 && !finding.message.contains('\n'),
        "{finding}"
    );
    // The two around the text are ours.
    assert_eq!(finding.message.matches('`').count(), 2, "{finding}");
}

#[test]
fn a_finding_says_where_the_event_comes_from() {
    let origin = |event: &str| {
        let about = read(event).unwrap_err().about;
        (
            about.account.map(|account| account.to_string()),
            about.region.map(|region| region.to_string()),
        )
    };
    let known = |text: &str| Some(text.to_owned());
    let arn = "/detail/responseElements/taskDefinition/taskDefinitionArn";
    assert_eq!(
        origin(&with(REGISTERED, &[(arn, json!("no ARN"))])),
        (known("333333333333"), known("eu-west-1"))
    );
    assert_eq!(
        origin(&with(REGISTERED, &[("/account", json!("somebody"))])),
        (None, known("eu-west-1"))
    );
}
