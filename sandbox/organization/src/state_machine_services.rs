use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use rolepair_model::RoleArn;
use rolepair_state_machine::{CallError, MapRun, Services};
use serde_json::{Map, Value, json};

use crate::{
    authorize::Ask,
    aws_service::AwsService,
    bus::InvocationError,
    call::Call,
    caller::Caller,
    clock,
    engine::Engine,
    hub_names,
    operation::Reply,
    service_error::ServiceError,
    services::{iam, s3, sts},
    world::World,
};

/// The services of the embedded organization, as a state machine calls them: with a session of its
/// own role in the hub account.
pub(crate) struct StateMachineServices {
    engine: Arc<Engine>,
    caller: Caller,
}

impl StateMachineServices {
    /// Assumes the role of the state machine.
    ///
    /// # Errors
    /// If the role does not exist, or does not trust Step Functions.
    pub(crate) fn assume_role(engine: &Arc<Engine>, machine: &str) -> Result<Self, CallError> {
        let caller = session(&mut engine.world(), machine).map_err(of_service)?;
        Ok(Self {
            engine: Arc::clone(engine),
            caller,
        })
    }

    fn s3_call(&self, operation: &str, input: Value) -> Call {
        let members = match input {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let world = self.engine.world();
        let caller = self.caller.clone();
        Call::of_service(&world, AwsService::S3, operation, caller).with_input(members)
    }
}

fn session(world: &mut World, machine: &str) -> Result<Caller, ServiceError> {
    let role = hub_names::state_machine_role(world);
    let wrong = |_| iam::no_such_entity(format!("`{role}` is not the ARN of a role"));
    let role: RoleArn = role.parse().map_err(wrong)?;
    let machine_arn = hub_names::state_machine_arn(world, machine);
    let account = world.options.hub.id.clone();
    let context = [
        ("aws:SourceArn", machine_arn.as_str()),
        ("aws:SourceAccount", account.as_str()),
    ];
    let service = "states.amazonaws.com";
    let session = sts::assume_as_service(world, service, &role, machine, &context, None)?;
    let key = world.sts.key(&session.access_key_id);
    let caller = key.map(|key| key.caller.clone());
    caller.ok_or_else(|| ServiceError::no_session(AwsService::Sts))
}

fn of_service(error: ServiceError) -> CallError {
    CallError {
        code: error.code,
        message: error.message,
    }
}

fn of_function(error: InvocationError) -> CallError {
    CallError {
        code: error.error_type,
        message: error.message,
    }
}

impl Services for StateMachineServices {
    fn now(&self) -> String {
        clock::iso(self.engine.world().now())
    }

    fn skips_retry_waits(&self) -> bool {
        self.engine.world().dials.skip_retry_waits
    }

    fn arn(&self, resource: &str) -> String {
        hub_names::states_arn(&self.engine.world(), resource)
    }

    fn authorize(&self, action: &str, resource: &str) -> Result<(), CallError> {
        let world = self.engine.world();
        // Only the words of the error depend on the service.
        let call = Call::of_service(&world, AwsService::Sts, action, self.caller.clone());
        call.authorize(&world, &Ask::new(action, resource))
            .map_err(of_service)
    }

    fn invoke<'s>(
        &'s self,
        function: &'s str,
        payload: Value,
    ) -> BoxFuture<'s, Result<Value, CallError>> {
        Box::pin(async move {
            let name = function.rsplit(':').next().unwrap_or(function);
            let answer = self.engine.bus.invoke_deployed(name, payload).await;
            let answer = answer.unwrap_or_else(|| Err(InvocationError::not_found(name)));
            answer.map_err(of_function)
        })
    }

    fn put_object(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: String,
    ) -> Result<(), CallError> {
        let mut call = self.s3_call("PutObject", json!({ "Bucket": bucket, "Key": key }));
        call.request.body = body.into();
        if let Ok(value) = content_type.parse() {
            call.request
                .headers
                .insert(http::header::CONTENT_TYPE, value);
        }
        self.engine.call(&call).map(drop).map_err(of_service)
    }

    fn get_object(&self, bucket: &str, key: &str) -> Result<Bytes, CallError> {
        let call = self.s3_call("GetObject", json!({ "Bucket": bucket, "Key": key }));
        match self.engine.call(&call).map_err(of_service)? {
            Reply::Response(response) => Ok(response.body),
            Reply::Output(_) => Err(of_service(ServiceError::internal(AwsService::S3))),
        }
    }

    fn list_objects(&self, bucket: &str, prefix: &str) -> Result<Vec<String>, CallError> {
        let input = json!({ "Bucket": bucket, "prefix": prefix });
        let call = self.s3_call("ListObjectsV2", input);
        s3::keys(&call, &self.engine.world()).map_err(of_service)
    }

    fn report(&self, map_run: &MapRun) {
        self.engine.map_run.send_replace(Some(map_run.clone()));
    }
}
