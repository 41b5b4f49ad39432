use serde::Serialize;

/// One run of a distributed Map state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MapRun {
    /// Its ARN.
    pub arn: String,
    /// The state's label.
    pub label: String,
    /// How its items stand.
    pub counts: ItemCounts,
}

/// How the items of a map run stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ItemCounts {
    /// All of them.
    pub total: usize,
    /// Their child execution succeeded.
    pub succeeded: usize,
    /// Their child execution failed.
    pub failed: usize,
    /// Their child execution was ended because the run was.
    pub aborted: usize,
    /// They had not begun when the run ended.
    pub pending: usize,
}
