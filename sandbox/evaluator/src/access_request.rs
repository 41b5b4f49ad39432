use rolepair_model::AccountId;

use crate::{Principal, RequestContext};

/// A call to AWS, as IAM sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    /// The caller.
    pub principal: Principal,
    /// The action, such as `sts:AssumeRole`.
    pub action: String,
    /// The ARN of the resource. `*` for an action that has no resource.
    pub resource: String,
    /// The account that owns the resource. The caller's account if there is no resource.
    pub resource_account: AccountId,
    /// The values of condition keys.
    ///
    /// The evaluator adds the keys that follow from the other fields (`aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:PrincipalTag/...`, `aws:ResourceAccount`). It does not know
    /// `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths`; set them here.
    pub context: RequestContext,
}
