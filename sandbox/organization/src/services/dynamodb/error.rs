use crate::service_error::ServiceError;

pub(super) fn not_found() -> ServiceError {
    ServiceError::new(
        400,
        "ResourceNotFoundException",
        "Requested resource not found",
    )
}

pub(super) fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "ValidationException", message)
}
