//! AssumeRole, for callers and for services.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use rolepair_model::{RoleArn, Tags};
use rolepair_policy::EvaluatedPolicy;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::state::AccessKey;
use crate::{
    authorize::Ask,
    aws_service::AwsService,
    call::Call,
    caller::{Caller, Principal, Session},
    clock,
    credentials::Credentials,
    identifiers,
    operation::Reply,
    service_error::ServiceError,
    services::iam::{self, Grants, Role},
    world::World,
};

const SHORTEST: i64 = 900;
const LONGEST: i64 = 43_200;
/// How long a session made by a session lasts at the most, whatever the role allows.
const CHAINED: i64 = 3_600;
const SESSION_POLICY: usize = 2_048;
const SESSION_TAGS: usize = 50;

/// What AssumeRole is asked for.
#[derive(Debug, Clone)]
struct Asked {
    role: RoleArn,
    session: String,
    seconds: Option<i64>,
    policies: Vec<Value>,
    policy_arns: Vec<String>,
    tags: Tags,
    transitive: Vec<String>,
    external_id: Option<String>,
    source_identity: Option<String>,
}

pub(crate) fn assume_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let asked = read(call)?;
    let (_, role) = admitted(call, world, &asked, &[])?;
    let (role_id, arn) = (role.id.clone(), role.arn.clone());
    let seconds = seconds(call, role, &asked)?;
    let session = session(call, world, asked, role)?;
    let expires = world.now() + Duration::seconds(seconds);
    let user_id = format!("{role_id}:{}", session.name);
    let identity = session.source_identity.clone();
    let (credentials, caller) = issue(world, arn, session, Some(expires));
    Ok(json!({
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
            "Expiration": clock::iso(expires),
        },
        "AssumedRoleUser": { "AssumedRoleId": user_id, "Arn": caller.arn() },
        "SourceIdentity": identity,
    })
    .into())
}

/// A session for a service that assumes a role on somebody's behalf, such as ECS for a task:
/// `context` holds `aws:SourceAccount` and `aws:SourceArn`. `seconds` of none: it never ends.
pub(crate) fn assume_as_service(
    world: &mut World,
    service: &str,
    role: &RoleArn,
    session_name: &str,
    context: &[(&str, &str)],
    seconds: Option<i64>,
) -> Result<Credentials, ServiceError> {
    let caller = Caller {
        account: role.account.clone(),
        access_key_id: String::new(),
        principal: Principal::Service(service.to_owned()),
    };
    let call = Call::of_service(world, AwsService::Sts, "AssumeRole", caller);
    let asked = Asked {
        role: role.clone(),
        session: session_name.to_owned(),
        seconds,
        policies: Vec::new(),
        policy_arns: Vec::new(),
        tags: Tags::new(),
        transitive: Vec::new(),
        external_id: None,
        source_identity: None,
    };
    check_name("roleSessionName", session_name)?;
    let (_, target) = admitted(&call, world, &asked, context)?;
    let session = session(&call, world, asked, target)?;
    let expires = seconds.map(|seconds| world.now() + Duration::seconds(seconds));
    Ok(issue(world, role.clone(), session, expires).0)
}

fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "ValidationError", message)
}

fn read(call: &Call) -> Result<Asked, ServiceError> {
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
            "a session has {SESSION_TAGS} tags at the most"
        )));
    }
    Ok(Asked {
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

/// The role, once its trust policy and the caller's policies let the caller assume it. A role that
/// is not there is refused like one that does not trust the caller.
fn admitted<'a>(
    call: &Call,
    world: &'a World,
    asked: &Asked,
    context: &[(&str, &str)],
) -> Result<(&'a Grants, &'a Role), ServiceError> {
    let arn = asked.role.to_string();
    let target = world
        .iam
        .get(&asked.role.account)
        .and_then(|state| state.role(asked.role.name.as_str()).ok())
        .filter(|role| role.arn == asked.role);
    let Some((role, grants)) = target.and_then(|role| Some((role, role.seen(world.now())?))) else {
        return Err(call.access_denied(format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            call.caller.arn()
        )));
    };
    let trust = iam::trust_in_force(world, &grants.trust);
    let ask = |action: &str| {
        let ask = Ask::new(action, arn.clone())
            .in_account(&asked.role.account)
            .with_resource_policy(Some(trust.clone()))
            .with_resource_tags(&role.tags)
            .with_request_tags(&asked.tags)
            .with("sts:RoleSessionName", &asked.session);
        let ask = context
            .iter()
            .fold(ask, |ask, (key, value)| ask.with(*key, *value));
        let optional = [
            ("sts:ExternalId", &asked.external_id),
            ("sts:SourceIdentity", &asked.source_identity),
        ];
        optional
            .into_iter()
            .fold(ask, |ask, (key, value)| match value {
                Some(value) => ask.with(key, value),
                None => ask,
            })
    };
    call.authorize(world, &ask("sts:AssumeRole"))?;
    if !asked.tags.is_empty() {
        call.authorize(world, &ask("sts:TagSession"))?;
    }
    if asked.source_identity.is_some()
        || inherited(&call.caller).is_some_and(|session| session.source_identity.is_some())
    {
        call.authorize(world, &ask("sts:SetSourceIdentity"))?;
    }
    Ok((grants, role))
}

/// The session that assumes another role, where it is one.
fn inherited(caller: &Caller) -> Option<&Session> {
    match &caller.principal {
        Principal::Session(session) => Some(session),
        Principal::User { .. } | Principal::Service(_) => None,
    }
}

fn seconds(call: &Call, role: &Role, asked: &Asked) -> Result<i64, ServiceError> {
    let seconds = asked.seconds.unwrap_or(CHAINED);
    if inherited(&call.caller).is_some() && seconds > CHAINED {
        return Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if seconds > role.max_session_seconds {
        return Err(invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(seconds)
}

fn session(call: &Call, world: &World, asked: Asked, role: &Role) -> Result<Session, ServiceError> {
    let state = world.iam.get(&role.arn.account);
    let mut policies = asked.policies;
    for arn in &asked.policy_arns {
        let document = state.and_then(|state| state.policy_document(arn));
        policies
            .push(document.ok_or_else(|| invalid(format!("PolicyArns: {arn} does not exist")))?);
    }
    let before = inherited(&call.caller);
    let mut tags = Tags::new();
    let mut transitive = asked.transitive;
    for key in before
        .iter()
        .flat_map(|session| &session.transitive_tag_keys)
    {
        if let Some(value) = before.and_then(|session| session.tags.get(key)) {
            tags.insert(key.clone(), value.clone());
            transitive.push(key.clone());
        }
    }
    if let Some(key) = asked.tags.keys().find(|key| tags.contains_key(*key)) {
        return Err(call.access_denied(format!(
            "the transitive session tag `{key}` cannot be overridden"
        )));
    }
    tags.extend(asked.tags);
    let carried = before.and_then(|session| session.source_identity.clone());
    if carried.is_some() && asked.source_identity.is_some() && carried != asked.source_identity {
        return Err(call.access_denied("the source identity of a session cannot be changed"));
    }
    Ok(Session {
        role_id: role.id.clone(),
        role_name: role.arn.name.to_string(),
        role_arn: role.arn.to_string(),
        name: asked.session,
        policies,
        tags,
        transitive_tag_keys: transitive,
        source_identity: carried.or(asked.source_identity),
        created: world.now(),
    })
}

fn issue(
    world: &mut World,
    role: RoleArn,
    session: Session,
    expires: Option<OffsetDateTime>,
) -> (Credentials, Caller) {
    let credentials = Credentials {
        account: role.account.clone(),
        access_key_id: identifiers::access_key_id("ASIA"),
        secret_access_key: identifiers::secret(),
        session_token: Some(identifiers::session_token()),
        expiration: expires.map(clock::iso),
    };
    let caller = Caller {
        account: role.account,
        access_key_id: credentials.access_key_id.clone(),
        principal: Principal::Session(session),
    };
    let key = AccessKey {
        secret: credentials.secret_access_key.clone(),
        token: credentials.session_token.clone(),
        expires,
        caller: caller.clone(),
    };
    world.sts.insert(credentials.access_key_id.clone(), key);
    (credentials, caller)
}
