use rolepair_model::{AccountId, Region};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::{
    aws_service::AwsService, caller::Caller, exchange::Request, identifiers, input::Input,
    service_error::ServiceError, world::World,
};

/// One verified call of one operation.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) request_id: String,
    pub(crate) service: AwsService,
    pub(crate) operation: String,
    pub(crate) caller: Caller,
    /// The Region the call was signed for.
    pub(crate) region: Region,
    pub(crate) input: Input,
    /// The request as it came, for S3.
    pub(crate) request: Request,
    pub(crate) at: OffsetDateTime,
}

impl Call {
    /// A call that a service makes on somebody's behalf.
    pub(crate) fn of_service(
        world: &World,
        service: AwsService,
        operation: &str,
        caller: Caller,
    ) -> Self {
        Self {
            request_id: identifiers::uuid(),
            service,
            operation: operation.to_owned(),
            caller,
            region: world.options.region.clone(),
            input: Input::new(service, Map::new()),
            request: Request::none(),
            at: world.now(),
        }
    }

    /// The call with this input.
    pub(crate) fn with_input(mut self, members: Map<String, Value>) -> Self {
        self.input = Input::new(self.service, members);
        self
    }

    /// The account the call acts in: the caller's.
    pub(crate) fn account(&self) -> &AccountId {
        &self.caller.account
    }

    /// The service's own error for a call that is not allowed.
    pub(crate) fn access_denied(&self, message: impl Into<String>) -> ServiceError {
        ServiceError::access_denied(self.service, message)
    }

    /// An ARN of the caller's account in the Region of the call.
    pub(crate) fn arn(&self, world: &World, resource: &str) -> String {
        format!(
            "arn:{}:{}:{}:{}:{resource}",
            world.partition,
            self.service.name(),
            self.region,
            self.account()
        )
    }

    /// What the call is about, for the log: a role, an account, a family.
    pub(crate) fn subject(&self) -> Option<&str> {
        const NAMES: [&str; 12] = [
            "RoleName",
            "RoleArn",
            "AccountId",
            "ResourceId",
            "taskDefinition",
            "family",
            "familyPrefix",
            "TableName",
            "PolicyArn",
            "CreateAccountRequestId",
            "StackName",
            "StackSetName",
        ];
        let member = |name: &&str| self.input.value(name).and_then(Value::as_str);
        NAMES.iter().find_map(member)
    }
}
