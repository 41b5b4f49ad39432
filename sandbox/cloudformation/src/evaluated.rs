use serde_json::{Map, Value};

use crate::{deletion_policy::DeletionPolicy, physical::Physical};

/// A template worked out for one stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// The resources that are made, each after those it refers to.
    pub resources: Vec<EvaluatedResource>,
    /// The outputs.
    pub outputs: Vec<EvaluatedOutput>,
}

/// A resource with every function worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedResource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its type.
    pub kind: String,
    /// What it is to be.
    pub properties: Map<String, Value>,
    /// What it is called, and what others may know of it.
    pub physical: Physical,
    /// Whether it outlives its stack.
    pub deletion_policy: DeletionPolicy,
}

/// An output with every function worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedOutput {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is for.
    pub description: Option<String>,
}
