use FindingCode::{EventAccountsDiffer, MalformedEvent, NotSuccessful, UnknownEvent};
use serde_json::json;

use super::*;

#[test]
fn only_an_accepted_invitation_is_an_account_that_joined() {
    let handshake = "/detail/responseElements/handshake";
    for action in [
        "ENABLE_ALL_FEATURES",
        "APPROVE_ALL_FEATURES",
        "TRANSFER_RESPONSIBILITY",
    ] {
        let event = with(ACCEPTED, &[(&format!("{handshake}/action"), json!(action))]);
        assert_eq!(code(read(&event)), UnknownEvent, "{action}");
    }
    for state in ["OPEN", "DECLINED", "CANCELED", "EXPIRED", "REQUESTED"] {
        let event = with(ACCEPTED, &[(&format!("{handshake}/state"), json!(state))]);
        assert_eq!(code(read(&event)), NotSuccessful, "{state}");
    }
}

#[test]
fn the_management_account_may_send_the_accepted_invitation_too() {
    let details = json(ACCEPTED)
        .pointer("/detail/responseElements")
        .unwrap()
        .clone();
    let management = json!("111111111111");
    let copy = [
        ("/account", management.clone()),
        ("/detail/recipientAccountId", management),
    ];
    assert_eq!(read(&with(ACCEPTED, &copy)), Ok(joined("444444444444")));
    let mut service_event = copy.to_vec();
    service_event.push(("/detail/responseElements", Value::Null));
    service_event.push(("/detail/serviceEventDetails", details));
    assert_eq!(
        read(&with(ACCEPTED, &service_event)),
        Ok(joined("444444444444"))
    );
}

#[test]
fn an_invitation_for_another_account_is_refused() {
    let event = with(
        ACCEPTED,
        &[
            ("/account", json!("555555555555")),
            ("/detail/recipientAccountId", json!("555555555555")),
        ],
    );
    assert_refused(&event, EventAccountsDiffer);
}

#[test]
fn only_an_arn_of_organizations_names_the_owner_of_a_handshake() {
    let management = json!("111111111111");
    let arn = "arn:aws:iam::111111111111:handshake/o-a1b2c3d4e5/invite/h-1a2b3c4d";
    let event = with(
        ACCEPTED,
        &[
            ("/account", management.clone()),
            ("/detail/recipientAccountId", management),
            ("/detail/responseElements/handshake/arn", json!(arn)),
        ],
    );
    assert_refused(&event, EventAccountsDiffer);
}

#[test]
fn an_invitation_without_parties_is_read_from_its_resources() {
    let parties = "/detail/responseElements/handshake/parties";
    assert_eq!(
        read(&without(ACCEPTED, &[parties])),
        Ok(joined("444444444444"))
    );
    let resources = "/detail/responseElements/handshake/resources";
    assert_refused(&without(ACCEPTED, &[parties, resources]), MalformedEvent);
}
