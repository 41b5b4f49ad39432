use std::collections::BTreeSet;

use futures::future::join_all;
use rolepair_config::{Config, Pair};
use rolepair_model::{About, AccountId, Family, Finding, FindingCode, PairName, Region};
use serde::{Deserialize, Serialize};

use crate::{
    Cause, Expectation, Mode, Page, PortError, Ports, Report, Scope, Session, Status,
    TaskDefinitions,
    converge_account::converge_pairs,
    entered::{Entered, ask_then_enter},
    pair_state::{PairState, pair_states},
    patch_family::FamilyPatch,
    position::{AccountPosition, FamilyPosition},
    scope::malformed,
};

/// How many families of one account and Region are looked at side by side. Registering is throttled to
/// about one a second with bursts of 20, but most families need no registering.
const FAMILIES_SIDE_BY_SIDE: usize = 5;

/// How many reasons are carried from step to step. A state machine's payload has an end, and nobody
/// reads more of them.
const REASONS: usize = 50;

/// What the continuation of one account says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountContinuation {
    position: AccountPosition,
    /// What a person has to do something about, as earlier steps found it.
    refused: Vec<String>,
}

/// Works on one account for as long as time allows: its role pairs, then its task definitions, Region
/// by Region. Unlike in a whole backfill, a finding that blocks is a failure, just like a call that
/// is refused: a caller that spreads accounts over many calls counts and names those that failed.
///
/// What is refused does not keep the rest of the account from being done. It is carried along, and
/// fails the last step. A transient report is of a step worth repeating as it was.
pub async fn backfill_account<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    scope: &Scope,
    continuation: Option<&str>,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Report {
    let checked = scope.check(config);
    let read =
        checked.and_then(|()| AccountContinuation::read(config, account, scope, continuation));
    let AccountContinuation { position, refused } = match read {
        Ok(continuation) => continuation,
        Err(finding) => return Report::bad_event(finding),
    };
    let work = AccountWork {
        config,
        ports,
        scope,
        is_time_up,
    };
    let (mut report, unfinished) = work.step(position).await;
    report.carry(refused);
    match unfinished {
        _ if report.status() == Status::Transient => {}
        Some(position) => {
            let mut refused = report.reasons();
            refused.truncate(REASONS);
            let continuation = AccountContinuation { position, refused };
            report.go_on(serde_json::to_string(&continuation).unwrap_or_default());
        }
        None => report.end(),
    }
    report
}

impl AccountContinuation {
    fn read(
        config: &Config,
        account: &AccountId,
        scope: &Scope,
        continuation: Option<&str>,
    ) -> Result<Self, Finding> {
        let Some(text) = continuation else {
            return Ok(Self {
                position: AccountPosition::start(account.clone()),
                refused: Vec::new(),
            });
        };
        let read: Self = serde_json::from_str(text).map_err(|error| {
            let message = format!("this is not the continuation of an account: {error}");
            malformed("continuation", message)
        })?;
        if read.position.account != *account {
            let message = format!("it belongs to the account `{}`", read.position.account);
            return Err(malformed("continuation", message));
        }
        read.position.check(config, scope)?;
        Ok(read)
    }
}

/// What the work on an account takes.
pub(crate) struct AccountWork<'a, P> {
    pub(crate) config: &'a Config,
    pub(crate) ports: &'a P,
    pub(crate) scope: &'a Scope,
    pub(crate) is_time_up: &'a (dyn Fn() -> bool + Send + Sync),
}

impl<P: Ports> AccountWork<'_, P> {
    /// Works on an account from a position until it is done or time is up; what came of it, and
    /// where to go on if it is not done.
    pub(crate) async fn step(
        &self,
        position: AccountPosition,
    ) -> (Report, Option<AccountPosition>) {
        let account = &position.account;
        let entered = match ask_then_enter(self.config, self.ports, account, self.scope).await {
            Ok(entered) => entered,
            Err(report) => return (report, None),
        };
        let mut report = Report::of(account, self.scope.mode);
        let families = self.work(&entered, position.families, &mut report).await;
        let unfinished = families.map(|families| AccountPosition {
            account: position.account,
            families: Some(families),
        });
        (report, unfinished)
    }

    async fn work(
        &self,
        entered: &Entered<P::Session>,
        resumed: Option<FamilyPosition>,
        report: &mut Report,
    ) -> Option<FamilyPosition> {
        let is_resumed = resumed.is_some();
        let planned = self.converge(entered, is_resumed, report).await;
        let mut next = resumed.or_else(|| self.region_after(None));
        if !is_resumed && (self.is_time_up)() {
            return next;
        }
        let states = pair_states(self.config, entered, self.scope, &planned).await;
        // One page is begun in any case, or a step that is short of time would never get on.
        while let Some(position) = next {
            next = self.patch_page(entered, &states, position, report).await;
            if (self.is_time_up)() {
                break;
            }
        }
        next
    }

    /// Converges the pairs, unless an earlier step has. A dry run, which changed nothing, has to work
    /// out again which of them can be converged, and gives those.
    async fn converge(
        &self,
        entered: &Entered<P::Session>,
        is_resumed: bool,
        report: &mut Report,
    ) -> BTreeSet<PairName> {
        let is_dry_run = self.scope.mode == Mode::DryRun;
        let mut planned = BTreeSet::new();
        if is_resumed && !is_dry_run {
            return planned;
        }
        let converged = converge_pairs(self.config, entered, Expectation::Any, self.scope).await;
        for (pair, part) in converged {
            if is_dry_run && part.is_clear() {
                planned.insert(pair);
            }
            if !is_resumed {
                report.absorb(part);
            }
        }
        planned
    }

    /// The start of the selected Region that comes after another one.
    fn region_after(&self, done: Option<&Region>) -> Option<FamilyPosition> {
        let mut regions = self.scope.regions(self.config);
        if let Some(done) = done {
            regions.find(|region| *region == done);
        }
        regions.next().cloned().map(FamilyPosition::start)
    }

    /// Patches the families of one page, from a position on; where to go on then.
    async fn patch_page(
        &self,
        entered: &Entered<P::Session>,
        states: &[(&Pair, PairState)],
        mut position: FamilyPosition,
        report: &mut Report,
    ) -> Option<FamilyPosition> {
        let definitions = entered.task.task_definitions(&position.region);
        let page = match self.families(&definitions, &position).await {
            Ok(page) => page,
            Err(error) => {
                let about = About {
                    region: Some(position.region.clone()),
                    ..About::default()
                };
                report.fail(Cause::port(error, about));
                return self.region_after(Some(&position.region));
            }
        };
        let work = FamilyPatch {
            config: self.config,
            account: &entered.account,
            region: &position.region,
            definitions: &definitions,
            states,
            mode: self.scope.mode,
        };
        let families = remaining(&page.items, position.after.as_ref());
        let last = self.patch_families(&work, families, report).await;
        match (last, page.next) {
            (Some(last), _) => {
                position.after = Some(last.clone());
                Some(position)
            }
            (None, Some(page)) => Some(position.turned_to(page)),
            (None, None) => self.region_after(Some(&position.region)),
        }
    }

    /// Patches families, some of them side by side; the last one that is done, if time was up.
    async fn patch_families<'f, T: TaskDefinitions>(
        &self,
        work: &FamilyPatch<'_, T>,
        families: &'f [Family],
        report: &mut Report,
    ) -> Option<&'f Family> {
        for families in families.chunks(FAMILIES_SIDE_BY_SIDE) {
            let mut patches = Vec::new();
            for family in families {
                patches.push(patch_listed(work, family));
            }
            for part in join_all(patches).await {
                report.absorb(part);
            }
            if (self.is_time_up)() {
                return families.last();
            }
        }
        None
    }

    /// The page of families at the position. Families that were asked for by name make one page.
    async fn families(
        &self,
        definitions: &impl TaskDefinitions,
        position: &FamilyPosition,
    ) -> Result<Page<Family>, PortError> {
        if self.scope.families.is_empty() {
            definitions.families(position.page.as_ref()).await
        } else {
            Ok(Page {
                items: self.scope.families.iter().cloned().collect(),
                next: None,
            })
        }
    }
}

/// Patches one family of a list. `NoPair` is not reported: it holds for most families there are.
async fn patch_listed<T: TaskDefinitions>(work: &FamilyPatch<'_, T>, family: &Family) -> Report {
    let mut report = work.patch(family, work.latest(family).await).await;
    report.retain(|finding| finding.code != FindingCode::NoPair);
    report
}

/// The families of a page that come after one of it; all where the page does not have that one.
fn remaining<'f>(families: &'f [Family], after: Option<&Family>) -> &'f [Family] {
    let done = after.and_then(|after| families.iter().position(|family| family == after));
    let rest = done.and_then(|done| families.get(done + 1..));
    rest.unwrap_or(families)
}
