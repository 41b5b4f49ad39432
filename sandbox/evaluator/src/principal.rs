use rolepair_model::{AccountId, Partition, RoleArn, Tags};

use crate::RequestContext;

/// The caller of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The kind of caller.
    pub kind: PrincipalKind,
    /// The unique id of the role or user (`AROA...`, `AIDA...`). A recreated role has another one.
    pub unique_id: Option<String>,
    /// The tags of the role and session, or of the user.
    pub tags: Tags,
}

/// The kinds of caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrincipalKind {
    /// A session of a role.
    RoleSession {
        /// The role, with its path.
        role: RoleArn,
        /// The name of the session.
        session: String,
    },
    /// An IAM user.
    User {
        /// The user's account.
        account: AccountId,
        /// The user's ARN, with its path.
        arn: String,
    },
    /// The root user of an account.
    Root {
        /// The partition of the account.
        partition: Partition,
        /// The account.
        account: AccountId,
    },
    /// An AWS service.
    Service {
        /// Its name, such as `ecs-tasks.amazonaws.com`.
        name: String,
    },
    /// A caller without credentials: the request is not signed.
    Anonymous,
}

impl From<PrincipalKind> for Principal {
    fn from(kind: PrincipalKind) -> Self {
        Self {
            kind,
            unique_id: None,
            tags: Tags::new(),
        }
    }
}

impl Principal {
    /// A session of a role.
    #[must_use]
    pub fn role_session(role: RoleArn, session: impl Into<String>) -> Self {
        let session = session.into();
        PrincipalKind::RoleSession { role, session }.into()
    }

    /// An IAM user.
    #[must_use]
    pub fn user(account: AccountId, arn: impl Into<String>) -> Self {
        let arn = arn.into();
        PrincipalKind::User { account, arn }.into()
    }

    /// The root user of an account.
    #[must_use]
    pub fn root(partition: Partition, account: AccountId) -> Self {
        PrincipalKind::Root { partition, account }.into()
    }

    /// An AWS service.
    #[must_use]
    pub fn service(name: impl Into<String>) -> Self {
        PrincipalKind::Service { name: name.into() }.into()
    }

    /// A caller without credentials.
    #[must_use]
    pub fn anonymous() -> Self {
        PrincipalKind::Anonymous.into()
    }

    /// The principal, with the unique id of its role or user.
    #[must_use]
    pub fn with_unique_id(mut self, unique_id: impl Into<String>) -> Self {
        self.unique_id = Some(unique_id.into());
        self
    }

    /// The principal, with its tags.
    #[must_use]
    pub fn with_tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// The account of the caller. A service or an anonymous caller has none.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        match &self.kind {
            PrincipalKind::RoleSession { role, .. } => Some(&role.account),
            PrincipalKind::User { account, .. } | PrincipalKind::Root { account, .. } => {
                Some(account)
            }
            PrincipalKind::Service { .. } | PrincipalKind::Anonymous => None,
        }
    }

    /// The ARN of the caller, as `GetCallerIdentity` and error messages give it.
    #[must_use]
    pub fn arn(&self) -> Option<String> {
        match &self.kind {
            PrincipalKind::RoleSession { role, session } => Some(format!(
                "arn:{}:sts::{}:assumed-role/{}/{session}",
                role.partition, role.account, role.name
            )),
            _ => self.principal_arn(),
        }
    }

    /// The value of `aws:PrincipalArn`. For a session it is the ARN of the role.
    #[must_use]
    pub fn principal_arn(&self) -> Option<String> {
        match &self.kind {
            PrincipalKind::RoleSession { role, .. } => Some(role.to_string()),
            PrincipalKind::User { arn, .. } => Some(arn.clone()),
            PrincipalKind::Root { partition, account } => {
                Some(format!("arn:{partition}:iam::{account}:root"))
            }
            PrincipalKind::Service { .. } | PrincipalKind::Anonymous => None,
        }
    }

    /// The condition keys that follow from the caller.
    pub(crate) fn context(&self) -> RequestContext {
        let mut context = RequestContext::new().with("aws:PrincipalType", self.type_name());
        let is_service = matches!(self.kind, PrincipalKind::Service { .. });
        context.set("aws:PrincipalIsAWSService", [is_service.to_string()]);
        if let Some(arn) = self.principal_arn() {
            context.set("aws:PrincipalArn", [arn]);
        }
        if let Some(account) = self.account() {
            context.set("aws:PrincipalAccount", [account.as_str()]);
        }
        if let PrincipalKind::Service { name } = &self.kind {
            context.set("aws:PrincipalServiceName", [name.as_str()]);
        }
        if let Some(user_id) = self.user_id() {
            context.set("aws:userid", [user_id]);
        }
        if let PrincipalKind::User { arn, .. } = &self.kind
            && let Some((_, name)) = arn.rsplit_once('/')
        {
            context.set("aws:username", [name]);
        }
        for (key, value) in &self.tags {
            context.set(&format!("aws:PrincipalTag/{key}"), [value.as_str()]);
        }
        context
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            PrincipalKind::RoleSession { .. } => "AssumedRole",
            PrincipalKind::User { .. } => "User",
            PrincipalKind::Root { .. } => "Account",
            PrincipalKind::Service { .. } => "Service",
            PrincipalKind::Anonymous => "Anonymous",
        }
    }

    /// The value of `aws:userid`, which `GetCallerIdentity` also returns.
    #[must_use]
    pub fn user_id(&self) -> Option<String> {
        match (&self.kind, &self.unique_id) {
            (PrincipalKind::RoleSession { session, .. }, Some(id)) => {
                Some(format!("{id}:{session}"))
            }
            (PrincipalKind::User { .. }, Some(id)) => Some(id.clone()),
            (PrincipalKind::Root { account, .. }, _) => Some(account.to_string()),
            (PrincipalKind::Anonymous, _) => Some("anonymous".to_owned()),
            _ => None,
        }
    }
}
