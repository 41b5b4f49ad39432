use rolepair_model::AccountId;

use crate::{Principal, RequestContext};

/// One call, as IAM sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    /// Who calls.
    pub principal: Principal,
    /// The action: `sts:AssumeRole`.
    pub action: String,
    /// The ARN of what it is done to; `*` for an action that is done to nothing in particular.
    pub resource: String,
    /// The account that owns it: of a call on nothing in particular, the caller's.
    pub resource_account: AccountId,
    /// What else is known. Keys that follow from the other fields (`aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:PrincipalTag/...`, `aws:ResourceAccount`) are added where they
    /// are not given; `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths` are the caller's to give.
    pub context: RequestContext,
}
