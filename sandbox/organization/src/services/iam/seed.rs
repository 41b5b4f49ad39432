//! What exists without a call: operators, and the roles that AWS or a StackSet makes.

use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{AccountId, RoleArn, RoleName, RolePath, Tags};
use serde_json::{Value, json};

use super::{grants::Grants, managed_policy::ManagedPolicy, role::Role, user::User};
use crate::{identifiers, options::RoleLocation, world::World};

/// A role to be made.
#[derive(Debug, Clone)]
pub(crate) struct RoleSeed {
    pub(crate) account: AccountId,
    pub(crate) path: RolePath,
    pub(crate) name: RoleName,
    pub(crate) trust: Value,
    /// Its inline policies by name.
    pub(crate) inline: BTreeMap<String, Value>,
    pub(crate) attached: Option<String>,
}

impl RoleSeed {
    /// A role whose trust policy lets `principal` assume it.
    pub(crate) fn new(account: &AccountId, role: &RoleLocation, principal: Value) -> Self {
        let statement =
            json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
        let trust = json!({ "Version": "2012-10-17", "Statement": [statement] });
        Self::trusting(account, role, trust)
    }

    /// A role with this trust policy.
    pub(crate) fn trusting(account: &AccountId, role: &RoleLocation, trust: Value) -> Self {
        Self {
            account: account.clone(),
            path: role.path.clone(),
            name: role.name.clone(),
            trust,
            inline: BTreeMap::new(),
            attached: None,
        }
    }
}

/// Makes a role that everybody sees at once. An existing one stays as it is.
pub(crate) fn seed_role(world: &mut World, seed: RoleSeed) {
    let arn = RoleArn {
        partition: world.partition.clone(),
        account: seed.account.clone(),
        path: seed.path,
        name: seed.name,
    };
    let inline = seed.inline.into_iter();
    let grants = Grants {
        trust: seed.trust,
        inline: inline
            .map(|(name, policy)| (name, policy.to_string()))
            .collect(),
        attached: seed.attached.into_iter().collect::<BTreeSet<_>>(),
        boundary: None,
    };
    let role = Role::new(arn, identifiers::unique_id("AROA"), world.now(), grants);
    if let Some(state) = world.iam.get_mut(&seed.account)
        && state.role(role.arn.name.as_str()).is_err()
    {
        state.insert_role(role);
    }
}

/// A managed policy to be made.
#[derive(Debug, Clone)]
pub(crate) struct PolicySeed {
    pub(crate) account: AccountId,
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) document: Value,
}

/// Makes a managed policy. An existing one stays as it is.
pub(crate) fn seed_policy(world: &mut World, seed: PolicySeed) {
    let PolicySeed {
        account,
        path,
        name,
        document,
    } = seed;
    let arn = format!("arn:{}:iam::{account}:policy{path}{name}", world.partition);
    let created = world.now();
    let Some(state) = world.iam.get_mut(&account) else {
        return;
    };
    let policy = || ManagedPolicy {
        id: identifiers::unique_id("ANPA"),
        arn: arn.clone(),
        name,
        path,
        description: None,
        document: document.to_string(),
        created,
        tags: Tags::new(),
    };
    state.policies.entry(arn.clone()).or_insert_with(policy);
}

/// A user of an account who may do everything there.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) access_key_id: String,
}

/// The name of the user with every permission.
const OPERATOR: &str = "operator";

/// The operator of an account. It is made on first use; so is the account, outside the organization.
pub(crate) fn seed_operator(world: &mut World, account: &AccountId) -> Operator {
    let partition = world.partition.clone();
    let state = world.iam.entry(account.clone()).or_default();
    let user = state
        .users
        .entry(OPERATOR.to_owned())
        .or_insert_with(|| User {
            id: identifiers::unique_id("AIDA"),
            arn: format!("arn:{partition}:iam::{account}:user/{OPERATOR}"),
            attached: BTreeSet::from([format!(
                "arn:{partition}:iam::aws:policy/AdministratorAccess"
            )]),
            access_key_id: identifiers::access_key_id("AKIA"),
        });
    Operator {
        name: OPERATOR.to_owned(),
        arn: user.arn.clone(),
        user_id: user.id.clone(),
        access_key_id: user.access_key_id.clone(),
    }
}
