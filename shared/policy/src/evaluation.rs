use crate::{Decision, Policies, PolicyKind, Request};

/// Decides a request as IAM does. An explicit deny wins; what is not known denies.
pub fn evaluate(_request: &Request, _policies: &Policies) -> Decision {
    Decision::ImplicitDeny(PolicyKind::Identity)
}
