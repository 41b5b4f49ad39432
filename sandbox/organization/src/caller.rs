use rolepair_model::{AccountId, Tags};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Who made a call, as the verified signature proves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Caller {
    /// The account of the principal.
    pub(crate) account: AccountId,
    /// The key that signed; empty for a service.
    pub(crate) access_key_id: String,
    pub(crate) identity: CallerIdentity,
}

/// The kinds of principal the embedded organization has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CallerIdentity {
    /// An IAM user.
    User {
        name: String,
        user_id: String,
        arn: String,
    },
    /// A session of a role.
    Session(Session),
    /// An AWS service, such as `ecs-tasks.amazonaws.com`.
    Service(String),
}

/// A session of a role: what AssumeRole gave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Session {
    pub(crate) role_id: String,
    pub(crate) role_name: String,
    pub(crate) role_arn: String,
    pub(crate) name: String,
    /// The session policies; empty if none were given.
    pub(crate) policies: Vec<Value>,
    pub(crate) tags: Tags,
    pub(crate) transitive_tag_keys: Vec<String>,
    pub(crate) source_identity: Option<String>,
    pub(crate) created: OffsetDateTime,
}

impl Caller {
    /// The session of a role, if the caller is one.
    pub(crate) fn session(&self) -> Option<&Session> {
        match &self.identity {
            CallerIdentity::Session(session) => Some(session),
            CallerIdentity::User { .. } | CallerIdentity::Service(_) => None,
        }
    }

    /// The ARN GetCallerIdentity gives: for a session `arn:aws:sts::...:assumed-role/NAME/SESSION`.
    pub(crate) fn arn(&self) -> String {
        match &self.identity {
            CallerIdentity::User { arn, .. } => arn.clone(),
            CallerIdentity::Session(session) => {
                let partition = session.role_arn.split(':').nth(1).unwrap_or("aws");
                let Session {
                    role_name, name, ..
                } = session;
                format!(
                    "arn:{partition}:sts::{}:assumed-role/{role_name}/{name}",
                    self.account
                )
            }
            CallerIdentity::Service(name) => name.clone(),
        }
    }

    /// The unique id GetCallerIdentity gives: `AROA...:session` or `AIDA...`.
    pub(crate) fn user_id(&self) -> String {
        match &self.identity {
            CallerIdentity::User { user_id, .. } => user_id.clone(),
            CallerIdentity::Session(session) => format!("{}:{}", session.role_id, session.name),
            CallerIdentity::Service(name) => name.clone(),
        }
    }

    /// `userIdentity` of a CloudTrail record.
    pub(crate) fn user_identity(&self) -> Value {
        match &self.identity {
            CallerIdentity::User { name, .. } => json!({
                "type": "IAMUser",
                "principalId": self.user_id(),
                "arn": self.arn(),
                "accountId": self.account,
                "accessKeyId": self.access_key_id,
                "userName": name,
            }),
            CallerIdentity::Session(session) => json!({
                "type": "AssumedRole",
                "principalId": self.user_id(),
                "arn": self.arn(),
                "accountId": self.account,
                "accessKeyId": self.access_key_id,
                "sessionContext": {
                    "sessionIssuer": {
                        "type": "Role",
                        "principalId": session.role_id,
                        "arn": session.role_arn,
                        "accountId": self.account,
                        "userName": session.role_name,
                    },
                    "webIdFederationData": {},
                    "attributes": {
                        "mfaAuthenticated": "false",
                        "creationDate": crate::clock::iso(session.created),
                    },
                },
            }),
            CallerIdentity::Service(name) => json!({ "type": "AWSService", "invokedBy": name }),
        }
    }
}
