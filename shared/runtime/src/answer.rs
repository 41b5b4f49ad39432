use rolepair_reconcile::{AccountResult, BackfillReport, Outcome};
use serde::Serialize;

/// What a function answers when it did not fail.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What came of one piece of work.
    Outcome(Outcome),
    /// What came of many, account by account.
    Report(BackfillReport),
}

impl Answer {
    /// Why the work is not done yet, where it is not: somebody has to go on with it. Who calls
    /// directly reads that in the answer; a queue has to be told.
    #[must_use]
    pub fn unfinished(&self) -> Option<String> {
        let Self::Report(report) = self else {
            return None;
        };
        let failed = report
            .accounts
            .iter()
            .filter(|account| matches!(account.result, AccountResult::Failed(_)))
            .count();
        match (failed, report.continuation.is_some()) {
            (0, false) => None,
            (0, true) => Some("time ran out".to_owned()),
            (failed, _) => Some(format!("{failed} accounts failed")),
        }
    }
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

impl From<BackfillReport> for Answer {
    fn from(report: BackfillReport) -> Self {
        Self::Report(report)
    }
}
