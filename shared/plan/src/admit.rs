use rolepair_config::Config;
use rolepair_model::{
    AccountState, FamilyOrArn, OrganizationPath, Partition, Region, TaskDefinitionArn,
};

use crate::{Destination, NotAdmitted};

/// Whether a pair of the configuration may be applied at a destination at all.
///
/// Everything that decides this without looking into a pair is here: the resource account, the
/// organization, the state of the account, the Region with its partition, and the ARN of the task
/// definition. All code that applies pairs asks here first, with the facts that it knows so far. A
/// fact that the destination lacks is not judged. Code that changes something has to know every fact
/// before it does; the command line changes nothing.
///
/// Which pair selects the account, and which one claims the task definition, is decided by
/// [`Config::pairs_for`] and [`choose_pair`](crate::choose_pair).
///
/// # Errors
/// Every reason against it, those about the account first.
pub fn admit(config: &Config, destination: &Destination<'_>) -> Result<(), Vec<NotAdmitted>> {
    let reasons: Vec<NotAdmitted> = account(config, destination)
        .into_iter()
        .chain(destination.region.and_then(|region| served(config, region)))
        .chain(arn(config, destination))
        .collect();
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(reasons)
    }
}

/// What is wrong with the account. Of one outside the organization nothing else matters.
fn account(config: &Config, destination: &Destination<'_>) -> Option<NotAdmitted> {
    let organization = &config.organization_id;
    let is_outside = |path: &OrganizationPath| {
        let organization_of_path = path.as_str().split('/').next();
        organization_of_path != Some(organization.as_str())
    };
    if destination.account == Some(&config.resource_account) {
        Some(NotAdmitted::ResourceAccount)
    } else if destination.organization_path.is_some_and(is_outside) {
        Some(NotAdmitted::OutsideOrganization(organization.clone()))
    } else if destination.state == Some(AccountState::Closed) {
        Some(NotAdmitted::AccountNotActive)
    } else {
        None
    }
}

/// Why the configuration does not serve the Region, if it does not.
fn served(config: &Config, region: &Region) -> Option<NotAdmitted> {
    let (partition, configured) = (Partition::of(region), &config.partition);
    if config.regions.contains(region) {
        None
    } else if partition == *configured {
        Some(NotAdmitted::RegionNotServed(region.clone()))
    } else {
        Some(NotAdmitted::OtherPartition {
            region: region.clone(),
            partition,
            configured: configured.clone(),
        })
    }
}

/// Where the ARN of the task definition contradicts the rest of the destination.
fn arn(config: &Config, destination: &Destination<'_>) -> Vec<NotAdmitted> {
    let Some(FamilyOrArn::Arn(arn)) = destination.task_definition else {
        return Vec::new();
    };
    let other_account = destination
        .account
        .filter(|expected| **expected != arn.account)
        .map(|expected| NotAdmitted::ArnOfOtherAccount {
            named: arn.account.clone(),
            expected: expected.clone(),
        });
    other_account
        .into_iter()
        .chain(other_place(config, destination.region, arn))
        .collect()
}

/// The Region of the ARN if it is another one; if not, its partition if that is another one.
fn other_place(
    config: &Config,
    region: Option<&Region>,
    arn: &TaskDefinitionArn,
) -> Option<NotAdmitted> {
    if let Some(expected) = region.filter(|expected| **expected != arn.region) {
        return Some(NotAdmitted::ArnOfOtherRegion {
            named: arn.region.clone(),
            expected: expected.clone(),
        });
    }
    let expected = region.map_or_else(|| config.partition.clone(), Partition::of);
    (arn.partition != expected).then(|| NotAdmitted::ArnOfOtherPartition {
        named: arn.partition.clone(),
        expected,
    })
}

#[cfg(test)]
mod tests {
    use rolepair_model::Account;

    use super::*;
    use crate::examples::{account, config, shown};

    const OWN: &str = "arn:aws:ecs:eu-west-1:222222222222:task-definition/orders-api:7";

    fn which(arn: &str) -> FamilyOrArn {
        FamilyOrArn::Arn(arn.parse().unwrap())
    }

    fn findings(destination: &Destination<'_>) -> Vec<String> {
        let reasons = admit(&config(), destination).err().unwrap_or_default();
        let findings = reasons.iter().map(|reason| reason.finding(destination));
        findings.map(|finding| shown(&finding)).collect()
    }

    fn in_region(region: &str) -> Vec<String> {
        findings(&Destination {
            region: Some(&region.parse().unwrap()),
            task_definition: Some(&FamilyOrArn::Family("orders-api".parse().unwrap())),
            ..Destination::default()
        })
    }

    /// The findings about an ARN in the account 222222222222, Region eu-west-1.
    fn with_arn(arn: &str) -> Vec<String> {
        findings(&Destination {
            region: Some(&"eu-west-1".parse().unwrap()),
            task_definition: Some(&which(arn)),
            ..Destination::member(&account())
        })
    }

    #[test]
    fn a_pair_may_be_applied_where_nothing_is_against_it() {
        assert_eq!(with_arn(OWN), [""; 0]);
        assert_eq!(findings(&Destination::default()), [""; 0]);
        let pending = Account {
            state: AccountState::PendingActivation,
            ..account()
        };
        assert_eq!(findings(&Destination::member(&pending)), [""; 0]);
    }

    #[test]
    fn the_resource_account_is_never_a_task_account() {
        let owner = config().resource_account;
        assert_eq!(
            findings(&Destination::account(&owner)),
            [
                "RP209 111111111111: the account is the resource account, which is never a task account"
            ]
        );
    }

    #[test]
    fn an_account_must_be_in_the_organization_and_in_use() {
        let other = Account {
            path: "o-bbbbbbbbbb/r-ab12/".parse().unwrap(),
            state: AccountState::Closed,
            ..account()
        };
        assert_eq!(
            findings(&Destination::member(&other)),
            ["RP207 222222222222: the account is not in the organization `o-a1b2c3d4e5`"]
        );
        let closed = Account {
            state: AccountState::Closed,
            ..account()
        };
        assert_eq!(
            findings(&Destination::member(&closed)),
            ["RP205 222222222222: the account is closed, suspended or closing"]
        );
    }

    #[test]
    fn a_region_must_be_listed() {
        assert_eq!(in_region("eu-west-1"), [""; 0]);
        assert_eq!(
            in_region("eu-west-2"),
            ["RP305 orders-api: the configuration does not list the Region `eu-west-2`"]
        );
        assert_eq!(
            in_region("cn-north-1"),
            [
                "RP305 orders-api: the Region `cn-north-1` is in the partition `aws-cn`; the configuration is for `aws`"
            ]
        );
    }

    #[test]
    fn the_arn_of_the_definition_must_name_the_same_account_region_and_partition() {
        let arn = |start: &str| with_arn(&format!("{start}:task-definition/orders-api:7"));
        let names = "RP303 orders-api: the ARN of the task definition names the";
        assert_eq!(
            arn("arn:aws:ecs:eu-west-1:333333333333"),
            [format!(
                "{names} account `333333333333`, not `222222222222`"
            )]
        );
        assert_eq!(
            arn("arn:aws:ecs:us-east-1:222222222222"),
            [format!("{names} Region `us-east-1`, not `eu-west-1`")]
        );
        assert_eq!(
            arn("arn:aws-cn:ecs:eu-west-1:222222222222"),
            [format!("{names} partition `aws-cn`, not `aws`")]
        );
    }

    #[test]
    fn the_cure_of_a_region_does_not_mix_partitions() {
        let cure = |region: &str| {
            let region = region.parse().unwrap();
            let destination = Destination {
                region: Some(&region),
                ..Destination::default()
            };
            let reasons = admit(&config(), &destination).unwrap_err();
            reasons[0].finding(&destination).cure().to_owned()
        };
        assert!(cure("eu-west-2").contains("add the Region to `regions`"));
        assert!(cure("cn-north-1").starts_with("correct the Region"));
    }

    #[test]
    fn every_reason_is_given_at_once() {
        let destination = Destination {
            account: Some(&config().resource_account),
            region: Some(&"us-east-1".parse().unwrap()),
            task_definition: Some(&which(OWN)),
            ..Destination::default()
        };
        let reasons = admit(&config(), &destination).unwrap_err();
        let codes: Vec<&str> = reasons
            .iter()
            .map(|reason| reason.code().as_str())
            .collect();
        assert_eq!(codes, ["RP209", "RP305", "RP303", "RP303"]);
        let blocks = |reason: &NotAdmitted| reason.finding(&destination).blocks();
        assert_eq!(
            reasons.iter().map(blocks).collect::<Vec<_>>(),
            [false, false, true, true]
        );
    }

    #[test]
    fn an_arn_is_held_against_the_configuration_where_the_region_is_unknown() {
        let destination = Destination {
            task_definition: Some(&which(
                "arn:aws-cn:ecs:cn-north-1:222222222222:task-definition/orders-api:7",
            )),
            ..Destination::default()
        };
        assert_eq!(
            findings(&destination),
            [
                "RP303 orders-api: the ARN of the task definition names the partition `aws-cn`, not `aws`"
            ]
        );
    }
}
