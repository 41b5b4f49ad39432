use std::sync::Arc;

use rolepair_model::Finding;

use crate::{Cause, Change, Failure, Outcome, Status};

/// What has come of a piece of work so far.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pub(crate) changes: Vec<Change>,
    pub(crate) findings: Vec<Finding>,
    causes: Vec<Cause>,
    is_skipped: bool,
}

impl Progress {
    /// There was nothing to do, for this reason.
    pub(crate) fn skip(&mut self, finding: Finding) {
        self.tell([finding]);
        self.is_skipped = true;
    }

    /// Adds what a person should know of. What is found several times is told once, and what is
    /// found again in a family's next revision is told of that one.
    pub(crate) fn tell(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            match self
                .findings
                .iter_mut()
                .find(|known| is_same(known, &finding))
            {
                Some(known) => *known = finding,
                None => self.findings.push(finding),
            }
        }
    }

    /// The work cannot be finished this time. What stands in the way of several pieces is told once.
    pub(crate) fn fail(&mut self, cause: impl Into<Cause>) {
        let cause = cause.into();
        let is_same = |known: &Cause| match (known, &cause) {
            (Cause::Port(known), Cause::Port(cause)) => Arc::ptr_eq(known, cause),
            // What AWS said, it said of one call, and of no other.
            (Cause::Port(_), _) | (_, Cause::Port(_)) => false,
            (known, cause) => known.to_string() == cause.to_string(),
        };
        if !self.causes.iter().any(is_same) {
            self.causes.push(cause);
        }
    }

    /// Whether nothing stands against what was worked out.
    pub(crate) fn is_clear(&self) -> bool {
        self.causes.is_empty() && !self.findings.iter().any(Finding::blocks)
    }

    /// Adds what came of a part of the work.
    pub(crate) fn absorb(&mut self, part: Self) {
        self.changes.extend(part.changes);
        self.tell(part.findings);
        for cause in part.causes {
            self.fail(cause);
        }
    }

    pub(crate) fn finish(self, dry_run: bool) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::of(self.changes, self.findings, dry_run);
        if self.is_skipped && outcome.status == Status::Unchanged {
            outcome.status = Status::Skipped;
        }
        if self.causes.is_empty() {
            Ok(outcome)
        } else {
            Err(Failure::of(self.causes, outcome))
        }
    }
}

/// Whether two findings differ in nothing but the revision they are about.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let mut one = one.clone();
    one.about.revision = other.about.revision;
    one == *other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PortError;

    #[test]
    fn a_cause_that_stands_in_the_way_of_several_pieces_is_told_once() {
        let unproven = |account: &str| Cause::Unproven {
            account: account.parse().unwrap(),
            pair: "orders".parse().unwrap(),
        };
        let throttled = || Cause::from(PortError::transient("iam:GetRole", "throttled"));
        let shared = throttled();
        let mut progress = Progress::default();
        for cause in [
            unproven("222222222222"),
            unproven("222222222222"),
            unproven("333333333333"),
            shared.clone(),
            shared,
            throttled(),
        ] {
            progress.fail(cause);
        }
        let failure = progress.finish(false).unwrap_err();
        let causes = failure.causes().iter().map(ToString::to_string);
        assert_eq!(
            causes.collect::<Vec<_>>(),
            [
                "pair `orders` of account `222222222222` is not proven",
                "pair `orders` of account `333333333333` is not proven",
                "iam:GetRole did not work this time",
                "iam:GetRole did not work this time",
            ]
        );
    }
}
