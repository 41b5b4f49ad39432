//! CloudFormation templates: reads them, gives them values, and evaluates them to resources.
//!
//! It knows exactly what the templates in `infra/templates` use. A section, attribute, function,
//! parameter type or resource type beyond that is an error that names it and is never skipped: what
//! the embedded organization makes is what is written. It must never make a call; others make the
//! resources.

mod allowed_pattern;
mod condition;
mod deletion_policy;
mod evaluated;
mod evaluation;
mod members;
mod names;
mod parameter;
mod parameter_value;

mod bindings;
mod physical;
mod stack;
mod template;
mod template_error;
mod yaml;

pub use bindings::Bindings;
pub use deletion_policy::DeletionPolicy;
pub use evaluated::{Evaluated, EvaluatedOutput, EvaluatedResource};
pub use parameter::{InvalidValue, Parameter};
pub use parameter_value::{ParameterKind, ParameterValue};
pub use physical::Physical;
pub use stack::Stack;
pub use template::{Resource, Template};
pub use template_error::TemplateError;
