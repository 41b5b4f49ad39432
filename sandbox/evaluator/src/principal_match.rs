//! Matches a `Principal` or `NotPrincipal` element with the caller.

use rolepair_policy::{Effect, Element, Principals, account_of_root};

use crate::{Principal, PrincipalKind, truth::Truth};

/// How closely a statement names the caller. Within one account, this decides what else must allow
/// the call.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-det.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// By its account. The caller's own policies must allow as well.
    Account,
    /// By its role. The boundary and the session policies still limit the session.
    Role,
    /// By its user, session or service, or as part of everyone. Nothing else has to allow.
    Direct,
}

/// Whether the element matches the caller, and how closely it names the caller.
pub(crate) fn principal_matches(
    element: &Element<Principals>,
    caller: &Principal,
    effect: Effect,
) -> (Truth, Reach) {
    match element {
        Element::Is(named) => best(named, caller),
        Element::IsNot(named) if effect == Effect::Deny => {
            ((!is_spared(named, caller)).into(), Reach::Direct)
        }
        Element::IsNot(named) => (!best(named, caller).0, Reach::Direct),
    }
}

fn best(named: &Principals, caller: &Principal) -> (Truth, Reach) {
    matches(named, caller)
        .max()
        .unwrap_or((Truth::No, Reach::Account))
}

/// Whether a Deny with `NotPrincipal` excludes the caller. For a role or user, the element must
/// list its account as well.
fn is_spared(named: &Principals, caller: &Principal) -> bool {
    let listed: Vec<Reach> = matches(named, caller)
        .filter(|(truth, _)| *truth == Truth::Yes)
        .map(|(_, reach)| reach)
        .collect();
    let by_name = listed.iter().any(|reach| *reach > Reach::Account);
    let by_account = listed.contains(&Reach::Account) || named.aws.contains("*");
    match caller.kind {
        PrincipalKind::RoleSession { .. } | PrincipalKind::User { .. } => by_name && by_account,
        PrincipalKind::Root { .. } => by_account,
        PrincipalKind::Service { .. } | PrincipalKind::Anonymous => by_name,
    }
}

fn matches<'a>(
    named: &'a Principals,
    caller: &'a Principal,
) -> impl Iterator<Item = (Truth, Reach)> + 'a {
    let aws = named.aws.iter().map(|name| aws_matches(name, caller));
    let service = named.service.iter().map(|name| {
        let is_caller = matches!(&caller.kind, PrincipalKind::Service { name: n } if n == name);
        (is_caller.into(), Reach::Direct)
    });
    // The owner of a canonical id is unknown here. No caller comes from an identity provider.
    let canonical = named.canonical_user.iter();
    let canonical = canonical.map(|_| (Truth::Unknown, Reach::Direct));
    aws.chain(service).chain(canonical)
}

fn aws_matches(name: &str, caller: &Principal) -> (Truth, Reach) {
    if name == "*" {
        // IAM does not document whether `*` includes AWS services.
        let is_service = matches!(caller.kind, PrincipalKind::Service { .. });
        let truth = if is_service {
            Truth::Unknown
        } else {
            Truth::Yes
        };
        return (truth, Reach::Direct);
    }
    let account = caller.account().map(AsRef::as_ref);
    if account == Some(name) || (account.is_some() && account == account_of_root(name)) {
        return (Truth::Yes, Reach::Account);
    }
    let closest = match caller.kind {
        PrincipalKind::RoleSession { .. } => Reach::Role,
        _ => Reach::Direct,
    };
    let is_name = |of: Option<String>| of.as_deref() == Some(name);
    if caller.unique_id.as_deref() == Some(name) || is_name(caller.principal_arn()) {
        (Truth::Yes, closest)
    } else if is_name(caller.arn()) {
        (Truth::Yes, Reach::Direct)
    } else {
        (Truth::No, Reach::Account)
    }
}
