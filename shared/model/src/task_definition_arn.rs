use std::{fmt, str::FromStr};

use crate::{AccountId, Arn, Family, InvalidArn, Partition, Region, arn::text_as_json};

/// The ARN of one revision of a task definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskDefinitionArn {
    /// The partition.
    pub partition: Partition,
    /// The Region in which the revision is registered.
    pub region: Region,
    /// The account in which the revision is registered.
    pub account: AccountId,
    /// The family.
    pub family: Family,
    /// The number of the revision. It starts at 1, and ECS never reuses a number.
    pub revision: u32,
}

impl FromStr for TaskDefinitionArn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidArn::new(text, "the ARN of a task definition");
        let arn: Arn = text.parse().map_err(|_| invalid())?;
        let (family, revision) = arn
            .resource
            .strip_prefix("task-definition/")
            .and_then(|resource| resource.split_once(':'))
            .ok_or_else(invalid)?;
        if arn.service != "ecs" {
            return Err(invalid());
        }
        Ok(Self {
            partition: arn.partition,
            region: arn.region.parse().map_err(|_| invalid())?,
            account: arn.account.parse().map_err(|_| invalid())?,
            family: family.parse().map_err(|_| invalid())?,
            revision: number(revision).ok_or_else(invalid)?,
        })
    }
}

/// Reads a number from 1, written without a sign or leading zeros.
fn number(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number > 0 && number.to_string() == text).then_some(number)
}

impl fmt::Display for TaskDefinitionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            region,
            account,
            family,
            revision,
        } = self;
        write!(
            f,
            "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:{revision}"
        )
    }
}

text_as_json!(TaskDefinitionArn);

/// What DescribeTaskDefinition accepts: a revision, or a family for its latest active revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FamilyOrArn {
    /// The latest active revision of a family.
    Family(Family),
    /// This revision.
    Arn(TaskDefinitionArn),
}

impl FamilyOrArn {
    /// The family of the revision.
    #[must_use]
    pub fn family(&self) -> &Family {
        match self {
            Self::Family(family) => family,
            Self::Arn(arn) => &arn.family,
        }
    }
}

impl fmt::Display for FamilyOrArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Family(family) => family.fmt(f),
            Self::Arn(arn) => arn.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        let text = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders_a-b:7";
        assert_eq!(text.parse::<TaskDefinitionArn>().unwrap().to_string(), text);
    }

    #[test]
    fn a_text_that_is_not_a_revision_is_refused() {
        for wrong in [
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders",
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:x",
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:0",
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:+1",
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:01",
            "arn:aws:ecs::123456789012:task-definition/orders:1",
            "arn:aws:ecs:eu-west-1:123456789012:task/orders:1",
        ] {
            assert!(wrong.parse::<TaskDefinitionArn>().is_err(), "{wrong}");
        }
    }
}
