//! What exists without anybody calling: operators, and the roles AWS or a StackSet makes.

use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{AccountId, RoleArn, RoleName, RolePath};
use serde_json::{Value, json};

use super::{grants::Grants, role::Role, user::User};
use crate::{identifiers, options::HubRole, world::World};

/// A role to be made.
#[derive(Debug, Clone)]
pub(crate) struct RoleSeed {
    pub(crate) account: AccountId,
    pub(crate) path: RolePath,
    pub(crate) name: RoleName,
    /// Principals by ARN of an account or service, as in a trust policy's `Principal`.
    pub(crate) trust: Value,
    pub(crate) inline: Option<Value>,
    pub(crate) attached: Option<String>,
}

impl RoleSeed {
    /// A role whose trust policy lets `principal` assume it, under `condition`.
    pub(crate) fn new(
        account: &AccountId,
        role: &HubRole,
        principal: Value,
        condition: Option<Value>,
    ) -> Self {
        let mut statement =
            json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
        if let (Some(condition), Value::Object(members)) = (condition, &mut statement) {
            members.insert("Condition".to_owned(), condition);
        }
        Self {
            account: account.clone(),
            path: role.path.clone(),
            name: role.name.clone(),
            trust: json!({ "Version": "2012-10-17", "Statement": [statement] }),
            inline: None,
            attached: None,
        }
    }
}

/// Makes a role that everybody sees at once; one that is already there stays as it is.
pub(crate) fn seed_role(world: &mut World, seed: RoleSeed) {
    let arn = RoleArn {
        partition: world.partition.clone(),
        account: seed.account.clone(),
        path: seed.path,
        name: seed.name,
    };
    let inline = seed
        .inline
        .map(|policy| ("permissions".to_owned(), policy.to_string()));
    let grants = Grants {
        trust: seed.trust,
        inline: inline.into_iter().collect::<BTreeMap<_, _>>(),
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

/// A user of an account who may do everything there.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) access_key_id: String,
}

/// The name of the user that stands for a person with every permission.
const OPERATOR: &str = "operator";

/// The operator of an account, made when first asked for; so is the account, in no organization.
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
