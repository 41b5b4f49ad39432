use rolepair_reconcile::{AccountResult, AccountStepReport, BackfillPlan, BackfillReport, Outcome};
use serde::Serialize;

const TIME_RAN_OUT: &str = "time ran out";

/// What a function answers when it did not fail.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What came of one piece of work.
    Outcome(Outcome),
    /// What came of many, account by account.
    Report(BackfillReport),
    /// What came of one step in one account of a distributed backfill.
    Account(AccountStepReport),
    /// A part of a distributed backfill's plan.
    Plan(Box<BackfillPlan>),
}

impl Answer {
    /// Why the work is not done yet, where it is not: somebody has to go on with it. Who calls
    /// directly reads that in the answer; a queue has to be told.
    #[must_use]
    pub fn unfinished(&self) -> Option<String> {
        let report = match self {
            Self::Report(report) => report,
            Self::Account(step) => {
                return step.continuation.as_ref().map(|_| TIME_RAN_OUT.to_owned());
            }
            Self::Outcome(_) | Self::Plan(_) => return None,
        };
        let failed = report
            .accounts
            .iter()
            .filter(|account| matches!(account.result, AccountResult::Failed(_)))
            .count();
        match (failed, report.continuation.is_some()) {
            (0, false) => None,
            (0, true) => Some(TIME_RAN_OUT.to_owned()),
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

impl From<AccountStepReport> for Answer {
    fn from(step: AccountStepReport) -> Self {
        Self::Account(step)
    }
}

impl From<BackfillPlan> for Answer {
    fn from(plan: BackfillPlan) -> Self {
        Self::Plan(Box::new(plan))
    }
}
