use std::collections::BTreeSet;

use futures::future::join_all;
use rolepair_config::Config;
use rolepair_model::{AccountId, Family, Finding, FindingCode, PairName, Region};

use crate::{
    Expectation, Page, PageToken, PortError, Ports, Session, Sessions, TaskDefinitions, WorkItem,
    candidates::judge,
    converge_account::converge_pairs,
    entered::{Entered, Stop, enter, selected},
    family_patch::FamilyPatch,
    position::{AccountPosition, FamilyPosition},
    progress::Progress,
    scope::Scope,
    verdict::Judged,
};

/// How many families of one account and Region are looked at side by side. Registering is throttled to
/// about one a second with bursts of 20, but most families need no registering.
const FAMILIES_SIDE_BY_SIDE: usize = 5;

/// What the work on an account takes.
pub(crate) struct AccountWork<'a, P> {
    pub(crate) config: &'a Config,
    pub(crate) ports: &'a P,
    pub(crate) item: &'a WorkItem,
    pub(crate) scope: &'a Scope,
    pub(crate) is_time_up: &'a (dyn Fn() -> bool + Send + Sync),
}

/// What a step came to in one account.
pub(crate) struct AccountStep {
    pub(crate) account: AccountId,
    /// What was done; none where the account is only counted.
    pub(crate) progress: Option<Progress>,
    /// Where to go on, if time was up first.
    pub(crate) unfinished: Option<AccountPosition>,
}

impl<P: Ports> AccountWork<'_, P> {
    /// Works on an account from where it stands until it is done or time is up.
    ///
    /// The organization is asked first, not beside entering: in a whole organization most accounts may be
    /// none of ours, and trying to enter each would fill their trails with denials.
    pub(crate) async fn step(&self, position: AccountPosition) -> AccountStep {
        let mut step = AccountStep {
            account: position.account.clone(),
            progress: None,
            unfinished: None,
        };
        match self.enter(&position.account).await {
            Ok(entered) => {
                let mut progress = Progress::default();
                step.unfinished = self.work(&entered, position, &mut progress).await;
                step.progress = Some(progress);
            }
            Err(Stop::Skip(finding)) if self.is_untold(&finding) => {}
            Err(stop) => step.progress = Some(stop.into()),
        }
        step
    }

    /// Whether an account is only counted: one that nobody asked for and no pair selects.
    fn is_untold(&self, finding: &Finding) -> bool {
        self.item.accounts.is_empty() && finding.code == FindingCode::NoPair
    }

    async fn enter(&self, account: &AccountId) -> Result<Entered<P::Session>, Stop> {
        let account = selected(self.config, self.ports, account, self.scope).await?;
        enter(self.config, self.ports, account).await
    }

    async fn work(
        &self,
        entered: &Entered<P::Session>,
        position: AccountPosition,
        progress: &mut Progress,
    ) -> Option<AccountPosition> {
        let AccountPosition { account, families } = position;
        let is_resumed = families.is_some();
        let planned = self.converge(entered, is_resumed, progress).await;
        let mut next = families.or_else(|| self.region_after(None))?;
        if is_resumed || !(self.is_time_up)() {
            let judged = judge(self.config, entered, self.scope, &planned).await;
            // One page is begun in any case, or a step that is short of time would never get on.
            while let Part::Page(page) =
                self.patch_page(entered, &judged, &mut next, progress).await
            {
                next = match page {
                    Some(page) => next.turned_to(page),
                    None => self.region_after(Some(&next.region))?,
                };
                if (self.is_time_up)() {
                    break;
                }
            }
        }
        let families = Some(next);
        Some(AccountPosition { account, families })
    }

    /// Converges the pairs, unless an earlier step has; a dry run, which changed nothing, has to work
    /// out again which of them can be, and gives those.
    async fn converge(
        &self,
        entered: &Entered<P::Session>,
        is_resumed: bool,
        progress: &mut Progress,
    ) -> BTreeSet<PairName> {
        if is_resumed && !self.scope.dry_run {
            return BTreeSet::new();
        }
        let converged = converge_pairs(self.config, entered, Expectation::Any, self.scope).await;
        if !is_resumed {
            progress.absorb(converged.progress);
        }
        if self.scope.dry_run {
            converged.clear
        } else {
            BTreeSet::new()
        }
    }

    /// The start of the Region in question that comes after another one.
    fn region_after(&self, done: Option<&Region>) -> Option<FamilyPosition> {
        let wanted = &self.item.regions;
        let mut regions = self.config.regions.iter();
        if let Some(done) = done {
            regions.find(|region| *region == done);
        }
        let region = regions.find(|region| wanted.is_empty() || wanted.contains(region));
        region.cloned().map(FamilyPosition::start)
    }

    /// Patches the families of one page, from where it stands.
    async fn patch_page(
        &self,
        entered: &Entered<P::Session>,
        judged: &[Judged<'_>],
        position: &mut FamilyPosition,
        progress: &mut Progress,
    ) -> Part {
        let definitions = entered.task.task_definitions(&position.region);
        let page = match self.families(&definitions, position).await {
            Ok(page) => page,
            Err(error) => {
                progress.fail(error);
                return Part::Page(None);
            }
        };
        let work = FamilyPatch {
            config: self.config,
            account: &entered.account,
            region: &position.region.clone(),
            definitions: &definitions,
            judged,
            dry_run: self.scope.dry_run,
        };
        for families in
            remaining(&page.items, position.after.as_ref()).chunks(FAMILIES_SIDE_BY_SIDE)
        {
            let mut patches = Vec::new();
            for family in families {
                patches.push(patch(&work, family));
            }
            for part in join_all(patches).await {
                progress.absorb(part);
            }
            position.after = families.last().cloned();
            if (self.is_time_up)() {
                return Part::TimeUp;
            }
        }
        Part::Page(page.next)
    }

    /// The page of families where the position stands; those asked for make one page.
    async fn families(
        &self,
        definitions: &<<P as Sessions>::Session as Session>::TaskDefinitions,
        position: &FamilyPosition,
    ) -> Result<Page<Family>, PortError> {
        if self.item.families.is_empty() {
            definitions.families(position.page.as_ref()).await
        } else {
            Ok(Page {
                items: self.item.families.iter().cloned().collect(),
                next: None,
            })
        }
    }
}

/// What came of one page of families.
enum Part {
    /// It is done, or could not be listed; the next one, if there is one.
    Page(Option<PageToken>),
    /// Time was up before it was done.
    TimeUp,
}

/// Patches one family. That no pair claims it is not told: it is so for most families there are.
async fn patch<T: TaskDefinitions>(work: &FamilyPatch<'_, T>, family: &Family) -> Progress {
    let mut progress = work.patch(family, work.latest(family).await).await;
    let is_told = |finding: &Finding| finding.code != FindingCode::NoPair;
    progress.findings.retain(is_told);
    progress
}

/// The families of a page that come after one of it; all where the page does not have that one.
fn remaining<'f>(families: &'f [Family], after: Option<&Family>) -> &'f [Family] {
    let done = after.and_then(|after| families.iter().position(|family| family == after));
    let rest = done.and_then(|done| families.get(done + 1..));
    rest.unwrap_or(families)
}
