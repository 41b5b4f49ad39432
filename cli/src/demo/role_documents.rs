use std::collections::BTreeMap;

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use percent_encoding::percent_decode_str;
use rolepair_model::RoleArn;
use rolepair_rehearsal::Person;
use serde_json::{Value, json};

use crate::stage::ApiError;

/// A role and its policies, as IAM describes them.
#[derive(Debug)]
pub(crate) struct RoleDocuments {
    pub(crate) arn: String,
    /// The text of the trust policy.
    pub(crate) trust: String,
    /// The texts of the inline policies, by name.
    pub(crate) policies: BTreeMap<String, String>,
    /// The ARNs of attached policies.
    pub(crate) attached: Vec<String>,
}

impl RoleDocuments {
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

/// Reads a role and every policy of it; none if the role does not exist.
pub(crate) async fn read_role(
    person: &Person,
    arn: &RoleArn,
) -> Result<Option<RoleDocuments>, ApiError> {
    let iam = aws_sdk_iam::Client::new(person.config());
    let name = arn.name.as_str();
    let answer = match iam.get_role().role_name(name).send().await {
        Ok(answer) => answer,
        Err(error) if error.code() == Some("NoSuchEntity") => return Ok(None),
        Err(error) => return Err(ApiError::of("GetRole")(error)),
    };
    let Some(role) = answer.role() else {
        return Ok(None);
    };
    let names = iam
        .list_role_policies()
        .role_name(name)
        .send()
        .await
        .map_err(ApiError::of("ListRolePolicies"))?;
    let mut policies = BTreeMap::new();
    for policy in names.policy_names() {
        let answer = iam
            .get_role_policy()
            .role_name(name)
            .policy_name(policy)
            .send()
            .await
            .map_err(ApiError::of("GetRolePolicy"))?;
        policies.insert(policy.clone(), decoded(answer.policy_document()));
    }
    let attached = iam
        .list_attached_role_policies()
        .role_name(name)
        .send()
        .await
        .map_err(ApiError::of("ListAttachedRolePolicies"))?;
    Ok(Some(RoleDocuments {
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

/// The text of a document: IAM's answers have it percent-encoded.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The JSON of a policy, or its text if that is not JSON.
pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
