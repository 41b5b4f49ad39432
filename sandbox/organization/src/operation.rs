use serde_json::Value;

use crate::{call::Call, exchange::Response, service_error::ServiceError, world::World};

/// One operation of a service: its name, what kind it is, and the function that carries it out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) kind: OperationKind,
    pub(crate) run: Run,
}

/// Authorises itself first (`Call::authorize`), then acts on the world. It runs under the world's
/// lock and must change nothing when it returns an error.
pub(crate) type Run = fn(&Call, &mut World) -> Result<Reply, ServiceError>;

/// How CloudTrail treats an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationKind {
    /// A management call that changes nothing.
    Read,
    /// A management call that changes something: always becomes a record.
    Write,
    /// A call on data: not recorded, as a trail does by default.
    DataRead,
    /// A call that changes data: not recorded either.
    DataWrite,
}

impl OperationKind {
    pub(crate) fn is_mutating(self) -> bool {
        matches!(self, Self::Write | Self::DataWrite)
    }
}

/// The answer of an operation.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// The output's members; the service's protocol writes them.
    Output(Value),
    /// A finished response, for S3's objects.
    Response(Response),
}

impl From<Value> for Reply {
    fn from(output: Value) -> Self {
        Self::Output(output)
    }
}

impl Operation {
    /// The operation of that name.
    pub(crate) fn find(operations: &'static [Self], name: &str) -> Option<&'static Self> {
        operations.iter().find(|operation| operation.name == name)
    }

    pub(crate) const fn read(name: &'static str, run: Run) -> Self {
        Self {
            name,
            kind: OperationKind::Read,
            run,
        }
    }

    pub(crate) const fn write(name: &'static str, run: Run) -> Self {
        Self {
            name,
            kind: OperationKind::Write,
            run,
        }
    }

    pub(crate) const fn data_read(name: &'static str, run: Run) -> Self {
        Self {
            name,
            kind: OperationKind::DataRead,
            run,
        }
    }

    pub(crate) const fn data_write(name: &'static str, run: Run) -> Self {
        Self {
            name,
            kind: OperationKind::DataWrite,
            run,
        }
    }
}
