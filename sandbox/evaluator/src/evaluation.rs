use std::collections::BTreeSet;

use rolepair_policy::{Effect, Element, Statement};

use crate::{
    AccessRequest, Decision, EvaluatedPolicy, Policies, PolicyKind, PrincipalKind, RequestContext,
    condition_test::conditions_hold,
    glob::{Glob, Syntax, Unmatched, arn_matches},
    principal_match::{Reach, principal_matches},
    truth::Truth,
};

/// Decides a request as IAM does. An explicit Deny wins. What the evaluator does not know, denies.
///
/// Within one account, an identity-based or a resource-based policy is enough. Across accounts,
/// both must allow. Assuming a role is an exception: the trust policy must always allow it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
pub fn evaluate(request: &AccessRequest, policies: &Policies) -> Decision {
    let evaluation = Evaluation::new(request);
    if let Some(kind) = evaluation.explicit_deny(policies) {
        return Decision::ExplicitDeny(kind);
    }
    match evaluation.missing_allow(policies) {
        Some(kind) => Decision::ImplicitDeny(kind),
        None => Decision::Allow,
    }
}

/// A request, with the condition keys that follow from it.
struct Evaluation<'a> {
    request: &'a AccessRequest,
    context: RequestContext,
}

impl<'a> Evaluation<'a> {
    fn new(request: &'a AccessRequest) -> Self {
        let resource =
            RequestContext::new().with("aws:ResourceAccount", request.resource_account.as_str());
        let derived = request.principal.context().or(resource);
        Self {
            request,
            context: request.context.clone().or(derived),
        }
    }

    /// The first kind of policy that denies.
    fn explicit_deny(&self, policies: &Policies) -> Option<PolicyKind> {
        let scps = policies.scps.iter().flatten();
        let rcps = policies.rcps.iter().flatten();
        let of = |kind| move |policy| (kind, policy);
        scps.map(of(PolicyKind::ServiceControl))
            .chain(rcps.map(of(PolicyKind::ResourceControl)))
            .chain(policies.resource.iter().map(of(PolicyKind::Resource)))
            .chain(policies.identity.iter().map(of(PolicyKind::Identity)))
            .chain(policies.boundary.iter().map(of(PolicyKind::Boundary)))
            .chain(policies.session.iter().map(of(PolicyKind::Session)))
            .find(|(kind, policy)| self.is_denied_by(policy, *kind))
            .map(|(kind, _)| kind)
    }

    /// The first kind of policy that must allow and does not.
    fn missing_allow(&self, policies: &Policies) -> Option<PolicyKind> {
        let allows = |level: &Vec<_>| self.reach(level, PolicyKind::ServiceControl).is_some();
        if !policies.scps.iter().all(allows) {
            return Some(PolicyKind::ServiceControl);
        }
        // A root user can do everything in its account except assume a role.
        if self.is_root() && self.is_assuming() {
            return Some(PolicyKind::Identity);
        }
        let granted = self.reach(&policies.resource, PolicyKind::Resource);
        let no_grant = || granted.is_none().then_some(PolicyKind::Resource);
        let Some(account) = self.request.principal.account() else {
            return no_grant();
        };
        if *account != self.request.resource_account {
            return self.missing_own_allow(policies).or_else(no_grant);
        }
        match granted {
            Some(Reach::Direct) => None,
            Some(Reach::Role) => self.missing_within_limits(policies),
            Some(Reach::Account) => self.missing_own_allow(policies),
            None if self.is_assuming() => Some(PolicyKind::Resource),
            None => self.missing_own_allow(policies),
        }
    }

    fn missing_own_allow(&self, policies: &Policies) -> Option<PolicyKind> {
        let own = || self.reach(&policies.identity, PolicyKind::Identity);
        if self.is_root() || own().is_some() {
            self.missing_within_limits(policies)
        } else {
            Some(PolicyKind::Identity)
        }
    }

    fn missing_within_limits(&self, policies: &Policies) -> Option<PolicyKind> {
        let is_within = |limits: &[EvaluatedPolicy], kind| {
            limits.is_empty() || self.reach(limits, kind).is_some()
        };
        if !is_within(policies.boundary.as_slice(), PolicyKind::Boundary) {
            Some(PolicyKind::Boundary)
        } else if !is_within(&policies.session, PolicyKind::Session) {
            Some(PolicyKind::Session)
        } else {
            None
        }
    }

    fn is_root(&self) -> bool {
        matches!(self.request.principal.kind, PrincipalKind::Root { .. })
    }

    /// Whether the trust policy must allow the call, even within one account.
    fn is_assuming(&self) -> bool {
        let action = self.request.action.to_ascii_lowercase();
        action.starts_with("sts:assumerole")
            || matches!(action.as_str(), "sts:tagsession" | "sts:setsourceidentity")
    }

    fn is_denied_by(&self, policy: &EvaluatedPolicy, kind: PolicyKind) -> bool {
        let mut denials = policy
            .statements()
            .iter()
            .filter(|s| s.effect == Effect::Deny);
        policy.denies_everything()
            || denials.any(|s| self.applies(s, kind, policy.has_variables()).0 != Truth::No)
    }

    /// How closely the allowing statement names the caller. `None` if no statement allows.
    fn reach<'p>(
        &self,
        policies: impl IntoIterator<Item = &'p EvaluatedPolicy>,
        kind: PolicyKind,
    ) -> Option<Reach> {
        policies
            .into_iter()
            .flat_map(|policy| policy.statements().iter().map(move |s| (policy, s)))
            .filter(|(_, statement)| statement.effect == Effect::Allow)
            .map(|(policy, statement)| self.applies(statement, kind, policy.has_variables()))
            .filter(|(truth, _)| *truth == Truth::Yes)
            .map(|(_, reach)| reach)
            .max()
    }

    fn applies(
        &self,
        statement: &Statement,
        kind: PolicyKind,
        has_variables: bool,
    ) -> (Truth, Reach) {
        let (principal, reach) = self.principal_applies(statement, kind);
        let truth = principal
            .and(self.action_applies(&statement.action))
            .and(self.resource_applies(statement, kind, has_variables))
            .and(conditions_hold(
                &statement.condition,
                &self.context,
                has_variables,
            ));
        (truth, reach)
    }

    fn principal_applies(&self, statement: &Statement, kind: PolicyKind) -> (Truth, Reach) {
        let names_principals = matches!(kind, PolicyKind::Resource | PolicyKind::ResourceControl);
        match &statement.principal {
            Some(element) if names_principals => {
                principal_matches(element, &self.request.principal, statement.effect)
            }
            None if !names_principals => (Truth::Yes, Reach::Direct),
            _ => (Truth::Unknown, Reach::Direct),
        }
    }

    fn action_applies(&self, element: &Element<BTreeSet<String>>) -> Truth {
        let syntax = Syntax {
            variables: None,
            wildcards: true,
        };
        let is_named = element.named().iter().any(|name| {
            Glob::new(name, syntax)
                .is_ok_and(|pattern| pattern.matches_ignoring_case(&self.request.action))
        });
        match element {
            Element::Is(_) => is_named.into(),
            Element::IsNot(_) => (!is_named).into(),
        }
    }

    fn resource_applies(
        &self,
        statement: &Statement,
        kind: PolicyKind,
        has_variables: bool,
    ) -> Truth {
        let Some(element) = &statement.resource else {
            // A trust policy applies to its own role.
            return if kind == PolicyKind::Resource {
                Truth::Yes
            } else {
                Truth::Unknown
            };
        };
        let syntax = Syntax {
            variables: has_variables.then_some(&self.context),
            wildcards: true,
        };
        let is_negated = matches!(element, Element::IsNot(_));
        let is_resource = |name: &String| match name.as_str() {
            "*" => Truth::Yes,
            name => match arn_matches(name, &self.request.resource, syntax) {
                Ok(matches) => matches.into(),
                // The statement applies to another resource. What `NotResource` excludes is unknown.
                Err(Unmatched::NoValue) if !is_negated => Truth::No,
                Err(_) => Truth::Unknown,
            },
        };
        let is_named = Truth::any(element.named().iter().map(is_resource));
        if is_negated { !is_named } else { is_named }
    }
}
