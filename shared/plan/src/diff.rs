#[cfg(test)]
mod laws;

use rolepair_model::{Finding, FindingCode, Tags};
use rolepair_policy::Document;

use crate::{
    DesiredRole, MANAGED_BY, MANAGED_BY_TAG, ObservedRole, RoleChange,
    desired::{ACCOUNT_TAG, PAIR_TAG},
    quoted::quoted,
};

/// The changes that make the observed role the desired one, in the order they are to be made.
///
/// The order is safe wherever it is cut off. No permission that the role lacked before takes effect
/// until its trust policy is right, and a principal that it newly trusts never gets a foreign policy.
/// So the changes that only narrow come first (foreign policies, a boundary where there was none),
/// then the trust, then the changes that may widen (a different boundary, our policy), then the tags.
/// A new role is created with its trust, boundary and tags, and has no permission before its policy.
///
/// # Errors
/// RP201 where rolepair did not make the role: it is never adopted, changed or deleted.
pub fn diff(
    desired: &DesiredRole,
    observed: Option<&ObservedRole>,
) -> Result<Vec<RoleChange>, Finding> {
    let Some(observed) = observed else {
        return Ok(vec![create(desired), put_policy(desired)]);
    };
    require_ours(desired, observed)?;
    let mut changes = foreign_policies(desired, observed);
    let (early, late) = boundary(desired, observed);
    changes.extend(early);
    changes.extend(trust(desired, observed));
    changes.extend(late);
    changes.extend(policy(desired, observed));
    changes.extend(tags(desired, observed));
    Ok(changes)
}

/// The tags say that rolepair made the role, and for which pair and account. A role of this name that
/// was made for another pair or account is not this role.
fn require_ours(desired: &DesiredRole, observed: &ObservedRole) -> Result<(), Finding> {
    let not_ours = |message: String| {
        let finding = Finding::new(FindingCode::RoleNotOurs, &desired.arn, message);
        Err(finding.of_role(&desired.arn))
    };
    if observed.arn != desired.arn.to_string() {
        let message = format!(
            "the role of that name has the ARN {}",
            quoted(&observed.arn)
        );
        return not_ours(message);
    }
    if observed.tags.get(MANAGED_BY_TAG).map(String::as_str) != Some(MANAGED_BY) {
        return not_ours(format!("the role lacks the tag `{MANAGED_BY_TAG}`"));
    }
    for key in [PAIR_TAG, ACCOUNT_TAG] {
        let (is, should_be) = (observed.tags.get(key), desired.tags.get(key));
        if let (Some(is), Some(should_be)) = (is, should_be.filter(|value| Some(*value) != is)) {
            let message = format!(
                "the tag `{key}` of the role is {}, not `{should_be}`",
                quoted(is)
            );
            return not_ours(message);
        }
    }
    Ok(())
}

fn create(desired: &DesiredRole) -> RoleChange {
    RoleChange::CreateRole {
        role: desired.arn.clone(),
        description: desired.description.clone(),
        trust: desired.trust.clone(),
        boundary: desired.boundary.clone(),
        tags: desired.tags.clone(),
    }
}

fn put_policy(desired: &DesiredRole) -> RoleChange {
    RoleChange::PutPolicy {
        role: desired.arn.clone(),
        policy_name: desired.policy_name.clone(),
        policy: desired.policy.clone(),
    }
}

fn foreign_policies(desired: &DesiredRole, observed: &ObservedRole) -> Vec<RoleChange> {
    let role = &desired.arn;
    let attached = observed
        .attached
        .iter()
        .map(|policy| RoleChange::DetachPolicy {
            role: role.clone(),
            policy: policy.clone(),
        });
    let inline = observed
        .other_inline
        .iter()
        .map(|name| RoleChange::DeletePolicy {
            role: role.clone(),
            policy_name: name.clone(),
        });
    attached.chain(inline).collect()
}

/// The change of the boundary, as one to make before the trust changes and one to make after it. A
/// boundary where there was none only narrows, and comes before; a different one comes after.
fn boundary(
    desired: &DesiredRole,
    observed: &ObservedRole,
) -> (Option<RoleChange>, Option<RoleChange>) {
    let set = || {
        Some(RoleChange::SetBoundary {
            role: desired.arn.clone(),
            boundary: desired.boundary.clone(),
        })
    };
    match &observed.boundary {
        None => (set(), None),
        Some(boundary) if *boundary == desired.boundary.to_string() => (None, None),
        Some(_) => (None, set()),
    }
}

fn trust(desired: &DesiredRole, observed: &ObservedRole) -> Option<RoleChange> {
    (!says(&observed.trust, &desired.trust)).then(|| RoleChange::SetTrust {
        role: desired.arn.clone(),
        trust: desired.trust.clone(),
    })
}

fn policy(desired: &DesiredRole, observed: &ObservedRole) -> Option<RoleChange> {
    let observed = observed.policy.as_deref();
    let is_right = observed.is_some_and(|policy| says(policy, &desired.policy));
    (!is_right).then(|| put_policy(desired))
}

fn tags(desired: &DesiredRole, observed: &ObservedRole) -> Option<RoleChange> {
    let is_missing = |(key, value): &(&String, &String)| observed.tags.get(*key) != Some(*value);
    let missing: Tags = desired
        .tags
        .iter()
        .filter(is_missing)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    (!missing.is_empty()).then(|| RoleChange::TagRole {
        role: desired.arn.clone(),
        tags: missing,
    })
}

/// Whether the text that AWS returned is the document. A text that cannot be parsed is not.
fn says(text: &str, document: &Document) -> bool {
    Document::parse(text).is_ok_and(|parsed| parsed == *document)
}
