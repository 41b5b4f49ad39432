//! Whether a call may be made: gathers every policy in force and asks the evaluator.

use std::collections::BTreeMap;

use rolepair_evaluator::{
    AccessRequest, EvaluatedPolicy, Policies, Principal, RequestContext, evaluate,
};
use rolepair_model::{AccountId, Tags};
use serde_json::Value;

use crate::{
    call::Call,
    caller::{Caller, CallerIdentity, Session},
    clock,
    service_error::ServiceError,
    services::iam::{Grants, State},
    world::World,
};

/// What a call wants to do: the action, the resource, and what only the operation knows.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) action: String,
    pub(crate) resource: String,
    /// The account that owns the resource; `None` means the caller's.
    pub(crate) resource_account: Option<AccountId>,
    /// The resource's own policy (a trust policy, a bucket policy), if it has one.
    pub(crate) resource_policy: Option<Value>,
    pub(crate) context: BTreeMap<String, Vec<String>>,
}

impl Ask {
    /// `action` on `resource` (an ARN, or `*` if the action has no resources).
    pub(crate) fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            resource_policy: None,
            context: BTreeMap::new(),
        }
    }

    /// The resource belongs to `account`.
    pub(crate) fn in_account(mut self, account: &AccountId) -> Self {
        self.resource_account = Some(account.clone());
        self
    }

    /// The resource has this policy.
    pub(crate) fn with_resource_policy(mut self, policy: Option<Value>) -> Self {
        self.resource_policy = policy;
        self
    }

    /// A condition key with one value.
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.insert(key.into(), vec![value.into()]);
        self
    }

    /// A condition key with several values.
    pub(crate) fn with_all(mut self, key: impl Into<String>, values: Vec<String>) -> Self {
        self.context.insert(key.into(), values);
        self
    }

    /// The tags a call asks for: `aws:RequestTag/...` and `aws:TagKeys`.
    pub(crate) fn with_request_tags(mut self, tags: &Tags) -> Self {
        for (key, value) in tags {
            self = self.with(format!("aws:RequestTag/{key}"), value);
        }
        if tags.is_empty() {
            return self;
        }
        self.with_all("aws:TagKeys", tags.keys().cloned().collect())
    }

    /// The tags the resource has: `aws:ResourceTag/...` (and the service's own `iam:ResourceTag/...`).
    pub(crate) fn with_resource_tags(mut self, tags: &Tags) -> Self {
        let service = self.action.split(':').next().unwrap_or_default().to_owned();
        for (key, value) in tags {
            self = self
                .with(format!("aws:ResourceTag/{key}"), value)
                .with(format!("{service}:ResourceTag/{key}"), value);
        }
        self
    }
}

impl Call {
    /// Refuses the call unless the policies in force allow what `ask` says.
    pub(crate) fn authorize(&self, world: &World, ask: &Ask) -> Result<(), ServiceError> {
        authorize(self, world, ask)
    }
}

fn authorize(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    let caller = &call.caller;
    let denied = |reason: &str| {
        call.access_denied(format!(
            "User: {} is not authorized to perform: {} on resource: {} {reason}",
            caller.arn(),
            ask.action,
            ask.resource
        ))
    };
    let Some(principal) = principal(world, caller) else {
        return Err(denied("because the role of the session was deleted"));
    };
    let request = AccessRequest {
        principal,
        action: ask.action.clone(),
        resource: ask.resource.clone(),
        resource_account: ask
            .resource_account
            .clone()
            .unwrap_or_else(|| caller.account.clone()),
        context: context(call, world, ask),
    };
    let decision = evaluate(&request, &policies(world, caller, ask));
    if decision.is_allowed() {
        return Ok(());
    }
    tracing::debug!(
        action = ask.action,
        resource = ask.resource,
        ?decision,
        "denied"
    );
    Err(denied(&decision.reason(&ask.action)))
}

/// The caller as the evaluator knows it; `None` if the role of the session is gone.
fn principal(world: &World, caller: &Caller) -> Option<Principal> {
    match &caller.identity {
        CallerIdentity::Service(name) => Some(Principal::service(name)),
        CallerIdentity::User { arn, user_id, .. } => {
            Some(Principal::user(caller.account.clone(), arn).with_unique_id(user_id))
        }
        CallerIdentity::Session(session) => {
            let role = world
                .iam
                .get(&caller.account)?
                .role_with_id(&session.role_id)?;
            let mut tags = role.tags.clone();
            tags.extend(session.tags.clone());
            Some(
                Principal::role_session(role.arn.clone(), &session.name)
                    .with_unique_id(&session.role_id)
                    .with_tags(tags),
            )
        }
    }
}

fn context(call: &Call, world: &World, ask: &Ask) -> RequestContext {
    let mut context = RequestContext::new()
        .with("aws:CurrentTime", clock::iso(call.at))
        .with("aws:EpochTime", call.at.unix_timestamp().to_string())
        .with("aws:RequestedRegion", call.region.as_str())
        .with("aws:SourceIp", "127.0.0.1")
        .with("aws:UserAgent", call.request.header("user-agent"))
        .with("aws:ViaAWSService", "false")
        // Loopback replaces the services' TLS endpoints.
        .with("aws:SecureTransport", "true");
    if let CallerIdentity::Session(session) = &call.caller.identity {
        context.set("aws:TokenIssueTime", [clock::iso(session.created)]);
        if let Some(identity) = &session.source_identity {
            context.set("aws:SourceIdentity", [identity]);
        }
    }
    let is_service = matches!(call.caller.identity, CallerIdentity::Service(_));
    let member = world
        .organizations
        .membership(&call.caller.account)
        .filter(|_| !is_service);
    if let Some(member) = member {
        context.set("aws:PrincipalOrgID", [member.organization.as_str()]);
        context.set("aws:PrincipalOrgPaths", [member.path.as_str()]);
    }
    if let Some(owner) = &ask.resource_account
        && let Some(member) = world.organizations.membership(owner)
    {
        context.set("aws:ResourceOrgID", [member.organization.as_str()]);
        context.set("aws:ResourceOrgPaths", [member.path.as_str()]);
    }
    for (key, values) in &ask.context {
        context.set(key, values);
    }
    context
}

/// Every policy in force.
fn policies(world: &World, caller: &Caller, ask: &Ask) -> Policies {
    let read = |document: &Value| world.read_policies.read(&document.to_string());
    let mut policies = Policies {
        resource: ask.resource_policy.as_ref().map(read),
        ..Policies::default()
    };
    let Some(state) = world.iam.get(&caller.account) else {
        return policies;
    };
    match &caller.identity {
        CallerIdentity::Service(_) => return policies,
        CallerIdentity::User { name, .. } => {
            let user = state.users.get(name);
            let attached = user.iter().flat_map(|user| &user.attached);
            policies.identity = attached
                .filter_map(|arn| managed(world, state, arn))
                .collect();
        }
        CallerIdentity::Session(session) => of_session(world, state, session, &mut policies),
    }
    policies.scps = world
        .organizations
        .service_control_policies(&caller.account)
        .iter()
        .map(|level| {
            level
                .iter()
                .map(|text| world.read_policies.read(text))
                .collect()
        })
        .collect();
    policies
}

fn of_session(world: &World, state: &State, session: &Session, policies: &mut Policies) {
    let role = state.role_with_id(&session.role_id);
    if let Some(grants) = role.and_then(|role| role.seen(world.now())) {
        policies.identity = identity(world, state, grants);
        // A boundary that cannot be found allows nothing.
        let boundary =
            |arn: &String| managed(world, state, arn).unwrap_or_else(|| EvaluatedPolicy::read(""));
        policies.boundary = grants.boundary.as_ref().map(boundary);
    }
    let session = session.policies.iter();
    policies.session = session
        .map(|policy| world.read_policies.read(&policy.to_string()))
        .collect();
}

fn identity(world: &World, state: &State, grants: &Grants) -> Vec<EvaluatedPolicy> {
    let inline = grants
        .inline
        .values()
        .map(|text| world.read_policies.read(text));
    let attached = grants.attached.iter();
    let attached = attached.filter_map(|arn| managed(world, state, arn));
    inline.chain(attached).collect()
}

fn managed(world: &World, state: &State, arn: &str) -> Option<EvaluatedPolicy> {
    let document = state.policy_document(arn)?;
    Some(world.read_policies.read(&document.to_string()))
}
