//! What a rendered permissions template allows.

use proptest::prelude::*;
use rolepair_model::{Account, AccountState};
use rolepair_policy::{PermissionsTemplate, TemplateValues};
use serde_json::json;

use crate::{
    AccessRequest, Decision, EvaluatedPolicy, Policies, Principal, RequestContext, evaluate,
};

fn account(team: &str) -> Account {
    Account {
        id: "222222222222".parse().unwrap(),
        name: "a".to_owned(),
        path: "o-a1b2c3d4e5/r-ab12/".parse().unwrap(),
        tags: [("team".to_owned(), team.to_owned())].into(),
        state: AccountState::Active,
    }
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
    fn a_value_allows_only_resources_with_that_value(
        team in any_value(),
        table in "[a-z]{1,3}(-[a-z]{1,3}){0,2}",
    ) {
        let template = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "dynamodb:GetItem",
            "Resource": "arn:aws:dynamodb:*:{{resource_account.id}}:table/{{account.tags.team}}-*"
        }});
        let template = PermissionsTemplate::parse(&template).unwrap();
        let account = account(&team);
        let values = TemplateValues {
            partition: &"aws".parse().unwrap(),
            resource_account: &"111111111111".parse().unwrap(),
            account: Some(&account),
        };
        if let Ok(document) = template.render(&values) {
            let request = AccessRequest {
                principal: Principal::role_session("arn:aws:iam::111111111111:role/r".parse().unwrap(), "s"),
                action: "dynamodb:GetItem".to_owned(),
                resource: format!("arn:aws:dynamodb:eu-west-1:111111111111:table/{table}"),
                resource_account: "111111111111".parse().unwrap(),
                context: RequestContext::new(),
            };
            let policies = Policies { identity: vec![EvaluatedPolicy::from(&document)], ..Policies::default() };
            let has_value = table.starts_with(&format!("{team}-"));
            prop_assert_eq!(evaluate(&request, &policies) == Decision::Allow, has_value);
        }
    }
}
