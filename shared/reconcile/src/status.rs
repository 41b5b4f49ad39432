use rolepair_model::Finding;
use serde::Serialize;

use crate::{Cause, Report};

/// What came of a piece of work in one word. Alarms and retry rules match the last three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything was as it should be.
    Unchanged,
    /// Something was changed, or would be in a dry run.
    Changed,
    /// There was nothing to do, or a finding stopped it.
    Skipped,
    /// The same work may get further later: the queue brings it back.
    Transient,
    /// A person has to do something first.
    Refused,
    /// The event or work item itself is wrong; it will never be right.
    BadEvent,
}

impl Status {
    /// Whether the work is not done.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Transient | Self::Refused | Self::BadEvent)
    }
}

impl Report {
    /// Judges the work. This is the only place that does.
    ///
    /// It failed where there is a cause. The failure is transient if any cause is, since then the
    /// work may get further. That a pair is not proven does not count where something was refused in
    /// this step: that is why it is not proven. What an earlier step was refused may be about
    /// something else.
    #[must_use]
    pub fn status(&self) -> Status {
        let is_earlier = |cause: &Cause| matches!(cause, Cause::RefusedEarlier(_));
        let mut causes = self.causes.iter().filter(|cause| !is_earlier(cause));
        let is_refused = causes.any(|cause| !cause.is_transient());
        let may_pass = |cause: &Cause| match cause {
            Cause::Unproven { .. } => !is_refused,
            cause => cause.is_transient(),
        };
        let is_bad = |cause: &Cause| matches!(cause, Cause::BadEvent(_));
        match self.causes.as_slice() {
            [] if !self.changes.is_empty() => Status::Changed,
            [] if self.is_skipped || self.findings.iter().any(Finding::blocks) => Status::Skipped,
            [] => Status::Unchanged,
            causes if causes.iter().any(is_bad) => Status::BadEvent,
            causes if causes.iter().any(may_pass) => Status::Transient,
            _ => Status::Refused,
        }
    }
}
