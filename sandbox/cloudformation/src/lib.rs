//! CloudFormation templates: read, given values, and worked out to the resources they stand for.
//!
//! It knows exactly what the templates in `infra/templates` use. A section, attribute, function,
//! parameter type or resource type beyond that is an error that names it, never something stepped
//! over: what is planned, and what the embedded organization makes, is what is written. It must
//! never call anybody; making resources is somebody else's.

mod allowed_pattern;
mod condition;
mod deletion_policy;
mod evaluated;
mod evaluation;
mod names;
mod parameter;
mod parameter_value;

mod physical;
mod scope;
mod stack;
mod template;
mod template_error;
mod yaml;

pub use deletion_policy::DeletionPolicy;
pub use evaluated::{Evaluated, EvaluatedOutput, EvaluatedResource};
pub use parameter::{InvalidValue, Parameter};
pub use parameter_value::{ParameterKind, ParameterValue};
pub use physical::Physical;
pub use scope::Scope;
pub use stack::Stack;
pub use template::{Resource, Template};
pub use template_error::TemplateError;
