use std::fmt;

use rolepair_model::{About, AccountId, Finding, PairName};
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{Cause, Change, ChangeKind, Mode, cause::one_line};

/// What came of a piece of work: what was changed and found, what keeps it from being done, and
/// where to go on. Nothing is lost when a part fails, and nothing is reported twice.
///
/// Its [`Report::status`] says in one word how it ended.
#[derive(Debug, Default)]
pub struct Report {
    about: Box<About>,
    mode: Mode,
    pub(crate) changes: Vec<Change>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) causes: Vec<Cause>,
    pub(crate) is_skipped: bool,
    continuation: Continuation,
}

/// Where the next step over the same work goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Continuation {
    /// The work is not done in steps.
    #[default]
    None,
    /// This was the last step.
    Done,
    /// Here.
    From(String),
}

impl Report {
    /// The empty report of work in one account.
    pub(crate) fn of(account: &AccountId, mode: Mode) -> Self {
        let about = About {
            account: Some(account.clone()),
            ..About::default()
        };
        Self::about(about, mode)
    }

    /// The empty report of work about something. Every finding and cause gets that added.
    pub(crate) fn about(about: About, mode: Mode) -> Self {
        Self {
            about: Box::new(about),
            mode,
            ..Self::default()
        }
    }

    /// The report of work there was nothing to do for.
    #[must_use]
    pub fn skipped(finding: Finding) -> Self {
        let mut report = Self::default();
        report.skip(finding);
        report
    }

    /// The report of work that failed before anything was done.
    #[must_use]
    pub fn failed(causes: impl IntoIterator<Item = Cause>) -> Self {
        let mut report = Self::default();
        causes.into_iter().for_each(|cause| report.fail(cause));
        report
    }

    /// The report of an event or work item that is wrong.
    #[must_use]
    pub fn bad_event(finding: Finding) -> Self {
        Self::failed([Cause::BadEvent(finding)])
    }

    /// There was nothing to do, for this reason.
    pub(crate) fn skip(&mut self, finding: Finding) {
        self.find([finding]);
        self.is_skipped = true;
    }

    /// Adds what a person should know of. What is found again in a family's next revision is
    /// reported of that one.
    pub(crate) fn find(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            let finding = finding.concerning(&self.about);
            let mut known = self.findings.iter_mut();
            match known.find(|known| differ_in_revision_at_most(known, &finding)) {
                Some(known) => *known = finding,
                None => self.findings.push(finding),
            }
        }
    }

    /// Adds what keeps the work from being done, and the finding that says what to do about it.
    pub(crate) fn fail(&mut self, cause: Cause) {
        let cause = cause.concerning(&self.about);
        self.find(cause.finding());
        if !self.causes.iter().any(|known| known.is(&cause)) {
            self.causes.push(cause);
        }
    }

    /// Adds what was changed for a pair, or would be in a dry run.
    pub(crate) fn change(&mut self, account: &AccountId, pair: &PairName, kind: ChangeKind) {
        self.changes.push(Change {
            account: account.clone(),
            pair: pair.clone(),
            kind,
        });
    }

    /// Adds what came of a part of the work.
    pub(crate) fn absorb(&mut self, part: Self) {
        self.changes.extend(part.changes);
        self.find(part.findings);
        for cause in part.causes {
            self.fail(cause);
        }
    }

    /// Puts in front what earlier steps over the same account were refused.
    pub(crate) fn carry(&mut self, refused: Vec<String>) {
        let earlier = refused.into_iter().map(Cause::RefusedEarlier);
        self.causes.splice(..0, earlier);
    }

    /// Says that this step was the last one. A finding that blocks fails the work now, which is how
    /// a caller that counts failed accounts sees it.
    pub(crate) fn end(&mut self) {
        self.continuation = Continuation::Done;
        if self.causes.is_empty() {
            let blocking = self.findings.iter().filter(|finding| finding.blocks());
            self.causes = blocking.cloned().map(Cause::Blocked).collect();
        }
    }

    /// Says where the next step goes on. What was refused is carried along there, and does not fail
    /// this step.
    pub(crate) fn go_on(&mut self, continuation: String) {
        self.causes.clear();
        self.continuation = Continuation::From(continuation);
    }

    /// Takes out findings that nobody needs to know of.
    pub(crate) fn retain(&mut self, is_reported: impl FnMut(&Finding) -> bool) {
        self.findings.retain(is_reported);
    }

    /// Whether nothing blocks what was worked out.
    pub(crate) fn is_clear(&self) -> bool {
        self.causes.is_empty() && !self.findings.iter().any(Finding::blocks)
    }

    /// Everything that keeps the work from being done, each in one line: the causes, then the
    /// findings that block.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let is_found = |cause: &&Cause| cause.finding().is_none();
        let causes = self.causes.iter().filter(is_found).map(Cause::to_string);
        let blocking = self.findings.iter().filter(|finding| finding.blocks());
        let blocking = blocking.map(|finding| one_line(&finding.to_string()));
        causes.chain(blocking).collect()
    }

    /// The account, where the work was in one.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        self.about.account.as_ref()
    }

    /// Whether the changes were made or only worked out.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The changes, in the order they were made.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What a person should know of.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What keeps the work from being done; nothing where it did not fail.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Where to go on, if the work is not done yet.
    #[must_use]
    pub fn continuation(&self) -> Option<&str> {
        match &self.continuation {
            Continuation::From(text) => Some(text),
            Continuation::None | Continuation::Done => None,
        }
    }
}

/// Whether two findings are the same, apart from the revision they are about.
fn differ_in_revision_at_most(one: &Finding, other: &Finding) -> bool {
    let mut one = one.clone();
    one.about.revision = other.about.revision;
    one == *other
}

/// The reasons of a failure in one line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons().join("; "))
    }
}

/// `status`, `changes`, `findings`. A failure adds `message`; other work adds `dry_run` where it was
/// one, and `continuation` where it is done in steps: null after the last one, since a state machine
/// cannot ask for a key that may be missing.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let status = self.status();
        let mut report = serializer.serialize_struct("Report", 5)?;
        report.serialize_field("status", &status)?;
        if status.is_failure() {
            report.serialize_field("message", &self.to_string())?;
        }
        report.serialize_field("changes", &self.changes)?;
        report.serialize_field("findings", &self.findings)?;
        if !status.is_failure() {
            if self.mode == Mode::DryRun {
                report.serialize_field("dry_run", &true)?;
            }
            if self.continuation != Continuation::None {
                report.serialize_field("continuation", &self.continuation())?;
            }
        }
        report.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PortError, Status};

    #[test]
    fn a_cause_that_blocks_several_pieces_of_work_is_reported_once() {
        let unproven = |account: &str| Cause::Unproven {
            account: account.parse().unwrap(),
            pair: "orders".parse().unwrap(),
        };
        let throttled = || {
            let error = PortError::transient("iam:GetRole", "throttled");
            Cause::port(error, About::default())
        };
        let shared = throttled();
        let mut report = Report::default();
        for cause in [
            unproven("222222222222"),
            unproven("222222222222"),
            unproven("333333333333"),
            shared.clone(),
            shared,
            throttled(),
        ] {
            report.fail(cause);
        }
        assert_eq!(report.status(), Status::Transient);
        assert_eq!(
            report.reasons(),
            [
                "pair `orders` of account `222222222222` is not proven",
                "pair `orders` of account `333333333333` is not proven",
                "iam:GetRole failed; a retry may succeed: throttled",
                "iam:GetRole failed; a retry may succeed: throttled",
            ]
        );
    }
}
