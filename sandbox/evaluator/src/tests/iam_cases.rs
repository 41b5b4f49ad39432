//! Compares the decisions of the evaluator with those of IAM, case by case.

use std::{fs, path::Path};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    AccessRequest, Decision, EvaluatedPolicy, Policies, Principal, RequestContext, evaluate,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    id: String,
    doc: String,
    expected: String,
    principal: String,
    action: String,
    resource: String,
    resource_account: String,
    ctx: Map<String, Value>,
    identity: Vec<Value>,
    resource_policy: Option<Value>,
    boundary: Option<Value>,
    scps: Vec<Vec<Value>>,
    rcps: Vec<Vec<Value>>,
    session: Option<Value>,
    service: Option<String>,
}

fn read(policy: &Value) -> EvaluatedPolicy {
    EvaluatedPolicy::parse(&policy.to_string()).unwrap()
}

fn read_all(policies: &[Value]) -> Vec<EvaluatedPolicy> {
    policies.iter().map(read).collect()
}

impl Case {
    fn request(&self) -> AccessRequest {
        let principal = match &self.service {
            Some(service) => Principal::service(service),
            None => Principal::role_session(self.principal.parse().unwrap(), "session"),
        };
        let mut context = RequestContext::new();
        for (key, value) in &self.ctx {
            match value {
                Value::String(value) => context.set(key, [value]),
                Value::Array(values) => {
                    context.set(key, values.iter().map(|v| v.as_str().unwrap()))
                }
                other => panic!("{}: {other}", self.id),
            }
        }
        AccessRequest {
            principal,
            action: self.action.clone(),
            resource: self.resource.clone(),
            resource_account: self.resource_account.parse().unwrap(),
            context,
        }
    }

    fn policies(&self) -> Policies {
        Policies {
            identity: read_all(&self.identity),
            resource: self.resource_policy.as_ref().map(read),
            boundary: self.boundary.as_ref().map(read),
            session: self.session.iter().map(read).collect(),
            scps: self.scps.iter().map(|level| read_all(level)).collect(),
            rcps: self.rcps.iter().map(|level| read_all(level)).collect(),
        }
    }
}

#[test]
fn every_case_is_decided_as_iam_decides_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/iam-cases.json");
    let cases: Vec<Case> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(cases.len(), 44);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let decision = evaluate(&case.request(), &case.policies());
            let answer = match decision {
                Decision::Allow => "allow",
                Decision::ExplicitDeny(_) => "explicit",
                Decision::ImplicitDeny(_) => "implicit",
            };
            let Case {
                id, doc, expected, ..
            } = case;
            (answer != expected).then(|| format!("{id} ({doc}): {decision:?}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
