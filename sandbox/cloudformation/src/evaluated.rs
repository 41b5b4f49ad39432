use serde_json::{Map, Value};

use crate::{deletion_policy::DeletionPolicy, physical::Physical};

/// A template evaluated for one stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// The resources that are made, each after those it refers to.
    pub resources: Vec<EvaluatedResource>,
    /// The outputs.
    pub outputs: Vec<EvaluatedOutput>,
}

/// A resource with every function evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedResource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its type.
    pub kind: String,
    /// Its properties.
    pub properties: Map<String, Value>,
    /// Its name, and the attributes others can refer to.
    pub physical: Physical,
    /// Whether it stays when its stack is deleted.
    pub deletion_policy: DeletionPolicy,
}

/// An output with every function evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedOutput {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is for.
    pub description: Option<String>,
}
