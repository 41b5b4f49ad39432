use rolepair_reconcile::{BackfillPlan, BackfillReport, Report};
use serde::Serialize;

use crate::Fault;

const TIME_RAN_OUT: &str = "time ran out";

/// What a function answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// What came of one piece of work.
    Report(Report),
    /// What came of work in many accounts.
    Accounts(BackfillReport),
    /// A part of a distributed backfill's plan.
    Plan(Box<BackfillPlan>),
}

impl Answer {
    /// How the work failed, if it did.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Report(report) => Fault::of(report),
            Self::Accounts(_) | Self::Plan(_) => None,
        }
    }

    /// Why somebody has to go on with work that did not fail, if somebody has to. A direct caller
    /// reads that in the answer; a queue has to bring the message back.
    #[must_use]
    pub fn unfinished(&self) -> Option<String> {
        let (failed, continuation) = match self {
            Self::Report(report) => (0, report.continuation()),
            Self::Accounts(report) => {
                let accounts = report.accounts.iter();
                let failed = accounts.filter(|report| report.status().is_failure());
                (failed.count(), report.continuation.as_deref())
            }
            Self::Plan(_) => (0, None),
        };
        match (failed, continuation) {
            (0, None) => None,
            (0, Some(_)) => Some(TIME_RAN_OUT.to_owned()),
            (failed, _) => Some(format!("{failed} accounts failed")),
        }
    }
}

impl From<Report> for Answer {
    fn from(report: Report) -> Self {
        Self::Report(report)
    }
}

impl From<BackfillReport> for Answer {
    fn from(report: BackfillReport) -> Self {
        Self::Accounts(report)
    }
}

impl From<BackfillPlan> for Answer {
    fn from(plan: BackfillPlan) -> Self {
        Self::Plan(Box::new(plan))
    }
}

/// An error is the report of work that ended early.
impl<T: Into<Self>> From<Result<T, Report>> for Answer {
    fn from(result: Result<T, Report>) -> Self {
        result.map_or_else(Self::Report, Into::into)
    }
}
