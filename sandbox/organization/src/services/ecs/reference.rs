use rolepair_model::{AccountId, Region, TaskDefinitionArn};

use super::{
    family::{Family, Revision},
    state::State,
};
use crate::{call::Call, service_error::ServiceError};

/// How a call names a task definition: `family`, `family:revision`, or an ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) family: String,
    /// `None` means the latest active revision.
    pub(crate) revision: Option<u32>,
}

impl Reference {
    /// Reads what a call names. This account cannot see an ARN of another account or Region.
    pub(crate) fn parse(
        text: &str,
        account: &AccountId,
        region: &Region,
    ) -> Result<Self, ServiceError> {
        if text.starts_with("arn:") {
            let arn: TaskDefinitionArn = text.parse().map_err(|_| invalid_arn(text))?;
            if arn.account != *account || arn.region != *region {
                return Err(not_there());
            }
            return Ok(Self {
                family: arn.family.to_string(),
                revision: Some(arn.revision),
            });
        }
        match text.split_once(':') {
            None => Ok(Self {
                family: text.to_owned(),
                revision: None,
            }),
            Some((family, number)) => {
                let revision = number
                    .parse()
                    .map_err(|_| client(format!("Invalid revision number. Number: {number}")))?;
                Ok(Self {
                    family: family.to_owned(),
                    revision: Some(revision),
                })
            }
        }
    }

    /// The revision that is meant.
    pub(crate) fn find<'a>(
        &self,
        state: &'a State,
        account: &AccountId,
        region: &Region,
    ) -> Result<(u32, &'a Revision), ServiceError> {
        let family = state
            .family(account, region, &self.family)
            .ok_or_else(not_there)?;
        let number = self
            .revision
            .or_else(|| family.latest_active())
            .ok_or_else(not_there)?;
        family
            .revision(number)
            .map(|revision| (number, revision))
            .ok_or_else(not_there)
    }

    /// The family and the number, for operations that require a number.
    pub(super) fn exact<'a>(
        &self,
        state: &'a mut State,
        call: &Call,
    ) -> Result<(u32, &'a mut Family), ServiceError> {
        let number = self
            .revision
            .ok_or_else(|| client(format!("Revision is missing: {}", self.family)))?;
        let known = state
            .family(call.account(), &call.region, &self.family)
            .and_then(|family| family.revision(number));
        if known.is_none() {
            return Err(not_there());
        }
        Ok((
            number,
            state.family_mut(call.account(), &call.region, &self.family),
        ))
    }
}

fn not_there() -> ServiceError {
    client("Unable to describe task definition.")
}

fn invalid_arn(text: &str) -> ServiceError {
    ServiceError::new(
        400,
        "InvalidParameterException",
        format!("Invalid arn syntax: {text}"),
    )
}

/// ECS's error for a mistake of the caller.
pub(super) fn client(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "ClientException", message)
}
