use rolepair_model::AccountId;
use serde::Serialize;

use crate::aws_service::AwsService;

/// One call as it was made, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedCall {
    /// The request's id.
    pub request_id: String,
    /// The service that was called.
    pub service: AwsService,
    /// The operation.
    pub operation: String,
    /// The account the caller acts in; `None` if the signature was not accepted.
    pub account: Option<AccountId>,
    /// Who called, as GetCallerIdentity would say.
    pub caller: Option<String>,
    /// Whether the operation changes something.
    pub mutating: bool,
    /// The code of the error that was answered.
    pub error: Option<String>,
    /// What the call was about: the role, the account, the family.
    pub subject: Option<String>,
    /// When it came, in microseconds since the sandbox was started.
    pub started_micros: u64,
    /// When its answer was ready, in microseconds since the sandbox was started.
    pub ended_micros: u64,
}
