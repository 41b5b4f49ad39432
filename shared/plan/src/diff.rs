#[cfg(test)]
mod laws;

use rolepair_model::{Finding, FindingCode, Tags};
use rolepair_policy::Document;

use crate::{
    DesiredRole, MANAGED_BY, MANAGED_BY_TAG, ObservedRole, RoleChange,
    desired::{ACCOUNT_TAG, PAIR_TAG},
    quoted::quoted,
};

/// A change, or none.
type Change = Option<RoleChange>;

/// The changes that make the observed role the desired one, in the order they are to be made.
///
/// The order holds wherever it is cut off: no permission that the role lacked before is in force
/// until it trusts whom it should, and whom it newly trusts never gets a policy of somebody
/// else's. So what only narrows comes first (foreign policies, a boundary where there was none),
/// then the trust, then what may widen (another boundary, our policy), then the tags.
/// A new role has its trust, boundary and tags from the start, and no permission until its policy.
///
/// # Errors
/// RP201 where the role is not rolepair's: it is never adopted, changed or deleted.
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

/// Our tag says whose the role is. One that names another pair or account is a role of that pair,
/// whose name happens to be the same.
fn require_ours(desired: &DesiredRole, observed: &ObservedRole) -> Result<(), Finding> {
    let not_ours = |message: String| {
        let finding = Finding::new(FindingCode::RoleNotOurs, &desired.arn, message);
        Err(finding.of_role(&desired.arn))
    };
    if observed.arn != desired.arn.to_string() {
        let message = format!("the role of that name is {}", quoted(&observed.arn));
        return not_ours(message);
    }
    if observed.tags.get(MANAGED_BY_TAG).map(String::as_str) != Some(MANAGED_BY) {
        return not_ours(format!("the role lacks the tag `{MANAGED_BY_TAG}`"));
    }
    for key in [PAIR_TAG, ACCOUNT_TAG] {
        let (is, should_be) = (observed.tags.get(key), desired.tags.get(key));
        if let (Some(is), Some(_)) = (is, should_be.filter(|value| Some(*value) != is)) {
            let message = format!("the tag `{key}` of the role says {}", quoted(is));
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

/// The change to the boundary, before the trust where there was none, so that it only narrows, and
/// after it where it is another one.
fn boundary(desired: &DesiredRole, observed: &ObservedRole) -> (Change, Change) {
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

fn trust(desired: &DesiredRole, observed: &ObservedRole) -> Change {
    (!says(&observed.trust, &desired.trust)).then(|| RoleChange::SetTrust {
        role: desired.arn.clone(),
        trust: desired.trust.clone(),
    })
}

fn policy(desired: &DesiredRole, observed: &ObservedRole) -> Change {
    let observed = observed.policy.as_deref();
    let is_right = observed.is_some_and(|policy| says(policy, &desired.policy));
    (!is_right).then(|| put_policy(desired))
}

fn tags(desired: &DesiredRole, observed: &ObservedRole) -> Change {
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

/// Whether the text, as it came from AWS, is the document. One we cannot read is another one.
fn says(text: &str, document: &Document) -> bool {
    Document::parse(text).is_ok_and(|parsed| parsed == *document)
}
