use std::{error::Error, fmt, sync::Arc};

use rolepair_model::{About, AccountId, Finding, FindingCode, PairName, RoleArn};

use crate::{PortError, Refusal};

/// One reason why a piece of work is not finished.
#[derive(Debug, Clone)]
pub enum Cause {
    /// A call to AWS failed. One call may block several pieces of work.
    Port {
        /// The error.
        error: Arc<PortError>,
        /// What the call was about.
        about: Box<About>,
    },
    /// The account is being created; it cannot be worked in yet.
    AccountPending(AccountId),
    /// The role pair is not proven yet; the findings say what is missing.
    Unproven {
        /// The task account.
        account: AccountId,
        /// The pair.
        pair: PairName,
    },
    /// Somebody else kept changing a role meanwhile; or IAM refuses to create it, and does not show
    /// it either.
    RoleContended(RoleArn),
    /// A family kept getting new revisions meanwhile.
    FamilyContended(Box<About>),
    /// The finding fails the work. It is among the findings, too.
    Blocked(Finding),
    /// The event or work item itself is wrong; it will never be right.
    BadEvent(Finding),
    /// What an earlier step over the same account was refused; the rest was done all the same.
    RefusedEarlier(String),
}

impl Cause {
    /// A call to AWS that failed.
    #[must_use]
    pub fn port(error: PortError, about: About) -> Self {
        Self::Port {
            error: Arc::new(error),
            about: Box::new(about),
        }
    }

    /// Whether the same work may get further later.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Port { error, .. } => error.is_transient(),
            Self::AccountPending(_)
            | Self::Unproven { .. }
            | Self::RoleContended(_)
            | Self::FamilyContended(_) => true,
            Self::Blocked(_) | Self::BadEvent(_) | Self::RefusedEarlier(_) => false,
        }
    }

    /// Whether both are the same: what AWS said, it said of one call, and of no other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Port { error, .. }, Self::Port { error: other, .. }) => {
                Arc::ptr_eq(error, other)
            }
            (Self::Port { .. }, _) | (_, Self::Port { .. }) => false,
            (one, other) => one.to_string() == other.to_string(),
        }
    }

    /// The cause with what it is about, where it does not say so itself.
    pub(crate) fn concerning(mut self, known: &About) -> Self {
        if let Self::Port { about, .. } | Self::FamilyContended(about) = &mut self {
            about.complete(known);
        }
        self
    }

    /// The finding that says what a person has to do about it, if that is known.
    pub(crate) fn finding(&self) -> Option<Finding> {
        let (error, about) = match self {
            Self::Port { error, about } => (error.as_ref(), about),
            Self::Blocked(finding) | Self::BadEvent(finding) => return Some(finding.clone()),
            _ => return None,
        };
        let PortError::Refused {
            operation,
            reason,
            source,
        } = error
        else {
            return None;
        };
        let (code, what) = match reason {
            Refusal::AccessDenied => (FindingCode::AccessDenied, "access is denied"),
            Refusal::Quota => (FindingCode::Quota, "a quota is reached"),
            Refusal::Other => return None,
        };
        let message = one_line(&format!("{what}: {}", chain(source.as_ref())));
        Some(Finding::new(code, operation, message).concerning(about))
    }
}

impl From<PortError> for Cause {
    fn from(error: PortError) -> Self {
        Self::port(error, About::default())
    }
}

/// One line, down to the last source.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port { error, about } => {
                write!(f, "{error}{}", in_parentheses(about))?;
                let source = error.source().map(chain).unwrap_or_default();
                write!(f, ": {}", one_line(&source))
            }
            Self::AccountPending(account) => {
                write!(f, "account `{account}` is pending activation")
            }
            Self::Unproven { account, pair } => {
                write!(f, "pair `{pair}` of account `{account}` is not proven")
            }
            Self::RoleContended(role) => write!(
                f,
                "role `{role}` kept changing meanwhile, or one exists whose name differs in case"
            ),
            Self::FamilyContended(about) => write!(
                f,
                "the family kept getting new revisions meanwhile{}",
                in_parentheses(about)
            ),
            Self::Blocked(finding) | Self::BadEvent(finding) => {
                f.write_str(&one_line(&finding.to_string()))
            }
            Self::RefusedEarlier(reason) => f.write_str(&one_line(reason)),
        }
    }
}

fn in_parentheses(about: &About) -> String {
    match about.to_string().as_str() {
        "" => String::new(),
        words => format!(" ({words})"),
    }
}

/// An error and its sources, each after a colon; a source that says what its parent said is left out.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text = format!("{text}: {words}");
        }
        source = error.source();
    }
    text
}

/// The text, with white space of every kind as a space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
