//! The names of resources, and the attributes templates can ask for.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{names::generated, stack::Stack, template_error::TemplateError};

/// The name and the attributes of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Physical {
    /// The result of a `Ref` to it.
    pub id: String,
    /// The attributes of `Fn::GetAtt`.
    pub attributes: BTreeMap<&'static str, String>,
}

/// A resource whose name and attributes are to be found.
struct NamedResource<'a> {
    logical_id: &'a str,
    properties: &'a Map<String, Value>,
    stack: &'a Stack,
}

/// The name and the attributes of a resource. The types listed here are the only known ones.
pub(crate) fn of(
    kind: &str,
    logical_id: &str,
    properties: &Map<String, Value>,
    stack: &Stack,
) -> Result<Physical, TemplateError> {
    let asked = NamedResource {
        logical_id,
        properties,
        stack,
    };
    Ok(match kind {
        "AWS::IAM::Role" => asked.of_iam("role", "RoleName", 64),
        "AWS::IAM::InstanceProfile" => asked.of_iam("instance-profile", "InstanceProfileName", 128),
        "AWS::IAM::ManagedPolicy" => {
            let policy = asked.of_iam("policy", "ManagedPolicyName", 128);
            let arn = policy.attributes.get("Arn").cloned().unwrap_or_default();
            plain(arn)
        }
        "AWS::SQS::Queue" => asked.queue(),
        "AWS::Events::EventBus" => asked.with_arn("Name", "events", "event-bus/"),
        "AWS::Events::Rule" => asked.rule(),
        "AWS::Lambda::Function" => asked.with_arn("FunctionName", "lambda", "function:"),
        "AWS::Lambda::LayerVersion" => {
            let layer = asked.name("LayerName", 140);
            plain(asked.arn("lambda", &format!("layer:{layer}:1")))
        }
        "AWS::Logs::LogGroup" => {
            let name = asked.name("LogGroupName", 512);
            let arn = asked.arn("logs", &format!("log-group:{name}:*"));
            plain(name).with("Arn", arn)
        }
        "AWS::S3::Bucket" => {
            let name = asked.name("BucketName", 63).to_ascii_lowercase();
            let arn = format!("arn:{}:s3:::{name}", stack.partition);
            plain(name).with("Arn", arn)
        }
        "AWS::StepFunctions::StateMachine" => {
            let name = asked.name("StateMachineName", 80);
            let arn = asked.arn("states", &format!("stateMachine:{name}"));
            plain(arn.clone()).with("Arn", arn).with("Name", name)
        }
        "AWS::ECR::Repository" => asked.repository(),
        "AWS::EC2::LaunchTemplate" => {
            let name = asked.name("LaunchTemplateName", 128);
            plain(name).with("LatestVersionNumber", "1".to_owned())
        }
        "AWS::Scheduler::Schedule" | "AWS::Scheduler::ScheduleGroup" => {
            plain(asked.name("Name", 64))
        }
        "AWS::CloudWatch::Alarm" => plain(asked.name("AlarmName", 255)),
        "AWS::CloudWatch::Dashboard" => plain(asked.name("DashboardName", 255)),
        "AWS::S3::BucketPolicy" => plain(asked.name("Bucket", 63)),
        "AWS::IAM::Policy" | "AWS::Lambda::EventSourceMapping" | "AWS::SQS::QueuePolicy" => {
            plain(generated(stack, logical_id, 128))
        }
        _ => {
            return Err(TemplateError::UnknownType {
                logical_id: logical_id.to_owned(),
                kind: kind.to_owned(),
            });
        }
    })
}

fn plain(id: String) -> Physical {
    let attributes = BTreeMap::new();
    Physical { id, attributes }
}

impl Physical {
    fn with(mut self, attribute: &'static str, value: String) -> Self {
        self.attributes.insert(attribute, value);
        self
    }
}

impl NamedResource<'_> {
    fn given(&self, property: &str) -> Option<&str> {
        self.properties.get(property).and_then(Value::as_str)
    }

    fn name(&self, property: &str, longest: usize) -> String {
        let given = self.given(property).map(str::to_owned);
        given.unwrap_or_else(|| generated(self.stack, self.logical_id, longest))
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        let Stack {
            account,
            region,
            partition,
            ..
        } = self.stack;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    fn with_arn(&self, property: &str, service: &str, before: &str) -> Physical {
        let name = self.name(property, 64);
        let arn = self.arn(service, &format!("{before}{name}"));
        plain(name).with("Arn", arn)
    }

    fn of_iam(&self, resource: &str, property: &str, longest: usize) -> Physical {
        let name = self.name(property, longest);
        let path = self.given("Path").unwrap_or("/");
        let Stack {
            account, partition, ..
        } = self.stack;
        let arn = format!("arn:{partition}:iam::{account}:{resource}{path}{name}");
        plain(name).with("Arn", arn)
    }

    fn queue(&self) -> Physical {
        let name = self.name("QueueName", 80);
        let Stack {
            account, region, ..
        } = self.stack;
        let url = format!("https://sqs.{region}.amazonaws.com/{account}/{name}");
        let arn = self.arn("sqs", &name);
        plain(url).with("Arn", arn).with("QueueName", name)
    }

    /// The name of a rule on a custom bus includes the name of the bus.
    fn rule(&self) -> Physical {
        let name = self.name("Name", 64);
        match self.given("EventBusName") {
            Some(bus) => {
                let arn = self.arn("events", &format!("rule/{bus}/{name}"));
                plain(format!("{bus}|{name}")).with("Arn", arn)
            }
            None => {
                let arn = self.arn("events", &format!("rule/{name}"));
                plain(name).with("Arn", arn)
            }
        }
    }

    fn repository(&self) -> Physical {
        let name = self.name("RepositoryName", 256).to_ascii_lowercase();
        let Stack {
            account, region, ..
        } = self.stack;
        let uri = format!("{account}.dkr.ecr.{region}.amazonaws.com/{name}");
        let arn = self.arn("ecr", &format!("repository/{name}"));
        plain(name).with("Arn", arn).with("RepositoryUri", uri)
    }
}
