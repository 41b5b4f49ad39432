use std::path::PathBuf;

use rolepair_model::{AccountId, OrganizationalUnitId, Partition, Region};
use serde::Serialize;

/// What an installation creates, in the order it has to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Deployment {
    /// What the templates refer to, and is uploaded first.
    pub(crate) objects: Vec<Object>,
    /// The stacks.
    pub(crate) stacks: Vec<Stack>,
    /// What a person should know.
    pub(crate) notes: Vec<String>,
    /// Where the hub is.
    #[serde(skip)]
    pub(crate) hub_region: Region,
    /// Which partition all of it is in.
    #[serde(skip)]
    pub(crate) partition: Partition,
}

/// A file in the code bucket. Its key holds its hash: CloudFormation updates a function only when
/// the key changes, and a key that is there already needs no upload.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Object {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// Where the file is; none for one that is made of the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<PathBuf>,
    /// What is uploaded: the file, or what `rolepair pack` makes.
    #[serde(skip)]
    pub(crate) uploaded: PathBuf,
    /// None while it has not been built.
    pub(crate) sha256: Option<String>,
    pub(crate) bytes: Option<usize>,
}

/// A stack or StackSet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) template: PathBuf,
    #[serde(flatten)]
    pub(crate) place: Place,
    /// What CloudFormation wants to be told one knows.
    pub(crate) capabilities: Vec<&'static str>,
    pub(crate) parameters: Vec<ParameterValue>,
    pub(crate) resources: Vec<PlannedResource>,
}

/// Where a stack goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Place {
    /// One account and Region.
    Stack { account: AccountId, region: Region },
    /// Every account of the units, those to come as well, in each Region; the permissions are
    /// managed by CloudFormation.
    StackSet {
        organizational_units: Vec<OrganizationalUnitId>,
        regions: Vec<Region>,
    },
}

impl Place {
    pub(crate) fn regions(&self) -> &[Region] {
        match self {
            Self::Stack { region, .. } => std::slice::from_ref(region),
            Self::StackSet { regions, .. } => regions,
        }
    }
}

/// A parameter and the value it is given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ParameterValue {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) from: Source,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Source {
    /// `rolepair.yaml`.
    Configuration,
    /// The command line.
    Arguments,
    /// The hash of what is uploaded.
    Package,
    /// The default of the template.
    Template,
}

/// A resource that will be there, and in which of the Regions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlannedResource {
    pub(crate) logical_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) regions: Vec<Region>,
}
