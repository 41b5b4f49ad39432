use super::{account_state, paging, role_output};
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

pub(crate) fn list_roles(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = format!("arn:{}:iam::{}:role/", world.partition, call.account());
    call.authorize(world, &Ask::new("iam:ListRoles", arn))?;
    let prefix = call.input.optional_text("PathPrefix")?.unwrap_or("/");
    let roles = account_state::state(call, world)?
        .roles()
        .filter(|role| role.arn.path.as_str().starts_with(prefix))
        .map(|role| {
            let key = role.arn.name.as_str().to_ascii_lowercase();
            (key, role_output::short(world, role))
        });
    Ok(paging::page(call, world, "Roles", roles.collect())?.into())
}
