use std::collections::BTreeMap;

use rolepair_model::AccountId;
use serde::{Deserialize, Serialize};

use crate::{aws_service::AwsService, bus::EventDelivery};

/// Everything about the embedded organization that can be turned while it runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Dials {
    /// How long each call takes, in milliseconds.
    pub latency_ms: u64,
    /// The most items on a page, if that is less than the service's own limit.
    pub page_size: Option<usize>,
    /// Whether every list of Organizations begins with an empty page and a token, as AWS allows.
    pub empty_pages: bool,
    /// Rates beyond which calls are throttled.
    pub throttles: Vec<Throttle>,
    /// How long others do not see a new or changed role.
    pub iam_propagation: Propagation,
    /// Whether accounts are described without their paths, as older APIs do.
    pub without_paths: bool,
    /// Calls that are to fail.
    pub faults: Vec<CallFault>,
    /// How long CreateAccount takes.
    pub account_creation: Delay,
    /// How long after an account became active rolepair's own role appears in it.
    pub hub_role: Delay,
    /// Whether calls that only read become records too.
    pub trail_reads: bool,
    /// Whether ECS describes environment variables in a different order.
    pub reorder_environment: bool,
    /// Whether a state machine's retries come at once. The skipped waits are counted.
    pub skip_retry_waits: bool,
    /// How many roles an account may have, if it has an unusual quota.
    pub role_quotas: BTreeMap<AccountId, usize>,
    /// How events reach the functions.
    pub delivery: EventDelivery,
}

impl Default for Dials {
    fn default() -> Self {
        Self {
            latency_ms: 0,
            page_size: None,
            empty_pages: false,
            without_paths: false,
            throttles: Vec::new(),
            iam_propagation: Propagation::default(),
            faults: Vec::new(),
            account_creation: Delay::Milliseconds(50),
            hub_role: Delay::Milliseconds(0),
            trail_reads: false,
            reorder_environment: false,
            skip_retry_waits: false,
            role_quotas: BTreeMap::new(),
            delivery: EventDelivery::default(),
        }
    }
}

/// How long it takes until something happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delay {
    /// This number of calls that could have seen it.
    Calls(u32),
    /// A time.
    Milliseconds(u64),
}

/// How long AssumeRole and trust policies still see a role as it was before a change. It ends with
/// the number of looks or with the time, whichever comes first; both 0 means at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Propagation {
    /// Ends after this number of looks at the role.
    pub reads: u32,
    /// Ends after this number of milliseconds.
    pub ms: u64,
}

/// A rate beyond which calls are throttled: a bucket of `burst` calls, refilled at `per_second`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Throttle {
    /// The service, or every service.
    #[serde(default)]
    pub service: Option<AwsService>,
    /// The operation, or every operation.
    #[serde(default)]
    pub operation: Option<String>,
    /// The account; `None` gives each account a bucket of its own.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Calls per second, once the burst is used up.
    pub per_second: f64,
    /// Calls at once.
    pub burst: u32,
}

/// A call that is to fail: the `nth` that matches from now on, and the `times - 1` after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallFault {
    /// The service, or every service.
    #[serde(default)]
    pub service: Option<AwsService>,
    /// The operation, or every operation.
    #[serde(default)]
    pub operation: Option<String>,
    /// The account of the caller, or every account.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Which of the matching calls: 1 is the next.
    #[serde(default = "one")]
    pub nth: u32,
    /// How many in a row.
    #[serde(default = "one")]
    pub times: u32,
    /// What happens to it.
    pub kind: FaultKind,
}

fn one() -> u32 {
    1
}

/// The ways a call can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The service's throttling error; nothing was done.
    Throttle,
    /// The service's internal error with status 500; nothing was done.
    InternalError,
    /// The connection is cut; nothing was done.
    CutBefore,
    /// It was done, and then the connection is cut.
    LostAnswer,
    /// Access is denied; nothing was done.
    AccessDenied,
}
