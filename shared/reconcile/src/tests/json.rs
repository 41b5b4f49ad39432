use rolepair_model::FindingCode;
use serde_json::{Value, json};

use super::support::*;
use crate::{Expectation, PortError, Refusal, Report, Status};

#[tokio::test(start_paused = true)]
async fn a_report_has_stable_names_in_json() {
    let (config, fake) = (config(), organization());
    let outcome = converge(&config, &fake, Expectation::New).await.unwrap();
    let value = serde_json::to_value(&outcome).unwrap();
    assert_eq!(value["status"], "changed");
    assert_eq!(value["findings"], json!([]));
    assert_eq!(value.get("dry_run"), None);
    let first = &value["changes"][0];
    assert_eq!(first["account"], TEAM);
    assert_eq!(first["pair"], "orders");
    assert_eq!(first["change"], "create-role");
    assert_eq!(
        first["role"],
        "arn:aws:iam::333333333333:role/rolepair/rolepair-orders"
    );
    deploy(&fake, "orders", "app:1");
    let outcome = patch(&config, &fake).await.unwrap();
    assert_eq!(
        serde_json::to_value(outcome.changes()).unwrap(),
        json!([{
            "account": TEAM,
            "pair": "orders",
            "change": "register-task-definition",
            "region": "eu-west-1",
            "family": "orders",
            "from": 1,
            "revision": 2,
        }])
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_report_has_the_same_names_and_a_message() {
    let fake = organization();
    deploy(&fake, "orders", "app:1");
    let failure = patch(&config(), &fake).await.unwrap_err();
    let value = serde_json::to_value(&failure).unwrap();
    let fields: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["status", "message", "changes", "findings"]);
    assert_eq!(value["status"], "transient");
    assert_eq!(value["changes"], json!([]));
    assert_eq!(value["findings"][0]["code"], "RP202");
    assert_eq!(value["findings"][0]["severity"], "blocking");
    assert_ne!(value["message"], Value::Null);
}

#[test]
fn a_failure_is_one_line_with_the_operation_and_every_source() {
    #[derive(Debug, thiserror::Error)]
    #[error("service\nerror")]
    struct Outer(#[source] std::io::Error);
    let source = Outer(std::io::Error::other("connection\tcut"));
    let error = PortError::transient("iam:CreateRole", source);
    let failure = Report::failed([error.into()]);
    assert_eq!(
        failure.to_string(),
        "iam:CreateRole failed; a retry may succeed: service error: connection cut"
    );
    assert_eq!(failure.status(), Status::Transient);
}

#[test]
fn what_a_person_has_to_do_about_a_refusal_is_a_finding_of_its_own() {
    let refused = |reason| PortError::refused_for(reason, "iam:CreateRole", "`Code`: a\nreason");
    for (reason, code, expected) in [
        (
            Refusal::AccessDenied,
            Some(FindingCode::AccessDenied),
            "RP308 iam:CreateRole: access is denied: `Code`: a reason",
        ),
        (
            Refusal::Quota,
            Some(FindingCode::Quota),
            "RP210 iam:CreateRole: a quota is reached: `Code`: a reason",
        ),
        (
            Refusal::Other,
            None,
            "iam:CreateRole was refused: `Code`: a reason",
        ),
    ] {
        let twice = [refused(reason).into(), refused(reason).into()];
        let failure = Report::failed(twice);
        assert_eq!(failure.status(), Status::Refused);
        let findings = failure.findings().iter().map(ToString::to_string);
        let findings: Vec<String> = findings.collect();
        if let Some(code) = code {
            let expected = format!("{expected}. Cure: {}", code.cure());
            assert_eq!(
                findings,
                [expected.as_str()],
                "what is said twice is said once"
            );
            assert_eq!(failure.to_string(), expected);
        } else {
            assert!(findings.is_empty());
            assert_eq!(failure.to_string(), format!("{expected}; {expected}"));
        }
    }
}
