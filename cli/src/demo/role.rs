use std::collections::BTreeMap;

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use percent_encoding::percent_decode_str;
use rolepair_model::RoleArn;
use serde_json::{Value, json};

use crate::demo::new_account::parsed;
use crate::demo::person::{Person, Refusal, refusal};

/// A role, as IAM tells of it.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) arn: String,
    /// The trust policy's text.
    pub(crate) trust: String,
    /// The inline policies' texts by their names.
    pub(crate) policies: BTreeMap<String, String>,
    /// The ARNs of attached policies.
    pub(crate) attached: Vec<String>,
}

impl Role {
    pub(crate) fn trust_value(&self) -> Value {
        parsed(&self.trust)
    }

    pub(crate) fn evidence(&self) -> Value {
        let policies: BTreeMap<&String, Value> = self
            .policies
            .iter()
            .map(|(name, text)| (name, parsed(text)))
            .collect();
        json!({
            "arn": self.arn,
            "trust": self.trust_value(),
            "policies": policies,
            "attached": self.attached,
        })
    }
}

/// Reads a role and every policy on it; none where there is no such role.
pub(crate) async fn read_role(person: &Person, arn: &RoleArn) -> Result<Option<Role>, Refusal> {
    let iam = person.iam();
    let name = arn.name.as_str();
    let answer = match iam.get_role().role_name(name).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("NoSuchEntity") => return Ok(None),
        Err(error) => return Err(refusal("GetRole", error)),
    };
    let Some(role) = answer.role() else {
        return Ok(None);
    };
    let names = iam
        .list_role_policies()
        .role_name(name)
        .send()
        .await
        .map_err(|error| refusal("ListRolePolicies", error))?;
    let mut policies = BTreeMap::new();
    for policy in names.policy_names() {
        let answer = iam
            .get_role_policy()
            .role_name(name)
            .policy_name(policy)
            .send()
            .await
            .map_err(|error| refusal("GetRolePolicy", error))?;
        policies.insert(policy.clone(), decoded(answer.policy_document()));
    }
    let attached = iam
        .list_attached_role_policies()
        .role_name(name)
        .send()
        .await
        .map_err(|error| refusal("ListAttachedRolePolicies", error))?;
    Ok(Some(Role {
        arn: role.arn().to_owned(),
        trust: decoded(role.assume_role_policy_document().unwrap_or_default()),
        policies,
        attached: attached
            .attached_policies()
            .iter()
            .filter_map(|policy| policy.policy_arn().map(str::to_owned))
            .collect(),
    }))
}

/// IAM answers with its documents percent-encoded.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
