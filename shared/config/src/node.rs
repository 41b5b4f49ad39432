/// A YAML value with the line it starts on. Mappings keep the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) value: NodeValue,
}

/// What a YAML value can be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NodeValue {
    /// A scalar is its text; `plain` where it stood without quotes.
    Scalar { text: String, plain: bool },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in which no key stands twice.
    Mapping(Vec<Entry>),
    /// Something that is an error of its own already: it has been reported.
    Broken,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) value: Node,
}

impl NodeValue {
    /// Whether the scalar is one of YAML's ways to write nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// What the value is, with its article, as messages name it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            _ if self.is_null() => "nothing",
            Self::Scalar { .. } => "a text",
            Self::List(_) => "a list",
            Self::Mapping(_) => "a mapping",
            Self::Broken => "not readable",
        }
    }
}
