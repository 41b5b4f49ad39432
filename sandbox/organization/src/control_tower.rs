//! AWS Control Tower, as far as it tells of accounts.
//!
//! <https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html>

use rolepair_model::AccountId;
use serde_json::json;

use crate::{clock, world::World};

/// Tells that Control Tower created `account`, in the Region of the hub. False where it is no member.
pub(crate) fn tell(world: &mut World, account: &AccountId) -> bool {
    let Some(name) = world.organizations.name(account).map(str::to_owned) else {
        return false;
    };
    let (now, region) = (world.now(), world.options.region.clone());
    let management = world.options.management.id.clone();
    let status = json!({
        "organizationalUnit": { "organizationalUnitName": "Root", "organizationalUnitId": world.options.root },
        "account": { "accountName": name, "accountId": account },
        "state": "SUCCEEDED",
        "message": "AWS Control Tower successfully created a managed account.",
        "requestedTimestamp": clock::iso(now),
        "completedTimestamp": clock::iso(now),
    });
    world.trail.record_service_event(
        "controltower",
        "CreateManagedAccount",
        &management,
        &region,
        now,
        json!({ "createManagedAccountStatus": status }),
    );
    true
}
