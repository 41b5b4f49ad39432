use rolepair_config::{AccountSelection, Config, Delivery, Pair};
use rolepair_model::AccountId;

use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::package::Package;

/// The boundary that the templates make.
const BOUNDARY: &str = "policy/rolepair/rolepair-boundary";

/// What may surprise the person who installs.
pub(crate) fn notes(
    arguments: &DeployArguments,
    config: &Config,
    package: &Package,
) -> Vec<String> {
    let missing = package.missing.iter().map(|path| {
        format!(
            "`{}` is not built yet; infra/packaging/package builds it",
            path.display()
        )
    });
    let pairs = config
        .pairs
        .iter()
        .flat_map(|pair| pair_notes(arguments, config, pair));
    missing.chain(pairs).collect()
}

fn pair_notes(arguments: &DeployArguments, config: &Config, pair: &Pair) -> Vec<String> {
    let name = &pair.name;
    let mut notes = Vec::new();
    let boundary = pair
        .permissions_boundary
        .arn(&config.partition, &config.resource_account);
    if boundary.resource != BOUNDARY {
        notes.push(format!(
            "the pair `{name}` has a boundary other than `/rolepair/rolepair-boundary`; the hub is not allowed to make roles with it"
        ));
    }
    if !pair.accounts.include.is_empty() {
        notes.push(format!(
            "the pair `{name}` includes accounts by id; they get the hub's role only if they are in one of the units"
        ));
    }
    let management = &arguments.management_account;
    if may_select(&pair.accounts, management) {
        notes.push(format!(
            "the pair `{name}` may select the management account {management}, where StackSets deploy no role for the hub; it fails in every backfill until the pair excludes it"
        ));
    }
    let is_public = |region| pair.init_image.in_region(region).is_public();
    if pair.delivery == Delivery::InitContainer && config.regions.first().is_some_and(is_public) {
        notes.push(format!(
            "the pair `{name}` takes its init image from a public registry, which tasks in private subnets cannot reach"
        ));
    }
    notes
}

/// Whether an account right below the root may be selected.
fn may_select(accounts: &AccountSelection, account: &AccountId) -> bool {
    let mut units = accounts.organizational_units.iter();
    let by_unit = units.any(|unit| unit.as_str().starts_with("r-"));
    let by_tag = accounts.organizational_units.is_empty() && !accounts.tags.is_empty();
    (by_unit || by_tag || accounts.include.contains(account)) && !accounts.exclude.contains(account)
}
