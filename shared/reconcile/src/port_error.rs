use std::{error::Error, fmt};

/// Why a call to AWS failed. Callers do one of two things about it, so there are two kinds.
#[derive(Debug)]
pub enum PortError {
    /// Throttled, cut off, not ready yet: the same call may succeed later.
    Transient {
        /// The call, as IAM names it: `sts:AssumeRole`.
        operation: &'static str,
        /// What came back, with its own sources.
        source: Box<dyn Error + Send + Sync>,
    },
    /// AWS said no, and will say so again until a person changes something.
    Refused {
        /// The call, as IAM names it: `iam:CreateRole`.
        operation: &'static str,
        /// Why, as far as it is known.
        reason: Refusal,
        /// What came back, with its own sources.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// Why AWS says no, as far as it shows what a person has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A permission is missing.
    AccessDenied,
    /// A quota is reached.
    Quota,
    /// Anything else.
    Other,
}

impl PortError {
    /// A failure worth another try.
    pub fn transient(
        operation: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Self::Transient { operation, source }
    }

    /// A failure for a person, of no known reason.
    pub fn refused(
        operation: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::refused_for(Refusal::Other, operation, source)
    }

    /// A failure for a person.
    pub fn refused_for(
        reason: Refusal,
        operation: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Self::Refused {
            operation,
            reason,
            source,
        }
    }

    /// The call that failed.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Transient { operation, .. } | Self::Refused { operation, .. } => operation,
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Transient { .. })
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transient { operation, .. } => {
                write!(f, "{operation} failed; a retry may succeed")
            }
            Self::Refused { operation, .. } => write!(f, "{operation} was refused"),
        }
    }
}

impl Error for PortError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transient { source, .. } | Self::Refused { source, .. } => Some(source.as_ref()),
        }
    }
}
