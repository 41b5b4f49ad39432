use std::collections::BTreeSet;

use futures::future::join;
use rolepair_config::Config;
use rolepair_model::{AccountId, Family, FamilyOrArn, Finding, FindingCode, Region};

use crate::{
    Failure, Outcome, Ports, Session, TaskDefinitions, candidates::judge, entered::ask_and_enter,
    family_patch::FamilyPatch, progress::Progress, scope::Scope,
};

/// Patches the latest active revision of a family, whichever revision `which` names, so that an
/// event that comes twice, late or after its successor makes no second patch.
///
/// Takes three round trips one after another. Nothing is registered before the role pair, as read
/// back from AWS, is proven.
///
/// # Errors
/// A [`Failure`] with what was done all the same; transient where the pair is not proven yet.
pub async fn patch_family<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    region: &Region,
    which: &FamilyOrArn,
    dry_run: bool,
) -> Result<Outcome, Failure> {
    let family = which.family();
    if !config.regions.contains(region) {
        let message = format!("the configuration does not list the Region `{region}`");
        let finding = Finding::new(FindingCode::RegionNotServed, family, message);
        return Ok(Outcome::skipped(vec![finding]));
    }
    let progress = patch(config, ports, account, region, family, dry_run).await;
    progress.finish(dry_run)
}

async fn patch<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    region: &Region,
    family: &Family,
    dry_run: bool,
) -> Progress {
    let scope = Scope::everything(dry_run);
    let entered = match ask_and_enter(config, ports, account, &scope).await {
        Ok(entered) => entered,
        Err(stop) => return stop.into(),
    };
    let definitions = entered.task.task_definitions(region);
    let latest = FamilyOrArn::Family(family.clone());
    let nothing_planned = BTreeSet::new();
    let reading = judge(config, &entered, &scope, &nothing_planned);
    let (judged, latest) = join(reading, definitions.describe(&latest)).await;
    let work = FamilyPatch {
        config,
        account: &entered.account,
        region,
        definitions: &definitions,
        judged: &judged,
        dry_run,
    };
    work.patch(family, latest).await
}
