use serde::{Deserialize, Serialize};

/// One page of a list. A page may be empty and still have a next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How to ask for the next page; `None` on the last.
    pub next: Option<PageToken>,
}

/// What AWS gave to ask for the next page with. Its text means nothing to anybody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub String);
