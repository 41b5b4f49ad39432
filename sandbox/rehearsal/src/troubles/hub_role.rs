use std::collections::BTreeMap;

use aws_sdk_iam::types::Role;
use percent_encoding::percent_decode_str;
use rolepair_model::AccountId;

use crate::{RehearsalError, people::People};

/// The role the hub assumes in a task account, after it was deleted.
#[derive(Debug)]
pub(super) struct TakenRole {
    role: Role,
    policies: BTreeMap<String, String>,
}

impl TakenRole {
    /// Deletes it.
    pub(super) async fn take(
        people: &People<'_>,
        account: &AccountId,
    ) -> Result<Self, RehearsalError> {
        let name = people.sandbox.options().task_account_role.name.as_str();
        let iam = people.iam(account);
        let role = iam.get_role().role_name(name).send().await;
        let role = role.map_err(RehearsalError::of("GetRole"))?.role;
        let role = role.ok_or_else(|| RehearsalError::incomplete("the answer to GetRole"))?;
        let names = iam.list_role_policies().role_name(name).send().await;
        let names = names.map_err(RehearsalError::of("ListRolePolicies"))?;
        let mut policies = BTreeMap::new();
        for policy in names.policy_names {
            let request = iam.get_role_policy().role_name(name).policy_name(&policy);
            let document = request.send().await;
            let document = document.map_err(RehearsalError::of("GetRolePolicy"))?;
            let request = iam.delete_role_policy().role_name(name);
            let deleted = request.policy_name(&policy).send().await;
            deleted.map_err(RehearsalError::of("DeleteRolePolicy"))?;
            policies.insert(policy, decoded(&document.policy_document));
        }
        let deleted = iam.delete_role().role_name(name).send().await;
        deleted.map_err(RehearsalError::of("DeleteRole"))?;
        Ok(Self { role, policies })
    }

    /// Makes it again.
    pub(super) async fn give_back(
        self,
        people: &People<'_>,
        account: &AccountId,
    ) -> Result<(), RehearsalError> {
        let iam = people.iam(account);
        let trust = self.role.assume_role_policy_document().unwrap_or_default();
        let request = iam.create_role().role_name(self.role.role_name());
        let request = request.path(self.role.path());
        let created = request.assume_role_policy_document(decoded(trust)).send();
        created.await.map_err(RehearsalError::of("CreateRole"))?;
        for (policy, document) in self.policies {
            let request = iam.put_role_policy().role_name(self.role.role_name());
            let request = request.policy_name(policy).policy_document(document);
            let put = request.send().await;
            put.map_err(RehearsalError::of("PutRolePolicy"))?;
        }
        Ok(())
    }
}

/// A document as it was before IAM percent-encoded it.
fn decoded(document: &str) -> String {
    percent_decode_str(document)
        .decode_utf8_lossy()
        .into_owned()
}
