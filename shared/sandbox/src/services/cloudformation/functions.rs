//! Lambda functions of a stack: their code and layers from S3, the session of their role, and the
//! events that the rules of the stack bring to their queues.

use std::{
    io::Cursor,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use rolepair_cloudformation::EvaluatedResource;
use rolepair_model::RoleArn;
use serde_json::{Map, Value};
use zip::ZipArchive;

use super::{invalid, making::Maker};
use crate::{
    Code, Function, FunctionEnvironment, Pattern,
    authorize::Ask,
    service_error::ServiceError,
    services::{s3, sts},
    world::World,
};

const FUNCTION: &str = "AWS::Lambda::Function";
const LAYER: &str = "AWS::Lambda::LayerVersion";
const SOURCE: &str = "AWS::Lambda::EventSourceMapping";
const QUEUE: &str = "AWS::SQS::Queue";
const RULE: &str = "AWS::Events::Rule";

/// The properties of a function; those that are heeded, and those that change nothing here.
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

/// Where a function finds the configuration below `/opt`.
const CONFIGURATION: &str = "opt/rolepair/rolepair.yaml";
const BOOTSTRAP: &str = "bootstrap";

/// A function that is to run as soon as its code is unpacked.
#[derive(Debug)]
pub(crate) struct PendingFunction {
    pub(crate) function: Function,
    pub(crate) environment: FunctionEnvironment,
    pub(crate) account: String,
    pub(crate) partition: String,
    folder: PathBuf,
    code: Bytes,
    layers: Vec<Bytes>,
}

impl PendingFunction {
    /// Unpacks the code and the layers.
    pub(crate) fn unpack(&self) -> Result<(), zip::result::ZipError> {
        ZipArchive::new(Cursor::new(&self.code))?.extract(&self.folder)?;
        for layer in &self.layers {
            ZipArchive::new(Cursor::new(layer))?.extract(self.folder.join("opt"))?;
        }
        Ok(())
    }
}

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

/// Makes a function or a layer, as far as that can fail: the object is there and is what it should
/// be, and Lambda may have the role. What is of another type is made already.
pub(super) fn make(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    match resource.kind.as_str() {
        LAYER => object(world, maker, resource, "Content").map(drop),
        FUNCTION => {
            let code = object(world, maker, resource, "Code")?;
            let has_bootstrap = ZipArchive::new(Cursor::new(&code))
                .is_ok_and(|mut zip| zip.by_name(BOOTSTRAP).is_ok());
            if !has_bootstrap {
                let name = &resource.logical_id;
                return Err(invalid(format!(
                    "the code of `{name}` is no zip with a `{BOOTSTRAP}`"
                )));
            }
            let role = role(resource)?;
            let ask = Ask::new("iam:PassRole", role.to_string())
                .with("iam:PassedToService", "lambda.amazonaws.com");
            maker.may(world, &ask)?;
            session(world, resource).map(drop)
        }
        _ => Ok(()),
    }
}

/// Lets the functions of a finished stack run from now on.
pub(super) fn run(world: &mut World, maker: &Maker, resources: &[EvaluatedResource]) {
    for resource in resources.iter().filter(|one| one.kind == FUNCTION) {
        match pending(world, maker, resources, resource) {
            Ok(pending) => world.cloudformation.pending.push(pending),
            Err(error) => {
                tracing::error!(function = resource.physical.id, %error, "a function does not run");
            }
        }
    }
}

fn pending(
    world: &mut World,
    maker: &Maker,
    resources: &[EvaluatedResource],
    resource: &EvaluatedResource,
) -> Result<PendingFunction, ServiceError> {
    let layers = names(resource.properties.get("Layers"));
    let layers = resources
        .iter()
        .filter(|one| one.kind == LAYER && layers.contains(&one.physical.id.as_str()))
        .map(|layer| object(world, maker, layer, "Content"))
        .collect::<Result<_, _>>()?;
    let folder = tempfile::tempdir().map_err(|error| invalid(error.to_string()))?;
    let path = folder.path().to_owned();
    let function = function(resources, resource, &path);
    let environment = FunctionEnvironment {
        endpoint: world.cloudformation.endpoint.clone(),
        region: maker.region.to_string(),
        credentials: session(world, resource)?,
        variables: function.environment.clone(),
    };
    let code = object(world, maker, resource, "Code")?;
    world.cloudformation.folders.push(folder);
    Ok(PendingFunction {
        function,
        environment,
        account: maker.account().to_string(),
        partition: world.partition.to_string(),
        folder: path,
        code,
        layers,
    })
}

fn function(
    resources: &[EvaluatedResource],
    resource: &EvaluatedResource,
    folder: &Path,
) -> Function {
    let number = |properties: &Map<String, Value>, pointer: &str| {
        let value = Value::Object(properties.clone());
        let value = value.pointer(pointer).cloned()?;
        // A number that comes from a parameter is a text.
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let name = resource.physical.id.clone();
    let mut function = Function::new(name.clone(), Code::binary(folder.join(BOOTSTRAP)));
    let configuration = folder.join(CONFIGURATION).display().to_string();
    function = function.with_variable("ROLEPAIR_CONFIG", configuration);
    if let Some(seconds) = number(&resource.properties, "/Timeout") {
        function.timeout = Duration::from_secs(seconds);
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut patterns = Vec::new();
    let sources = resources.iter().filter(|one| one.kind == SOURCE);
    for source in sources.filter(|one| text(&one.properties, "FunctionName") == Some(&name)) {
        if let Some(size) = number(&source.properties, "/BatchSize") {
            function.batch_size = count(size);
        }
        if let Some(most) = number(&source.properties, "/ScalingConfig/MaximumConcurrency") {
            function.concurrency = count(most);
        }
        let queue = text(&source.properties, "EventSourceArn").unwrap_or_default();
        patterns.extend(patterns_to(resources, queue));
        let mut queues = resources.iter().filter(|one| one.kind == QUEUE);
        let is_it = |one: &&EvaluatedResource| {
            one.physical
                .attributes
                .get("Arn")
                .is_some_and(|arn| arn == queue)
        };
        let receives = queues
            .find(is_it)
            .and_then(|queue| number(&queue.properties, "/RedrivePolicy/maxReceiveCount"));
        if let Some(receives) = receives {
            function.max_receives = u32::try_from(receives).unwrap_or(u32::MAX);
        }
    }
    function.patterns = Some(patterns);
    function
}

/// The patterns of the rules that bring events to a queue.
fn patterns_to(resources: &[EvaluatedResource], queue: &str) -> Vec<Pattern> {
    let rules = resources.iter().filter(|one| one.kind == RULE);
    rules
        .filter(|rule| targets(rule).any(|target| target == queue))
        .filter_map(pattern)
        .collect()
}

/// What a rule brings its events to.
pub(super) fn targets(rule: &EvaluatedResource) -> impl Iterator<Item = &str> {
    let targets = rule.properties.get("Targets").and_then(Value::as_array);
    let targets = targets.into_iter().flatten();
    targets.filter_map(|target| target.get("Arn").and_then(Value::as_str))
}

/// What a rule takes.
pub(super) fn pattern(rule: &EvaluatedResource) -> Option<Pattern> {
    let pattern = rule.properties.get("EventPattern")?.to_string();
    Pattern::parse(&pattern)
        .inspect_err(|error| tracing::error!(rule = rule.physical.id, %error, "a pattern is wrong"))
        .ok()
}

fn role(resource: &EvaluatedResource) -> Result<RoleArn, ServiceError> {
    let role = text(&resource.properties, "Role").unwrap_or_default();
    let wrong = |_| invalid(format!("`{role}` is no role"));
    role.parse().map_err(wrong)
}

/// A session that does not end: Lambda would renew it.
fn session(
    world: &mut World,
    resource: &EvaluatedResource,
) -> Result<crate::Credentials, ServiceError> {
    let role = role(resource)?;
    let name = resource.physical.id.as_str();
    sts::assume_as_service(world, "lambda.amazonaws.com", &role, name, &[], None).map_err(|_| {
        let message = "The role defined for the function cannot be assumed by Lambda.";
        ServiceError::new(400, "InvalidParameterValueException", message)
    })
}

/// The object a property names, which has to be there and the maker's to read.
fn object(
    world: &World,
    maker: &Maker,
    resource: &EvaluatedResource,
    property: &str,
) -> Result<Bytes, ServiceError> {
    let of = |name| {
        let place = resource.properties.get(property)?;
        place.get(name).and_then(Value::as_str)
    };
    let (Some(bucket), Some(key)) = (of("S3Bucket"), of("S3Key")) else {
        let name = &resource.logical_id;
        return Err(invalid(format!("the {property} of `{name}` is not in S3")));
    };
    let arn = format!("arn:{}:s3:::{bucket}/{key}", world.partition);
    maker.may(world, &Ask::new("s3:GetObject", arn))?;
    s3::object(world, bucket, key).ok_or_else(|| {
        let message =
            format!("Error occurred while GetObject. S3 Error Code: NoSuchKey. {bucket}/{key}");
        ServiceError::new(400, "InvalidParameterValueException", message)
    })
}

fn text<'a>(properties: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    properties.get(name).and_then(Value::as_str)
}

fn names(list: Option<&Value>) -> Vec<&str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
