use serde::Serialize;

/// One run of a distributed Map state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapRun {
    /// Its ARN.
    pub arn: String,
    /// The state's label.
    pub label: String,
    /// How many of its items are in which state.
    pub counts: ItemCounts,
}

/// How many items of a map run are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ItemCounts {
    /// Every kind.
    pub total: usize,
    /// Their child execution succeeded.
    pub succeeded: usize,
    /// Their child execution failed.
    pub failed: usize,
    /// Their child execution ended because the run did.
    pub aborted: usize,
    /// They had not begun when the run ended.
    pub pending: usize,
}
