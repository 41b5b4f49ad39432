use serde::{Deserialize, Serialize};

/// A service of the embedded organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AwsService {
    /// AWS Security Token Service.
    Sts,
    /// AWS Identity and Access Management.
    Iam,
    /// AWS Organizations.
    Organizations,
    /// Amazon Elastic Container Service.
    Ecs,
    /// Amazon DynamoDB.
    DynamoDb,
    /// Amazon Simple Storage Service.
    S3,
    /// Amazon EventBridge.
    Events,
    /// AWS CloudFormation.
    CloudFormation,
}

/// How a service's requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// A form in, XML out.
    Query { version: &'static str },
    /// JSON both ways, the operation in `X-Amz-Target`.
    Json {
        content_type: &'static str,
        target: &'static str,
        message_key: &'static str,
    },
    /// The operation in method, path and query; XML and bytes both ways.
    RestXml,
}

impl AwsService {
    const ALL: [Self; 8] = [
        Self::Sts,
        Self::Iam,
        Self::Organizations,
        Self::Ecs,
        Self::DynamoDb,
        Self::S3,
        Self::Events,
        Self::CloudFormation,
    ];

    /// The name in a signature's scope, in action names and in ARNs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Organizations => "organizations",
            Self::Ecs => "ecs",
            Self::DynamoDb => "dynamodb",
            Self::S3 => "s3",
            Self::Events => "events",
            Self::CloudFormation => "cloudformation",
        }
    }

    /// The service a signature's scope names.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    /// The service as CloudTrail names it.
    pub(crate) fn event_source(self) -> String {
        format!("{}.amazonaws.com", self.name())
    }

    /// The Region its records appear in, whatever Region was signed for.
    pub(crate) fn home_region(self) -> Option<&'static str> {
        match self {
            Self::Iam | Self::Organizations => Some("us-east-1"),
            Self::Sts
            | Self::Ecs
            | Self::DynamoDb
            | Self::S3
            | Self::Events
            | Self::CloudFormation => None,
        }
    }

    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Self::Sts => Protocol::Query {
                version: "2011-06-15",
            },
            Self::Iam => Protocol::Query {
                version: "2010-05-08",
            },
            Self::CloudFormation => Protocol::Query {
                version: "2010-05-15",
            },
            Self::Organizations => Protocol::Json {
                content_type: "application/x-amz-json-1.1",
                target: "AWSOrganizationsV20161128",
                message_key: "Message",
            },
            Self::Ecs => Protocol::Json {
                content_type: "application/x-amz-json-1.1",
                target: "AmazonEC2ContainerServiceV20141113",
                message_key: "message",
            },
            Self::DynamoDb => Protocol::Json {
                content_type: "application/x-amz-json-1.0",
                target: "DynamoDB_20120810",
                message_key: "message",
            },
            Self::Events => Protocol::Json {
                content_type: "application/x-amz-json-1.1",
                target: "AWSEvents",
                message_key: "message",
            },
            Self::S3 => Protocol::RestXml,
        }
    }
}
