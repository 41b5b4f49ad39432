use rolepair_model::{AccountId, Region, RoleArn};
use serde_json::{Map, Value};

use super::state::StackKey;
use crate::{
    authorize::Ask,
    aws_service::AwsService,
    call::Call,
    call_record,
    caller::Caller,
    operation::{Operation, Reply},
    service_error::ServiceError,
    services::{iam, s3},
    world::World,
};

/// The identity a stack is made with, and the Region.
#[derive(Debug, Clone)]
pub(super) struct Maker {
    pub(super) caller: Caller,
    pub(super) region: Region,
}

impl Maker {
    pub(super) fn of(call: &Call) -> Self {
        Self {
            caller: call.caller.clone(),
            region: call.region.clone(),
        }
    }

    pub(super) fn account(&self) -> &AccountId {
        &self.caller.account
    }

    pub(super) fn key(&self, name: &str) -> StackKey {
        StackKey {
            account: self.account().clone(),
            region: self.region.clone(),
            name: name.to_owned(),
        }
    }

    /// Calls IAM with the maker's identity, as CloudFormation does.
    pub(super) fn call(
        &self,
        world: &mut World,
        operation: &str,
        members: Map<String, Value>,
    ) -> Result<Reply, ServiceError> {
        self.carry_out(world, AwsService::Iam, iam::OPERATIONS, operation, members)
    }

    /// Reads an object of S3 with the maker's identity, as CloudFormation does.
    pub(super) fn get_object(
        &self,
        world: &mut World,
        members: Map<String, Value>,
    ) -> Result<Reply, ServiceError> {
        self.carry_out(world, AwsService::S3, s3::OPERATIONS, "GetObject", members)
    }

    fn carry_out(
        &self,
        world: &mut World,
        service: AwsService,
        operations: &'static [Operation],
        name: &str,
        members: Map<String, Value>,
    ) -> Result<Reply, ServiceError> {
        let call = self.to_call(world, service, name).with_input(members);
        let operation = Operation::find(operations, name)
            .ok_or_else(|| ServiceError::unsupported(service, name))?;
        let result = (operation.run)(&call, world);
        call_record::record(world, &call, operation, &result);
        result
    }

    /// Refuses what the maker may not do.
    pub(super) fn may(&self, world: &World, ask: &Ask) -> Result<(), ServiceError> {
        let call = self.to_call(world, AwsService::CloudFormation, "ExecuteChangeSet");
        call.authorize(world, ask)
    }

    /// Refuses a role that the maker may not pass.
    pub(super) fn may_pass(
        &self,
        world: &World,
        role: &RoleArn,
        service: &str,
    ) -> Result<(), ServiceError> {
        let call = self.to_call(world, AwsService::CloudFormation, "ExecuteChangeSet");
        iam::may_be_passed(&call, world, role, service)
    }

    fn to_call(&self, world: &World, service: AwsService, operation: &str) -> Call {
        let mut call = Call::of_service(world, service, operation, self.caller.clone());
        call.region = self.region.clone();
        call
    }
}
