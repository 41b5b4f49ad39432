use crate::EvaluatedPolicy;

/// All policies that apply to a request.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// The policies of the caller, inline and attached.
    pub identity: Vec<EvaluatedPolicy>,
    /// The policy of the resource, such as a role's trust policy or a bucket policy.
    pub resource: Option<EvaluatedPolicy>,
    /// The caller's permissions boundary.
    pub boundary: Option<EvaluatedPolicy>,
    /// The policies given when the session was created. Together they act as one. Without any, the
    /// session has no such limit.
    pub session: Vec<EvaluatedPolicy>,
    /// The service control policies over the caller's account: a list for each level, from the root
    /// to the account. Each level must allow. The management account has no levels.
    pub scps: Vec<Vec<EvaluatedPolicy>>,
    /// The resource control policies over the resource's account, by level. They can only deny,
    /// because `RCPFullAWSAccess` allows at every level and cannot be detached.
    pub rcps: Vec<Vec<EvaluatedPolicy>>,
}
