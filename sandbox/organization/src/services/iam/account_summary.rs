use serde_json::{Value, json};

use super::{account_state, limits};
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

pub(crate) fn get_account_summary(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("iam:GetAccountSummary", "*"))?;
    let state = account_state::state(call, world)?;
    let summary = [
        ("AssumeRolePolicySizeQuota", limits::TRUST_POLICY),
        ("AttachedPoliciesPerRoleQuota", limits::ATTACHED_POLICIES),
        ("Policies", state.policies.len()),
        ("PolicySizeQuota", limits::MANAGED_POLICY),
        ("RolePolicySizeQuota", limits::INLINE_POLICIES),
        ("Roles", state.roles().count()),
        ("RolesQuota", limits::roles(world, call.account())),
        ("Users", state.users.len()),
    ];
    let entries: Value = summary
        .iter()
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect();
    Ok(json!({ "SummaryMap": { "entry": entries } }).into())
}
