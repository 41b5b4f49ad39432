//! What Lambda checks before it polls a queue for a function.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>

use crate::{
    authorize::Ask, aws_service::AwsService, call::Call, credentials::Credentials,
    service_error::ServiceError, world::World,
};

/// What Lambda does to a queue, with the function's role.
const CALLS: [&str; 3] = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/// Refuses to poll a queue, given by its ARN, unless the role of these credentials may.
pub(crate) fn must_be_pollable(
    world: &World,
    credentials: &Credentials,
    queue: &str,
) -> Result<(), ServiceError> {
    let key = world.sts.key(&credentials.access_key_id);
    let key = key.ok_or_else(|| ServiceError::no_session(AwsService::Sts))?;
    for name in CALLS {
        let caller = key.caller.clone();
        let call = Call::of_service(world, AwsService::Sts, name, caller);
        let ask = Ask::new(format!("sqs:{name}"), queue);
        call.authorize(world, &ask).map_err(|_| {
            let message = format!(
                "The function execution role does not have permissions to call {name} on SQS"
            );
            ServiceError::new(400, "InvalidParameterValueException", message)
        })?;
    }
    Ok(())
}
