use std::{error::Error, fmt};

use rolepair_model::Finding;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    Cause, Outcome,
    error_text::{chain, one_line},
};

/// Why a piece of work is not done. It carries what was done all the same: nothing is lost.
#[derive(Debug)]
pub enum Failure {
    /// The same work may get further later: the queue brings it back.
    Transient {
        /// The reasons; one at least.
        causes: Vec<Cause>,
        /// What was changed and found before and beside it.
        outcome: Box<Outcome>,
    },
    /// A person has to do something first.
    Refused {
        /// The reasons; none where findings that block are all there is.
        causes: Vec<Cause>,
        /// What was changed and found before and beside it.
        outcome: Box<Outcome>,
    },
    /// The event itself is wrong; it will never be right.
    BadEvent {
        /// What is wrong with it.
        finding: Finding,
    },
}

impl Failure {
    /// The failure made of `causes`: transient if any of them is, since then it may get further. That
    /// a pair is not proven does not count where something was refused: that is why it is not.
    /// Causes that a person has to do something about are findings, too.
    #[must_use]
    pub fn of(causes: Vec<Cause>, mut outcome: Outcome) -> Self {
        for finding in causes.iter().filter_map(Cause::finding) {
            if !outcome.findings.contains(&finding) {
                outcome.findings.push(finding);
            }
        }
        let outcome = Box::new(outcome);
        let is_refused = causes.iter().any(|cause| !cause.is_transient());
        let may_pass = |cause: &Cause| match cause {
            Cause::Unproven { .. } => !is_refused,
            cause => cause.is_transient(),
        };
        if causes.iter().any(may_pass) {
            Self::Transient { causes, outcome }
        } else {
            Self::Refused { causes, outcome }
        }
    }

    /// The kind of failure in one word: `Transient`, `Refused` or `BadEvent`. Alarms and retry
    /// rules match it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Transient { .. } => "Transient",
            Self::Refused { .. } => "Refused",
            Self::BadEvent { .. } => "BadEvent",
        }
    }

    /// The reasons; none for an event that is wrong.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        match self {
            Self::Transient { causes, .. } | Self::Refused { causes, .. } => causes,
            Self::BadEvent { .. } => &[],
        }
    }

    /// Everything that stands in the way, each in one line: every cause down to its last source, then
    /// the findings that block.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let is_told = |cause: &&Cause| {
            let finding = cause.finding();
            finding.is_none_or(|finding| !self.findings().contains(&finding))
        };
        let causes = self.causes().iter().filter(is_told);
        let causes = causes.map(|cause| one_line(&chain(cause)));
        let blocking = self.findings().iter().filter(|finding| finding.blocks());
        let blocking = blocking.map(|finding| one_line(&finding.to_string()));
        causes.chain(blocking).collect()
    }

    /// What was changed and found before and beside the failure.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Transient { outcome, .. } | Self::Refused { outcome, .. } => Some(outcome),
            Self::BadEvent { .. } => None,
        }
    }

    /// What a person should know of.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Transient { outcome, .. } | Self::Refused { outcome, .. } => &outcome.findings,
            Self::BadEvent { finding } => std::slice::from_ref(finding),
        }
    }
}

/// One line, with every cause down to its last source, and the findings that block. A cause that is
/// among the findings is told there.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons().join("; "))
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.causes().first().and_then(Error::source)
    }
}

/// `status`, `message`, `changes`, `findings`: the names an outcome has, and the message.
impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let status = match self {
            Self::Transient { .. } => "transient",
            Self::Refused { .. } => "refused",
            Self::BadEvent { .. } => "bad_event",
        };
        let changes = self.outcome().map_or(&[][..], |outcome| &outcome.changes);
        let mut answer = serializer.serialize_struct("Failure", 4)?;
        answer.serialize_field("status", status)?;
        answer.serialize_field("message", &self.to_string())?;
        answer.serialize_field("changes", changes)?;
        answer.serialize_field("findings", self.findings())?;
        answer.end()
    }
}
