//! Lambda functions of a stack: their code and layers from S3, the session of their role, and the
//! events that the rules of the stack bring to their queues.

use std::{io::Cursor, path::Path, time::Duration};

use bytes::Bytes;
use rolepair_cloudformation::EvaluatedResource;
use rolepair_model::RoleArn;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use zip::ZipArchive;

use super::{
    error::invalid,
    event_sources::{self, EventSource, FUNCTION},
    maker::Maker,
};
use crate::{
    bus::{Code, DeployedFunction, FunctionEnvironment, HostedFunction},
    credentials::Credentials,
    operation::Reply,
    queue_access::must_be_pollable,
    service_error::ServiceError,
    services::sts,
    world::World,
};

const LAYER: &str = "AWS::Lambda::LayerVersion";

/// The properties of a function: those with an effect, and those that change nothing here.
const PROPERTIES: [&str; 11] = [
    "FunctionName",
    "Description",
    "Runtime",
    "Architectures",
    "Handler",
    "MemorySize",
    "Timeout",
    "Role",
    "Layers",
    "Code",
    "LoggingConfig",
];

/// The configuration in a function's layer, which Lambda unpacks below `/opt`.
const CONFIGURATION: &str = "opt/rolepair/rolepair.yaml";
const BOOTSTRAP: &str = "bootstrap";

/// Refuses a property of a function that is not known.
pub(super) fn check(resource: &EvaluatedResource) -> Result<(), ServiceError> {
    let mut properties = resource.properties.keys();
    let unknown = properties.find(|property| !PROPERTIES.contains(&property.as_str()));
    match unknown {
        Some(property) if resource.kind == FUNCTION => Err(invalid(format!(
            "the property `{property}` of the {FUNCTION} `{}` is not known here",
            resource.logical_id
        ))),
        _ => Ok(()),
    }
}

/// Makes a function, a layer or a rule, as far as that can fail: the object exists and is valid,
/// Lambda may assume the role, and the pattern can be read. Other types are already made.
pub(super) fn make(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    match resource.kind.as_str() {
        LAYER => archive(world, maker, resource, "Content").map(drop),
        FUNCTION => {
            let (hub, region) = (&world.options.hub.id, &world.options.region);
            if maker.account() != hub || maker.region != *region {
                return Err(invalid(format!(
                    "the function `{}` cannot run here: the embedded organization runs functions of stacks only where it has its bus, in the hub account {hub} and {region}",
                    resource.logical_id
                )));
            }
            let mut code = archive(world, maker, resource, "Code")?;
            if code.by_name(BOOTSTRAP).is_err() {
                let name = &resource.logical_id;
                return Err(invalid(format!(
                    "the code of `{name}` has no `{BOOTSTRAP}`"
                )));
            }
            let session = session(world, resource)?;
            world.sts.take(&session.access_key_id);
            Ok(())
        }
        event_sources::RULE => event_sources::pattern(resource).map(drop),
        _ => Ok(()),
    }
}

/// Prepares the functions of a stack, each with the folder of its code.
pub(super) fn ready(
    world: &mut World,
    maker: &Maker,
    resources: &[EvaluatedResource],
) -> Result<Vec<(DeployedFunction, TempDir)>, ServiceError> {
    let functions = resources.iter().filter(|one| one.kind == FUNCTION);
    functions
        .map(|function| pending(world, maker, resources, function))
        .collect()
}

/// Lets functions run from now on.
pub(super) fn run(world: &mut World, functions: Vec<(DeployedFunction, TempDir)>) {
    for (function, folder) in functions {
        world.cloudformation.folders.push(folder);
        world.cloudformation.pending.push(function);
    }
}

fn pending(
    world: &mut World,
    maker: &Maker,
    resources: &[EvaluatedResource],
    resource: &EvaluatedResource,
) -> Result<(DeployedFunction, TempDir), ServiceError> {
    let folder = tempfile::tempdir().map_err(|error| invalid(error.to_string()))?;
    unpack(world, maker, resources, resource, folder.path())?;
    let sources = event_sources::of(resources, resource)?;
    let function = function(resources, resource, &sources, folder.path())?;
    let credentials = session(world, resource)?;
    for source in &sources {
        must_be_pollable(world, &credentials, source.arn())?;
    }
    let environment = FunctionEnvironment {
        endpoint: world.cloudformation.endpoint.clone(),
        region: maker.region.to_string(),
        credentials,
        variables: function.environment.clone(),
    };
    let pending = DeployedFunction {
        function,
        environment,
        account: maker.account().to_string(),
        partition: world.partition.to_string(),
    };
    Ok((pending, folder))
}

/// Unpacks the code of a function and its layers.
fn unpack(
    world: &mut World,
    maker: &Maker,
    resources: &[EvaluatedResource],
    resource: &EvaluatedResource,
    folder: &Path,
) -> Result<(), ServiceError> {
    let wrong = |error: zip::result::ZipError| {
        let name = &resource.logical_id;
        invalid(format!("the code of `{name}` cannot be unpacked: {error}"))
    };
    let mut code = archive(world, maker, resource, "Code")?;
    code.extract(folder).map_err(wrong)?;
    for name in names(resource.properties.get("Layers")) {
        let is_it = |one: &&EvaluatedResource| one.kind == LAYER && one.physical.id == name;
        let layer = resources.iter().find(is_it);
        let layer = layer.ok_or_else(|| invalid(format!("the layer `{name}` is not in its stack")));
        let mut layer = archive(world, maker, layer?, "Content")?;
        layer.extract(folder.join("opt")).map_err(wrong)?;
    }
    Ok(())
}

fn function(
    resources: &[EvaluatedResource],
    resource: &EvaluatedResource,
    sources: &[EventSource<'_>],
    folder: &Path,
) -> Result<HostedFunction, ServiceError> {
    let name = resource.physical.id.clone();
    let mut function = HostedFunction::new(name.clone(), Code::binary(folder.join(BOOTSTRAP)));
    function.deployed_name = name;
    let configuration = folder.join(CONFIGURATION).display().to_string();
    function = function.with_variable("ROLEPAIR_CONFIG", configuration);
    if let Some(seconds) = number(&resource.properties, "/Timeout") {
        function.timeout = Duration::from_secs(seconds);
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut patterns = Vec::new();
    for source in sources {
        let mapping = &source.mapping.properties;
        if let Some(size) = number(mapping, "/BatchSize") {
            function.batch_size = count(size);
        }
        if let Some(most) = number(mapping, "/ScalingConfig/MaximumConcurrency") {
            function.concurrency = count(most);
        }
        let receives = number(&source.queue.properties, "/RedrivePolicy/maxReceiveCount");
        if let Some(receives) = receives {
            function.max_receives = u32::try_from(receives).unwrap_or(u32::MAX);
        }
        patterns.extend(source.patterns(resources)?);
    }
    function.patterns = Some(patterns);
    Ok(function)
}

fn number(properties: &Map<String, Value>, pointer: &str) -> Option<u64> {
    let value = Value::Object(properties.clone());
    let value = value.pointer(pointer).cloned()?;
    // A number that comes from a parameter is a text.
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn role(resource: &EvaluatedResource) -> Result<RoleArn, ServiceError> {
    let role = resource.properties.get("Role").and_then(Value::as_str);
    let role = role.unwrap_or_default();
    let wrong = |_| invalid(format!("`{role}` is not the ARN of a role"));
    role.parse().map_err(wrong)
}

/// A session that does not expire: Lambda would renew it.
fn session(world: &mut World, resource: &EvaluatedResource) -> Result<Credentials, ServiceError> {
    let role = role(resource)?;
    let name = resource.physical.id.as_str();
    sts::assume_as_service(world, "lambda.amazonaws.com", &role, name, &[], None).map_err(|_| {
        let message = "The role defined for the function cannot be assumed by Lambda.";
        ServiceError::new(400, "InvalidParameterValueException", message)
    })
}

/// The zip in S3 that a property names, read in the maker's name and as the bucket's policy allows.
fn archive(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
    property: &str,
) -> Result<ZipArchive<Cursor<Bytes>>, ServiceError> {
    let of = |name| {
        let place = resource.properties.get(property)?;
        place.get(name).and_then(Value::as_str)
    };
    let name = &resource.logical_id;
    let (Some(bucket), Some(key)) = (of("S3Bucket"), of("S3Key")) else {
        return Err(invalid(format!("the {property} of `{name}` is not in S3")));
    };
    let input = json!({ "Bucket": bucket, "Key": key });
    let input = input.as_object().cloned().unwrap_or_default();
    let refused = |code: &str, message: &str| {
        let message = format!(
            "Error occurred while GetObject of {bucket}/{key}. S3 Error Code: {code}. S3 Error Message: {message}"
        );
        ServiceError::new(400, "InvalidParameterValueException", message)
    };
    let body = match maker.get_object(world, input) {
        Ok(Reply::Response(response)) => response.body,
        Ok(Reply::Output(_)) => return Err(refused("InternalError", "no object was answered")),
        Err(error) => return Err(refused(&error.code, &error.message)),
    };
    ZipArchive::new(Cursor::new(body))
        .map_err(|_| invalid(format!("the {property} of `{name}` is not a zip file")))
}

fn names(list: Option<&Value>) -> Vec<&str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
