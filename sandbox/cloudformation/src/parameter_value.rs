use serde_json::Value;

/// The types a parameter can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text.
    String,
    /// A number. A `Ref` to it is a text.
    Number,
    /// Texts with commas between them; a `Ref` to it is a list.
    CommaDelimitedList,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterValue {
    /// A text or a number.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl ParameterKind {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "String" => Some(Self::String),
            "Number" => Some(Self::Number),
            "CommaDelimitedList" => Some(Self::CommaDelimitedList),
            _ => None,
        }
    }

    /// The type as templates write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Number => "Number",
            Self::CommaDelimitedList => "CommaDelimitedList",
        }
    }
}

impl ParameterValue {
    /// The result of a `Ref` to the parameter.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => text.clone().into(),
            Self::List(items) => items.clone().into(),
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }
}
