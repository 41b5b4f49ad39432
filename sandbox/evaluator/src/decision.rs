use std::fmt;

/// The decision of IAM about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// The call is allowed.
    Allow,
    /// A statement denies the call.
    ExplicitDeny(PolicyKind),
    /// A kind of policy that would have to allow the call does not.
    ImplicitDeny(PolicyKind),
}

/// The kinds of policy, by their names in AWS's access-denied messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// A policy of the caller.
    Identity,
    /// A policy of the resource. For a role it is the trust policy.
    Resource,
    /// The caller's permissions boundary.
    Boundary,
    /// A policy of the caller's session.
    Session,
    /// A service control policy over the caller's account.
    ServiceControl,
    /// A resource control policy over the resource's account.
    ResourceControl,
}

impl Decision {
    /// Whether the call is allowed.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        self == Self::Allow
    }

    /// The reason, in the words that end AWS's access-denied messages: `with an explicit deny in a
    /// service control policy`, `because no identity-based policy allows the sts:AssumeRole action`.
    #[must_use]
    pub fn reason(self, action: &str) -> String {
        match self {
            Self::Allow => format!("the {action} action is allowed"),
            Self::ExplicitDeny(kind) => {
                format!("with an explicit deny in {} {kind}", kind.article())
            }
            Self::ImplicitDeny(kind) => {
                format!("because no {kind} allows the {action} action")
            }
        }
    }
}

impl PolicyKind {
    fn article(self) -> &'static str {
        match self {
            Self::Identity => "an",
            _ => "a",
        }
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "identity-based policy",
            Self::Resource => "resource-based policy",
            Self::Boundary => "permissions boundary",
            Self::Session => "session policy",
            Self::ServiceControl => "service control policy",
            Self::ResourceControl => "resource control policy",
        })
    }
}
