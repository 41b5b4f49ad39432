//! AssumeRole, for callers and for services.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use rolepair_model::{RoleArn, Tags};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::{
    admission,
    assume_role_request::{AssumeRoleRequest, invalid},
    state::AccessKey,
};
use crate::{
    aws_service::AwsService,
    call::Call,
    caller::{Caller, CallerIdentity, Session},
    clock,
    credentials::Credentials,
    identifiers,
    operation::Reply,
    service_error::ServiceError,
    services::iam::Role,
    world::World,
};

/// The longest session that another session can make, whatever the role allows.
const CHAINED: i64 = 3_600;

pub(crate) fn assume_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let request = AssumeRoleRequest::read(call)?;
    let role = admission::role(call, world, &request, &[])?;
    let (role_id, arn) = (role.id.clone(), role.arn.clone());
    let seconds = seconds(call, role, &request)?;
    let session = session(call, world, request, role)?;
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

/// A session for a service that assumes a role on somebody's behalf, such as ECS for a task.
/// `context` holds `aws:SourceAccount` and `aws:SourceArn`. Without `seconds` it never expires.
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
        identity: CallerIdentity::Service(service.to_owned()),
    };
    let call = Call::of_service(world, AwsService::Sts, "AssumeRole", caller);
    let request = AssumeRoleRequest::by_service(role, session_name)?;
    let target = admission::role(&call, world, &request, context)?;
    let session = session(&call, world, request, target)?;
    let expires = seconds.map(|seconds| world.now() + Duration::seconds(seconds));
    Ok(issue(world, role.clone(), session, expires).0)
}

fn seconds(call: &Call, role: &Role, request: &AssumeRoleRequest) -> Result<i64, ServiceError> {
    let seconds = request.seconds.unwrap_or(CHAINED);
    if call.caller.session().is_some() && seconds > CHAINED {
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

fn session(
    call: &Call,
    world: &World,
    request: AssumeRoleRequest,
    role: &Role,
) -> Result<Session, ServiceError> {
    let (tags, transitive_tag_keys) = tags(call, &request)?;
    let carried = call
        .caller
        .session()
        .and_then(|session| session.source_identity.clone());
    if carried.is_some() && request.source_identity.is_some() && carried != request.source_identity
    {
        return Err(call.access_denied("the source identity of a session cannot be changed"));
    }
    let state = world.iam.get(&role.arn.account);
    let mut policies = request.policies;
    for arn in &request.policy_arns {
        let document = state.and_then(|state| state.policy_document(arn));
        let missing = || invalid(format!("PolicyArns: {arn} does not exist"));
        policies.push(document.ok_or_else(missing)?);
    }
    Ok(Session {
        role_id: role.id.clone(),
        role_name: role.arn.name.to_string(),
        role_arn: role.arn.to_string(),
        name: request.session,
        policies,
        tags,
        transitive_tag_keys,
        source_identity: carried.or(request.source_identity),
        created: world.now(),
    })
}

/// The session's tags: the requested ones, and the transitive ones of the calling session.
fn tags(call: &Call, request: &AssumeRoleRequest) -> Result<(Tags, Vec<String>), ServiceError> {
    let mut tags = request.tags.clone();
    let mut transitive = request.transitive.clone();
    let Some(before) = call.caller.session() else {
        return Ok((tags, transitive));
    };
    for key in &before.transitive_tag_keys {
        let Some(value) = before.tags.get(key) else {
            continue;
        };
        if tags.insert(key.clone(), value.clone()).is_some() {
            let message = format!("the transitive session tag `{key}` cannot be overridden");
            return Err(call.access_denied(message));
        }
        transitive.push(key.clone());
    }
    Ok((tags, transitive))
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
        identity: CallerIdentity::Session(session),
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
