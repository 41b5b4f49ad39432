use rolepair_model::{AccountId, FindingCode};
use serde::{Serialize, Serializer};

use crate::{Report, Scope, Status};

/// What came of one step of a backfill.
#[derive(Debug, Default, Serialize)]
pub struct BackfillReport {
    /// A report for every account worked on, in the order they were finished. An account that takes
    /// several steps is in several backfill reports. As JSON each has its `account`.
    #[serde(serialize_with = "with_accounts")]
    pub accounts: Vec<Report>,
    /// How many accounts were left alone because no selected pair selects them.
    pub unselected: u64,
    /// Where to go on: the same scope with this continuation. `None` when all is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation: Option<String>,
}

fn with_accounts<S: Serializer>(reports: &[Report], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct InAccount<'r> {
        account: Option<&'r AccountId>,
        #[serde(flatten)]
        report: &'r Report,
    }
    serializer.collect_seq(reports.iter().map(|report| InAccount {
        account: report.account(),
        report,
    }))
}

impl BackfillReport {
    pub(crate) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.unselected == 0
    }

    /// Adds what came of a step in one account. One that nobody asked for by name and that no pair
    /// selects is only counted.
    pub(crate) fn add(&mut self, report: Report, scope: &Scope) {
        let mut findings = report.findings().iter();
        let is_unselected = report.status() == Status::Skipped
            && findings.any(|finding| finding.code == FindingCode::NoPair);
        if scope.accounts.is_empty() && is_unselected {
            self.unselected += 1;
        } else {
            self.accounts.push(report);
        }
    }
}
