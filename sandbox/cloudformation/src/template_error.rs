use thiserror::Error;

/// Why a template cannot be read or evaluated.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// It is not YAML.
    #[error(transparent)]
    Yaml(#[from] saphyr::ScanError),
    /// A part of it has the wrong form.
    #[error("`{at}` is not {expected}")]
    Shape {
        /// Where.
        at: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A member that is not known.
    #[error("`{at}` has a member `{member}`, which is not known")]
    UnknownMember {
        /// Where.
        at: String,
        /// The member.
        member: String,
    },
    /// A parameter of a type that is not known.
    #[error("the parameter `{name}` has the type `{kind}`, which is not known")]
    UnknownParameterType {
        /// The parameter.
        name: String,
        /// Its type.
        kind: String,
    },
    /// An `AllowedPattern` with something that is not supported.
    #[error("the pattern `{pattern}` cannot be used here: {reason}")]
    UnsupportedPattern {
        /// The pattern.
        pattern: String,
        /// Why not.
        reason: String,
    },
    /// A resource of a type that is not known.
    #[error("the resource `{logical_id}` has the type `{kind}`, which is not known")]
    UnknownType {
        /// The resource.
        logical_id: String,
        /// Its type.
        kind: String,
    },
    /// A condition that is not in the template.
    #[error("the condition `{name}` is not in the template")]
    UnknownCondition {
        /// The condition.
        name: String,
    },
    /// A reference to something that does not exist.
    #[error("`{name}` is not a parameter, a resource that is made, or a pseudo parameter")]
    UnknownReference {
        /// What is referred to.
        name: String,
    },
    /// An attribute that is not known.
    #[error("`{logical_id}` has no known attribute `{attribute}`")]
    UnknownAttribute {
        /// The resource.
        logical_id: String,
        /// The attribute.
        attribute: String,
    },
    /// A function that is not known, or not allowed there.
    #[error("the function `{name}` is not supported here")]
    UnknownFunction {
        /// The function.
        name: String,
    },
    /// Something that depends on itself.
    #[error("`{name}` depends on itself")]
    Circle {
        /// A condition or resource in the circle.
        name: String,
    },
}

impl TemplateError {
    pub(crate) fn shape(at: impl Into<String>, expected: &'static str) -> Self {
        let at = at.into();
        Self::Shape { at, expected }
    }
}
