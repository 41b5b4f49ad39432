//! What a stack's resources become, one after the other; when one cannot be made, those before it
//! are taken back.

use rolepair_cloudformation::{Evaluated, EvaluatedResource};
use rolepair_model::{AccountId, Region};
use serde_json::{Map, Value};

use super::{
    functions, iam_resources, invalid, recorded,
    stack_record::{Plan, StackEvent, StackRecord},
    state::StackKey,
};
use crate::{
    authorize::Ask, aws_service::AwsService, call::Call, caller::Caller, identifiers,
    operation::Reply, service_error::ServiceError, services, world::World,
};

/// In whose name a stack is made, and where.
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

    /// Makes a call of another service, as CloudFormation does in its maker's name.
    pub(super) fn call(
        &self,
        world: &mut World,
        operation: &str,
        members: Map<String, Value>,
    ) -> Result<Reply, ServiceError> {
        let service = AwsService::Iam;
        let call = self.to_call(world, service, operation).with_input(members);
        let operation = services::find(service, operation)?;
        let result = (operation.run)(&call, world);
        let with_reads = world.dials.trail_reads;
        world
            .trail
            .record_call(&call, operation, &result, with_reads);
        result
    }

    /// Refuses what the maker may not do.
    pub(super) fn may(&self, world: &World, ask: &Ask) -> Result<(), ServiceError> {
        let call = self.to_call(world, AwsService::CloudFormation, "ExecuteChangeSet");
        call.authorize(world, ask)
    }

    fn to_call(&self, world: &World, service: AwsService, operation: &str) -> Call {
        let mut call = Call::of_service(world, service, operation, self.caller.clone());
        call.region = self.region.clone();
        call
    }
}

/// A stack that is not there yet.
pub(super) fn new_record(world: &World, maker: &Maker, name: &str) -> StackRecord {
    let uuid = identifiers::uuid();
    let (partition, region, account) = (&world.partition, &maker.region, maker.account());
    StackRecord {
        id: format!("arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}"),
        name: name.to_owned(),
        unique: uuid.replace('-', "").to_ascii_uppercase(),
        status: "REVIEW_IN_PROGRESS",
        reason: None,
        created: world.now(),
        plan: None,
        resources: Vec::new(),
        outputs: Vec::new(),
        change_sets: Default::default(),
        events: Vec::new(),
    }
}

/// What a plan comes to in a stack.
pub(super) fn evaluate(
    world: &World,
    maker: &Maker,
    record: &StackRecord,
    plan: &Plan,
) -> Result<Evaluated, ServiceError> {
    let stack = rolepair_cloudformation::Stack {
        name: record.name.clone(),
        unique: record.unique.clone(),
        account: maker.account().to_string(),
        region: maker.region.to_string(),
        partition: world.partition.to_string(),
    };
    let evaluated = plan.template.evaluate(&plan.scope(stack));
    let evaluated =
        evaluated.map_err(|error| invalid(format!("Template format error: {error}")))?;
    for resource in &evaluated.resources {
        iam_resources::check(resource)?;
        functions::check(resource)?;
    }
    Ok(evaluated)
}

/// Makes a stack; what it came to is in its record.
pub(super) fn make(world: &mut World, maker: &Maker, record: &mut StackRecord, plan: Plan) {
    let evaluated = match evaluate(world, maker, record, &plan) {
        Ok(evaluated) => evaluated,
        Err(error) => {
            record.status = "ROLLBACK_COMPLETE";
            record.reason = Some(error.message);
            return;
        }
    };
    record.plan = Some(plan);
    for resource in &evaluated.resources {
        match make_one(world, maker, resource) {
            Ok(()) => {
                tell(world, record, resource, "CREATE_COMPLETE", None);
                record.resources.push(resource.clone());
            }
            Err(error) => {
                let reason = Some(error.message);
                tell(world, record, resource, "CREATE_FAILED", reason.clone());
                take_back(world, maker, record);
                record.status = "ROLLBACK_COMPLETE";
                record.reason = reason;
                return;
            }
        }
    }
    record.outputs = evaluated.outputs;
    record.status = "CREATE_COMPLETE";
    functions::run(world, maker, &record.resources);
}

/// Deletes what the stack has made, the last first.
pub(super) fn take_back(world: &mut World, maker: &Maker, record: &mut StackRecord) {
    for resource in std::mem::take(&mut record.resources).iter().rev() {
        if resource.is_retained {
            continue;
        }
        let deleted = iam_resources::delete(world, maker, resource);
        let (status, reason) = match deleted {
            Ok(()) => ("DELETE_COMPLETE", None),
            Err(error) => ("DELETE_FAILED", Some(error.message)),
        };
        tell(world, record, resource, status, reason);
    }
}

pub(super) fn make_one(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    if iam_resources::are_made(&resource.kind) {
        return iam_resources::make(world, maker, resource);
    }
    let action = recorded::action(&resource.kind).ok_or_else(|| {
        invalid(format!(
            "resources of the type `{}` are not known here",
            resource.kind
        ))
    })?;
    let arn = resource.physical.attributes.get("Arn");
    maker.may(world, &Ask::new(action, arn.map_or("*", String::as_str)))?;
    functions::make(world, maker, resource)
}

pub(super) fn tell(
    world: &World,
    record: &mut StackRecord,
    resource: &EvaluatedResource,
    status: &'static str,
    reason: Option<String>,
) {
    record.events.push(StackEvent {
        id: identifiers::uuid(),
        at: world.now(),
        logical_id: resource.logical_id.clone(),
        physical_id: resource.physical.id.clone(),
        kind: resource.kind.clone(),
        status,
        reason,
    });
}
