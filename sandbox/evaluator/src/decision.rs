use std::fmt;

/// What IAM decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// The call may be made.
    Allow,
    /// A statement denies it.
    ExplicitDeny(PolicyKind),
    /// Nothing allows it that would have to.
    ImplicitDeny(PolicyKind),
}

/// The kinds of policy, in the words of AWS's access-denied messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Of the caller.
    Identity,
    /// Of the resource; for a role its trust policy.
    Resource,
    /// The caller's boundary.
    Boundary,
    /// Of the caller's session.
    Session,
    /// Over the caller's account.
    ServiceControl,
    /// Over the resource's account.
    ResourceControl,
}

impl Decision {
    /// Whether the call may be made.
    #[must_use]
    pub fn is_allowed(self) -> bool {
        self == Self::Allow
    }

    /// Why, as AWS's access-denied messages end: `with an explicit deny in a service control
    /// policy`, `because no identity-based policy allows the sts:AssumeRole action`.
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
