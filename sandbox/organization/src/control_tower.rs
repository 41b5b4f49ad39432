//! AWS Control Tower, as far as it reports accounts.
//!
//! <https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html>

use rolepair_model::AccountId;
use serde_json::json;

use crate::{clock, world::World};

/// Records that Control Tower created `account`, in the Region of the hub. False if the account is not a member.
pub(crate) fn record_managed_account(world: &mut World, account: &AccountId) -> bool {
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
