use std::path::PathBuf;

use rolepair_model::{AccountId, OrganizationalUnitId, Partition, Region};
use serde::Serialize;

/// What an installation creates, in order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Deployment {
    /// The files that the templates refer to. They are uploaded first.
    #[serde(rename = "objects")]
    pub(crate) uploads: Vec<Upload>,
    /// The stacks and StackSets.
    pub(crate) stacks: Vec<PlannedStack>,
    /// What a person should know.
    pub(crate) notes: Vec<String>,
    /// The Region of the hub.
    #[serde(skip)]
    pub(crate) hub_region: Region,
    /// The partition of the organization.
    #[serde(skip)]
    pub(crate) partition: Partition,
}

/// A file for the code bucket. Its key holds its hash, because CloudFormation updates a function only
/// when the key changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Upload {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// Where the file is; none for one that is made of the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<PathBuf>,
    /// What is uploaded: the file, or what `rolepair pack` makes.
    #[serde(skip)]
    pub(crate) uploaded: PathBuf,
    /// None while the file is not built.
    pub(crate) sha256: Option<String>,
    pub(crate) bytes: Option<usize>,
}

/// A stack or StackSet to be made or changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlannedStack {
    pub(crate) name: String,
    pub(crate) template: PathBuf,
    #[serde(flatten)]
    pub(crate) place: StackPlace,
    /// The capabilities that CloudFormation asks to be acknowledged.
    pub(crate) capabilities: Vec<&'static str>,
    pub(crate) parameters: Vec<StackParameter>,
    pub(crate) resources: Vec<PlannedResource>,
}

/// Where a stack goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum StackPlace {
    /// One account and Region.
    Stack { account: AccountId, region: Region },
    /// Every present and future account of the units, in each Region, with service-managed
    /// permissions.
    StackSet {
        organizational_units: Vec<OrganizationalUnitId>,
        regions: Vec<Region>,
    },
}

impl StackPlace {
    pub(crate) fn regions(&self) -> &[Region] {
        match self {
            Self::Stack { region, .. } => std::slice::from_ref(region),
            Self::StackSet { regions, .. } => regions,
        }
    }
}

/// A parameter of a stack, and its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct StackParameter {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) from: ValueSource,
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ValueSource {
    /// `rolepair.yaml`.
    Configuration,
    /// The command line.
    Arguments,
    /// The hash of an uploaded file.
    Package,
    /// The default of the template.
    Template,
}

/// A resource that a stack will have, and the Regions it will be in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PlannedResource {
    pub(crate) logical_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) regions: Vec<Region>,
}
