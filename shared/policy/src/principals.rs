use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::element_writer::one_or_list;

/// The principals that a `Principal` or `NotPrincipal` element names, by kind.
///
/// `"*"` and `{"AWS": "*"}` mean the same. Both are `aws: {"*"}` here.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Principals {
    /// Accounts (12 digits or the ARN of the root), ARNs, unique ids, or `*`.
    pub aws: BTreeSet<String>,
    /// Service principals, such as `ecs-tasks.amazonaws.com`.
    pub service: BTreeSet<String>,
    /// Identity providers.
    pub federated: BTreeSet<String>,
    /// Canonical user ids of Amazon S3.
    pub canonical_user: BTreeSet<String>,
}

impl Principals {
    /// Everyone.
    #[must_use]
    pub fn any() -> Self {
        Self::aws(["*"])
    }

    /// Principals of kind `AWS`.
    #[must_use]
    pub fn aws<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self {
            aws: names.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// One service principal.
    #[must_use]
    pub fn service(name: &str) -> Self {
        Self {
            service: BTreeSet::from([name.to_owned()]),
            ..Self::default()
        }
    }

    /// The kinds of principal, as policies name them.
    pub(crate) const KINDS: &[&str] = &["AWS", "CanonicalUser", "Federated", "Service"];

    pub(crate) fn to_value(&self) -> Value {
        if *self == Self::any() {
            return Value::from("*");
        }
        let kinds = self.by_kind().into_iter();
        let named = kinds.filter(|(_, names)| !names.is_empty());
        Value::Object(Map::from_iter(
            named.map(|(kind, names)| (kind.to_owned(), one_or_list(names))),
        ))
    }

    /// The same principals, with each account as its id. IAM compares them in this form.
    pub(crate) fn normalized(&self) -> Self {
        let number = |name: &String| account_of_root(name).unwrap_or(name).to_owned();
        Self {
            aws: self.aws.iter().map(number).collect(),
            ..self.clone()
        }
    }

    pub(crate) fn by_kind(&self) -> [(&'static str, &BTreeSet<String>); 4] {
        [
            ("AWS", &self.aws),
            ("CanonicalUser", &self.canonical_user),
            ("Federated", &self.federated),
            ("Service", &self.service),
        ]
    }

    pub(crate) fn by_kind_mut(&mut self) -> BTreeMap<&'static str, &mut BTreeSet<String>> {
        BTreeMap::from([
            ("AWS", &mut self.aws),
            ("CanonicalUser", &mut self.canonical_user),
            ("Federated", &mut self.federated),
            ("Service", &mut self.service),
        ])
    }
}

/// The account whose root `name` names, if `name` is the ARN of a root.
#[must_use]
pub fn account_of_root(name: &str) -> Option<&str> {
    let (partition, account) = name.strip_prefix("arn:")?.split_once(":iam::")?;
    // Later in an ARN, the same text can be part of a name.
    (!partition.contains(':')).then_some(())?;
    account.strip_suffix(":root")
}
