use rolepair_model::AccountId;

use super::state::AccessKey;
use crate::{
    caller::{Caller, CallerIdentity},
    credentials::Credentials,
    identifiers,
    services::iam::{self, Operator},
    world::World,
};

/// Credentials of an IAM user of `account` who may do everything there. They are the same each time.
/// An account that does not exist is made, outside the organization.
pub(crate) fn operator_credentials(world: &mut World, account: &AccountId) -> Credentials {
    let operator = iam::seed_operator(world, account);
    let key = match world.sts.key(&operator.access_key_id) {
        Some(key) => key.clone(),
        None => new_key(world, account, &operator),
    };
    Credentials {
        account: account.clone(),
        access_key_id: operator.access_key_id,
        secret_access_key: key.secret,
        session_token: None,
        expiration: None,
    }
}

fn new_key(world: &mut World, account: &AccountId, operator: &Operator) -> AccessKey {
    let caller = Caller {
        account: account.clone(),
        access_key_id: operator.access_key_id.clone(),
        identity: CallerIdentity::User {
            name: operator.name.clone(),
            user_id: operator.user_id.clone(),
            arn: operator.arn.clone(),
        },
    };
    let key = AccessKey {
        secret: identifiers::secret(),
        token: None,
        expires: None,
        caller,
    };
    world
        .sts
        .insert(operator.access_key_id.clone(), key.clone());
    key
}
