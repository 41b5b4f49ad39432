use rolepair_evaluator::EvaluatedPolicy;
use rolepair_model::{RoleArn, Tags};
use serde_json::Value;

use crate::{call::Call, service_error::ServiceError};

const SHORTEST: i64 = 900;
const LONGEST: i64 = 43_200;
const SESSION_POLICY: usize = 2_048;
const SESSION_TAGS: usize = 50;

/// The request of AssumeRole.
#[derive(Debug, Clone)]
pub(super) struct AssumeRoleRequest {
    pub(super) role: RoleArn,
    pub(super) session: String,
    pub(super) seconds: Option<i64>,
    pub(super) policies: Vec<Value>,
    pub(super) policy_arns: Vec<String>,
    pub(super) tags: Tags,
    pub(super) transitive: Vec<String>,
    pub(super) external_id: Option<String>,
    pub(super) source_identity: Option<String>,
}

impl AssumeRoleRequest {
    /// Reads the request of a call.
    pub(super) fn read(call: &Call) -> Result<Self, ServiceError> {
        let arn = call.input.text("RoleArn")?;
        let session = call.input.text("RoleSessionName")?;
        check_name("roleSessionName", session)?;
        let seconds = call.input.optional_number("DurationSeconds")?;
        if seconds.is_some_and(|seconds| !(SHORTEST..=LONGEST).contains(&seconds)) {
            return Err(invalid(
                "1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200",
            ));
        }
        let source_identity = call.input.optional_text("SourceIdentity")?;
        source_identity.map_or(Ok(()), |identity| check_name("sourceIdentity", identity))?;
        let tags = call.input.tags("Tags")?;
        if tags.len() > SESSION_TAGS {
            return Err(invalid(format!(
                "a session has at most {SESSION_TAGS} tags"
            )));
        }
        Ok(Self {
            role: arn
                .parse()
                .map_err(|_| invalid(format!("{arn} is invalid")))?,
            session: session.to_owned(),
            seconds,
            policies: session_policy(call)?.into_iter().collect(),
            policy_arns: policy_arns(call)?,
            tags,
            transitive: call.input.texts("TransitiveTagKeys")?,
            external_id: call.input.optional_text("ExternalId")?.map(str::to_owned),
            source_identity: source_identity.map(str::to_owned),
        })
    }

    /// The request of a service.
    pub(super) fn by_service(role: &RoleArn, session: &str) -> Result<Self, ServiceError> {
        check_name("roleSessionName", session)?;
        Ok(Self {
            role: role.clone(),
            session: session.to_owned(),
            seconds: None,
            policies: Vec::new(),
            policy_arns: Vec::new(),
            tags: Tags::new(),
            transitive: Vec::new(),
            external_id: None,
            source_identity: None,
        })
    }
}

/// The error for an input in the wrong form.
pub(super) fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "ValidationError", message)
}

fn check_name(member: &str, name: &str) -> Result<(), ServiceError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if (2..=64).contains(&name.chars().count()) && name.chars().all(allowed) {
        return Ok(());
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{{2,64}}"
    )))
}

fn session_policy(call: &Call) -> Result<Option<Value>, ServiceError> {
    let Some(text) = call.input.optional_text("Policy")? else {
        return Ok(None);
    };
    if text.chars().count() > SESSION_POLICY {
        let message = "Packed policy consumes more than 100% of allotted space";
        return Err(ServiceError::new(400, "PackedPolicyTooLarge", message));
    }
    let malformed = |message: String| ServiceError::new(400, "MalformedPolicyDocument", message);
    EvaluatedPolicy::parse(text).map_err(|error| malformed(error.to_string()))?;
    let document = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    Ok(Some(document))
}

fn policy_arns(call: &Call) -> Result<Vec<String>, ServiceError> {
    let arn = |item: &Value| item.get("arn").and_then(Value::as_str).map(str::to_owned);
    let arns: Option<Vec<String>> = call.input.list("PolicyArns")?.iter().map(arn).collect();
    arns.ok_or_else(|| invalid("an item of `PolicyArns` has no `arn`"))
}
