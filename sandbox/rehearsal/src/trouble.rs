use serde::Serialize;

/// The ways in which an account can be in trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Somebody else has a role with the task role's name.
    RoleOfSomebodyElse,
    /// The role the hub assumes is missing.
    NoHubRole,
    /// A service control policy denies what the hub's role may do.
    Denied,
    /// The account is closed.
    Closed,
    /// The account lacks the tag the permissions ask for.
    NoTag,
    /// The tag would widen the permissions.
    WideningTag,
    /// The account's quota of roles is used up.
    NoMoreRoles,
    /// A container has static keys.
    StaticKeys,
    /// A task definition has no room for one more container.
    TenContainers,
    /// IAM throttles every CreateRole.
    Throttled,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::RoleOfSomebodyElse,
        Self::NoHubRole,
        Self::Denied,
        Self::Closed,
        Self::NoTag,
        Self::WideningTag,
        Self::NoMoreRoles,
        Self::StaticKeys,
        Self::TenContainers,
        Self::Throttled,
    ];

    /// How an account in this trouble fails: the kind of failure, and a part of its reason.
    #[must_use]
    pub fn shows_as(self) -> (&'static str, &'static str) {
        match self {
            Self::Throttled => ("Transient", "`Throttling`"),
            Self::NoHubRole => ("Transient", "sts:AssumeRole"),
            Self::RoleOfSomebodyElse => ("Refused", "RP201"),
            Self::Denied => ("Refused", "RP308"),
            Self::Closed => ("Refused", "RP205"),
            Self::NoTag => ("Refused", "RP206"),
            Self::WideningTag => ("Refused", "RP203"),
            Self::NoMoreRoles => ("Refused", "RP210"),
            Self::StaticKeys => ("Refused", "RP105"),
            Self::TenContainers => ("Refused", "RP101"),
        }
    }

    /// What was done to the account, for a person.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Throttled => "every CreateRole is throttled",
            Self::RoleOfSomebodyElse => "somebody has a role `rolepair-orders`",
            Self::NoHubRole => "the hub's role is gone",
            Self::Denied => "an SCP denies CreateRole",
            Self::Closed => "the account is closed",
            Self::NoTag => "the tag `team` is gone",
            Self::WideningTag => "the tag `team` is `*`",
            Self::NoMoreRoles => "its quota of roles is used up",
            Self::StaticKeys => "a container has static keys",
            Self::TenContainers => "ten containers, no room for one more",
        }
    }
}
