use super::*;
use crate::scripted_http::{ScriptedHttp, Sent};

const ROLE: &str = "arn:aws:iam::222222222222:role/rolepair/rolepair-orders";

async fn roles(script: &ScriptedHttp) -> AccountRoles {
    AccountRoles::new(Client::new(&script.sdk_config().await))
}

fn role() -> RoleArn {
    ROLE.parse().unwrap()
}

/// The operation of a request in the query protocol.
fn action(sent: &Sent) -> &str {
    let field = sent.body.split('&').find_map(|f| f.strip_prefix("Action="));
    field.unwrap()
}

fn answer(operation: &str, result: &str) -> (u16, String) {
    let text = format!(
        "<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>"
    );
    (200, text)
}

fn error(code: &str, message: &str) -> (u16, String) {
    let error = format!("<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>");
    let text =
        format!("<ErrorResponse><Error>{error}</Error><RequestId>r-1</RequestId></ErrorResponse>");
    (if code == "NoSuchEntity" { 404 } else { 409 }, text)
}

const DESCRIBED: &str = "<Role>\
    <Path>/rolepair/</Path><RoleName>rolepair-orders</RoleName><RoleId>AROA1</RoleId>\
    <Arn>arn:aws:iam::222222222222:role/rolepair/rolepair-orders</Arn>\
    <CreateDate>2026-01-01T00:00:00Z</CreateDate>\
    <AssumeRolePolicyDocument>%7B%22a%22%3A%22b%2Bc%22%7D</AssumeRolePolicyDocument>\
    <PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::222222222222:policy/b\
    </PermissionsBoundaryArn></PermissionsBoundary>\
    <Tags><member><Key>rolepair:pair</Key><Value>orders</Value></member></Tags>\
    </Role>";

fn account_with_the_role() -> ScriptedHttp {
    ScriptedHttp::new(|sent| match action(sent) {
        "GetRole" => answer("GetRole", DESCRIBED),
        "GetRolePolicy" => answer(
            "GetRolePolicy",
            "<RoleName>r</RoleName><PolicyName>rolepair</PolicyName>\
             <PolicyDocument>%7B%22x%22%3A1%7D</PolicyDocument>",
        ),
        "ListRolePolicies" if !sent.body.contains("Marker=") => answer(
            "ListRolePolicies",
            "<PolicyNames><member>rolepair</member></PolicyNames>\
             <IsTruncated>true</IsTruncated><Marker>m</Marker>",
        ),
        "ListRolePolicies" => answer(
            "ListRolePolicies",
            "<PolicyNames><member>other</member></PolicyNames><IsTruncated>false</IsTruncated>",
        ),
        _ => answer(
            "ListAttachedRolePolicies",
            "<AttachedPolicies><member><PolicyName>p</PolicyName>\
             <PolicyArn>arn:aws:iam::aws:policy/p</PolicyArn></member></AttachedPolicies>\
             <IsTruncated>false</IsTruncated>",
        ),
    })
}

#[tokio::test]
async fn a_role_is_observed_with_every_page_and_its_documents_decoded() {
    let observed = roles(&account_with_the_role()).await;
    let observed = observed.observe(&role(), "rolepair").await.unwrap();
    let expected = ObservedRole {
        arn: ROLE.to_owned(),
        trust: r#"{"a":"b+c"}"#.to_owned(),
        policy: Some(r#"{"x":1}"#.to_owned()),
        other_inline: ["other".to_owned()].into(),
        attached: ["arn:aws:iam::aws:policy/p".to_owned()].into(),
        boundary: Some("arn:aws:iam::222222222222:policy/b".to_owned()),
        tags: [("rolepair:pair".to_owned(), "orders".to_owned())].into(),
    };
    assert_eq!(observed, Some(expected));
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_none() {
    let script =
        ScriptedHttp::new(|_| error("NoSuchEntity", "The role with name r cannot be found."));
    let observed = roles(&script).await.observe(&role(), "rolepair").await;
    assert_eq!(observed.unwrap(), None);
}

#[tokio::test]
async fn a_role_without_our_policy_is_observed_without_it() {
    let there = account_with_the_role();
    let script = ScriptedHttp::new(move |sent| match action(sent) {
        "GetRolePolicy" => error(
            "NoSuchEntity",
            "The role policy with name p cannot be found.",
        ),
        _ => there.answer(sent),
    });
    let observed = roles(&script).await.observe(&role(), "rolepair").await;
    assert_eq!(observed.unwrap().unwrap().policy, None);
}

async fn apply(change: RoleChange, reply: (u16, String)) -> (Result<Applied, PortError>, String) {
    let script = ScriptedHttp::new(move |_| reply.clone());
    let applied = roles(&script).await.apply(&change).await;
    let sent = script.sent();
    assert_eq!(sent.len(), 1, "one call for one change");
    (applied, sent[0].body.clone())
}

fn trust() -> rolepair_policy::Document {
    rolepair_policy::Document::parse(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#,
    )
    .unwrap()
}

fn create() -> RoleChange {
    RoleChange::CreateRole {
        role: role(),
        description: "d".to_owned(),
        trust: trust(),
        boundary: "arn:aws:iam::222222222222:policy/b".parse().unwrap(),
        tags: [("k".to_owned(), "v".to_owned())].into(),
    }
}

#[tokio::test]
async fn a_role_is_created_whole_in_one_call() {
    let (applied, body) = apply(create(), answer("CreateRole", DESCRIBED)).await;
    assert_eq!(applied.unwrap(), Applied::Done);
    for part in [
        "Action=CreateRole",
        "Path=%2Frolepair%2F",
        "RoleName=rolepair-orders",
        "PermissionsBoundary=arn%3Aaws%3Aiam%3A%3A222222222222%3Apolicy%2Fb",
        "Tags.member.1.Key=k&Tags.member.1.Value=v",
    ] {
        assert!(body.contains(part), "{part} is not in {body}");
    }
}

#[tokio::test]
async fn a_role_that_exists_already_is_not_an_error() {
    let (applied, _) = apply(create(), error("EntityAlreadyExists", "exists")).await;
    assert_eq!(applied.unwrap(), Applied::AlreadyThere);
}

#[tokio::test]
async fn the_meaning_of_a_missing_thing_depends_on_the_change() {
    let no_role = || error("NoSuchEntity", "The role with name r cannot be found.");
    let no_policy = || error("NoSuchEntity", "Policy p was not found.");
    let detach = || RoleChange::DetachPolicy {
        role: role(),
        policy: "arn:aws:iam::aws:policy/p".to_owned(),
    };
    let bound = || RoleChange::SetBoundary {
        role: role(),
        boundary: "arn:aws:iam::222222222222:policy/b".parse().unwrap(),
    };
    for change in [detach(), bound(), create_trust()] {
        let (applied, _) = apply(change, no_role()).await;
        assert_eq!(applied.unwrap(), Applied::Gone);
    }
    let (applied, _) = apply(detach(), no_policy()).await;
    assert_eq!(applied.unwrap(), Applied::Done);
    let (applied, _) = apply(bound(), no_policy()).await;
    assert!(applied.unwrap_err().is_transient());
}

fn create_trust() -> RoleChange {
    RoleChange::SetTrust {
        role: role(),
        trust: trust(),
    }
}

#[tokio::test]
async fn every_change_is_the_one_call_it_names() {
    let tags = || [("k".to_owned(), "v".to_owned())].into();
    let changes = [
        (create_trust(), "UpdateAssumeRolePolicy"),
        (
            RoleChange::PutPolicy {
                role: role(),
                policy_name: "rolepair".to_owned(),
                policy: trust(),
            },
            "PutRolePolicy",
        ),
        (
            RoleChange::DeletePolicy {
                role: role(),
                policy_name: "x".to_owned(),
            },
            "DeleteRolePolicy",
        ),
        (
            RoleChange::DetachPolicy {
                role: role(),
                policy: "arn:aws:iam::aws:policy/p".to_owned(),
            },
            "DetachRolePolicy",
        ),
        (
            RoleChange::SetBoundary {
                role: role(),
                boundary: "arn:aws:iam::222222222222:policy/b".parse().unwrap(),
            },
            "PutRolePermissionsBoundary",
        ),
        (
            RoleChange::TagRole {
                role: role(),
                tags: tags(),
            },
            "TagRole",
        ),
    ];
    for (change, operation) in changes {
        let (applied, body) = apply(change, answer(operation, "")).await;
        assert_eq!(applied.unwrap(), Applied::Done);
        assert!(body.contains(&format!("Action={operation}&")), "{body}");
        assert!(body.contains("RoleName=rolepair-orders"), "{body}");
    }
}
