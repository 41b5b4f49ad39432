use crate::EvaluatedPolicy;

/// Every policy that has a say in a request.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// The caller's own: inline and attached.
    pub identity: Vec<EvaluatedPolicy>,
    /// The resource's: a role's trust policy, a bucket's or table's policy.
    pub resource: Option<EvaluatedPolicy>,
    /// The caller's permissions boundary.
    pub boundary: Option<EvaluatedPolicy>,
    /// The session policies given when the session was made; together they are one. None: no limit.
    pub session: Vec<EvaluatedPolicy>,
    /// Service control policies over the caller's account, one list for each level from the root
    /// down to the account. Each level must allow. None for the management account.
    pub scps: Vec<Vec<EvaluatedPolicy>>,
    /// Resource control policies over the resource's account, by level. They only ever deny:
    /// `RCPFullAWSAccess` allows at every level and cannot be detached.
    pub rcps: Vec<Vec<EvaluatedPolicy>>,
}
