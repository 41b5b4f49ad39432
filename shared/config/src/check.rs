//! Checks the pairs against each other and against the rest of the configuration. Each valid pair
//! is checked, whatever is wrong elsewhere in the file.

use rolepair_model::{AccountId, RoleName};
use rolepair_policy::{Document, RolePair, TrustScope};

use crate::{
    ConfigErrorCode, FamilyPattern, HubRoles, Pair, Trust, field::Field, surroundings::Surroundings,
};

/// A pair and its place in the file.
type Placed<'a> = (Pair, Field<'a>);

/// Reports every conflict between the pairs.
pub(crate) fn pairs(pairs: &[Placed<'_>], around: &Surroundings<'_>, roles: Option<&HubRoles>) {
    for (index, placed) in pairs.iter().enumerate() {
        if let Some(roles) = roles {
            hub_role_names(placed, roles);
        }
        trust_size(placed, around);
        for other in pairs.iter().take(index) {
            role_names(other, placed);
            role_names(placed, other);
            families(other, placed);
        }
    }
}

/// Refuses a pair with a role of the same name as a hub role. In an account a role name is unique,
/// whatever its path and case.
fn hub_role_names((pair, field): &Placed<'_>, roles: &HubRoles) {
    let is_task_role = |name: &str| name == RoleName::of_pair(&pair.name).as_str();
    let task_account = roles.task_account.name.as_str().to_ascii_lowercase();
    let resource_account = roles.resource_account.name.as_str().to_ascii_lowercase();
    for (key, name, is_taken) in [
        ("task_account", &task_account, is_task_role(&task_account)),
        (
            "resource_account",
            &resource_account,
            is_resource_role(pair, &resource_account),
        ),
    ] {
        if is_taken {
            let message = format!(
                "the pair would have a role `{name}`, which is also the name of `roles.{key}`; rename one of them"
            );
            field.error(ConfigErrorCode::RoleNameTaken, message);
        }
    }
}

/// Refuses two pairs where the shared resource role of one has the name of an account's resource
/// role of the other.
fn role_names((one, _): &Placed<'_>, (other, field): &Placed<'_>) {
    let name = RoleName::of_pair(&other.name);
    if other.trust == Trust::Organization
        && one.trust == Trust::Account
        && is_resource_role(one, name.as_str())
    {
        let message = format!(
            "the resource role `{name}` could also be a resource role of the pair `{}`; rename one of the pairs",
            one.name
        );
        field.error(ConfigErrorCode::RoleNameTaken, message);
    }
}

/// Whether the pair can have a resource role of that name.
fn is_resource_role(pair: &Pair, name: &str) -> bool {
    let shared = RoleName::of_pair(&pair.name);
    match pair.trust {
        Trust::Organization => name == shared.as_str(),
        Trust::Account => name
            .strip_prefix(shared.as_str())
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|rest| rest.parse::<AccountId>().is_ok()),
    }
}

/// Refuses a shared resource role whose trust policy is too large. Each unit makes it longer.
fn trust_size((pair, field): &Placed<'_>, around: &Surroundings<'_>) {
    let Some(role_pair) = shared_role_pair(pair, around) else {
        return;
    };
    let size = role_pair.resource_role_trust().size();
    if size > Document::TRUST_POLICY_QUOTA {
        let units = ["accounts", "organizational_units"];
        let message = format!(
            "the trust policy of the resource role would have {size} characters, and IAM allows {}; name fewer units that are higher up",
            Document::TRUST_POLICY_QUOTA
        );
        let place = field.find(&units);
        let place = place.as_ref().unwrap_or(field);
        place.error(ConfigErrorCode::TrustTooLarge, message);
    }
}

fn shared_role_pair(pair: &Pair, around: &Surroundings<'_>) -> Option<RolePair> {
    let resource_account = around.resource_account.clone()?;
    (pair.trust == Trust::Organization).then_some(())?;
    Some(RolePair {
        partition: around.partition.clone()?,
        organization: around.organization_id.clone()?,
        pair: pair.name.clone(),
        // The trust policy of a shared role does not name a task account.
        task_account: resource_account.clone(),
        resource_account,
        trust: TrustScope::Organization {
            units: pair.accounts.organizational_units.iter().cloned().collect(),
        },
        ecs_exec: pair.ecs_exec,
    })
}

/// Refuses two pairs that can claim the same family in the same account. An overlap that only AWS
/// knows is found later.
fn families((one, _): &Placed<'_>, (other, field): &Placed<'_>) {
    if !one.accounts.overlaps(&other.accounts) {
        return;
    }
    let items = field
        .find(&["task_definitions", "families"])
        .and_then(|families| families.items());
    let patterns = other.task_definitions.families.iter();
    for (item, pattern) in items.iter().flatten().zip(patterns) {
        let overlaps = |theirs: &&FamilyPattern| theirs.overlaps(pattern);
        if let Some(theirs) = one.task_definitions.families.iter().find(overlaps) {
            let message = format!(
                "`{pattern}` and `{theirs}` of the pair `{}` can match the same family, and both pairs can select the same account",
                one.name
            );
            item.error(ConfigErrorCode::PairsOverlap, message);
        }
    }
}
