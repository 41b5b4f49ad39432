use rolepair_model::{AccountId, Finding, FindingCode, OrganizationId, Partition, Region};
use thiserror::Error;

use crate::Destination;

/// Why a pair may not be applied at a [`Destination`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAdmitted {
    /// The account is the resource account.
    #[error("the account is the resource account, which is never a task account")]
    ResourceAccount,
    /// The account is not in the organization of the configuration.
    #[error("the account is not in the organization `{0}`")]
    OutsideOrganization(OrganizationId),
    /// The account can no longer be worked in.
    #[error("the account is closed, suspended or closing")]
    AccountNotActive,
    /// The Region belongs to another partition than those of the configuration.
    #[error(
        "the Region `{region}` is in the partition `{partition}`; the configuration is for `{configured}`"
    )]
    OtherPartition {
        /// The Region.
        region: Region,
        /// Its partition.
        partition: Partition,
        /// The partition of the configuration.
        configured: Partition,
    },
    /// The configuration does not list the Region.
    #[error("the configuration does not list the Region `{0}`")]
    RegionNotServed(Region),
    /// The ARN of the task definition names another account.
    #[error("the ARN of the task definition names the account `{named}`, not `{expected}`")]
    ArnOfOtherAccount {
        /// The account in the ARN.
        named: AccountId,
        /// The account of the destination.
        expected: AccountId,
    },
    /// The ARN of the task definition names another Region.
    #[error("the ARN of the task definition names the Region `{named}`, not `{expected}`")]
    ArnOfOtherRegion {
        /// The Region in the ARN.
        named: Region,
        /// The Region of the destination.
        expected: Region,
    },
    /// The ARN of the task definition names another partition.
    #[error("the ARN of the task definition names the partition `{named}`, not `{expected}`")]
    ArnOfOtherPartition {
        /// The partition in the ARN.
        named: Partition,
        /// The partition of the destination.
        expected: Partition,
    },
}

impl NotAdmitted {
    /// The code of the finding. RP209 and RP305 are notes: rolepair has nothing to do there.
    #[must_use]
    pub fn code(&self) -> FindingCode {
        match self {
            Self::ResourceAccount => FindingCode::NoPair,
            Self::OutsideOrganization(_) => FindingCode::OutsideOrganization,
            Self::AccountNotActive => FindingCode::AccountNotActive,
            Self::OtherPartition { .. } | Self::RegionNotServed(_) => FindingCode::RegionNotServed,
            Self::ArnOfOtherAccount { .. }
            | Self::ArnOfOtherRegion { .. }
            | Self::ArnOfOtherPartition { .. } => FindingCode::EventAccountsDiffer,
        }
    }

    /// The finding at the destination that was refused. Its subject is the account, or else the
    /// family, or else the Region.
    #[must_use]
    pub fn finding(&self, destination: &Destination<'_>) -> Finding {
        let about = destination.about();
        let account = about.account.as_ref().map(ToString::to_string);
        let family = about.family.as_ref().map(ToString::to_string);
        let region = about.region.as_ref().map(ToString::to_string);
        let subject = match self {
            Self::ResourceAccount | Self::OutsideOrganization(_) | Self::AccountNotActive => {
                account
            }
            _ => family.or(region),
        };
        let finding = Finding::new(self.code(), subject.unwrap_or_default(), self.to_string());
        let finding = finding.concerning(&about);
        match self {
            Self::ResourceAccount => finding.with_cure("nothing to do: its tasks need no pair"),
            Self::OtherPartition { .. } => finding
                .with_cure("correct the Region; each partition has a configuration of its own"),
            _ => finding,
        }
    }
}
