use crate::service_error::ServiceError;

/// Why a resource could not be made.
#[derive(Debug)]
pub(super) struct NotMade {
    pub(super) error: ServiceError,
    /// Whether a part of it exists nevertheless.
    pub(super) is_begun: bool,
}

impl From<ServiceError> for NotMade {
    fn from(error: ServiceError) -> Self {
        let is_begun = false;
        Self { error, is_begun }
    }
}
