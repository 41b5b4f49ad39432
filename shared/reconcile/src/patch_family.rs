use std::{collections::BTreeSet, ops::ControlFlow};

use futures::future::join;
use rolepair_config::{Config, Pair};
use rolepair_model::{
    About, Account, AccountId, Family, FamilyOrArn, Finding, FindingCode, Region, TaskDefinition,
};
use rolepair_plan::{Destination, PatchOutcome, PatchSpec, admit, choose_pair, patch, role_pair};
use rolepair_policy::Proven;

use crate::{
    Cause, Mode, PortError, Ports, Report, Scope, Session, TaskDefinitions,
    entered::{ask_and_enter, not_admitted},
    pair_state::{PairState, pair_states},
    revision::Revision,
};

/// How often a family is looked at again because it got another revision meanwhile.
const ROUNDS: usize = 3;

/// Patches the latest active revision of a family, whichever revision `which` names, so that an
/// event that comes twice, late or after its successor makes no second patch.
///
/// Takes three round trips one after another. Nothing is registered before the role pair, as read
/// back from AWS, is proven; until then the report is transient.
pub async fn patch_family<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    region: &Region,
    which: &FamilyOrArn,
    mode: Mode,
) -> Report {
    let family = which.family();
    let destination = Destination {
        region: Some(region),
        task_definition: Some(which),
        ..Destination::account(account)
    };
    if let Err(reasons) = admit(config, &destination) {
        return not_admitted(&reasons, &destination, Mode::Apply);
    }
    let scope = Scope {
        mode,
        ..Scope::default()
    };
    let entered = match ask_and_enter(config, ports, account, &scope).await {
        Ok(entered) => entered,
        Err(report) => return report,
    };
    let definitions = entered.task.task_definitions(region);
    let latest = FamilyOrArn::Family(family.clone());
    let nothing_planned = BTreeSet::new();
    let states = pair_states(config, &entered, &scope, &nothing_planned);
    let (states, latest) = join(states, definitions.describe(&latest)).await;
    let work = FamilyPatch {
        config,
        account: &entered.account,
        region,
        definitions: &definitions,
        states: &states,
        mode,
    };
    work.patch(family, latest).await
}

/// What patching the families of one account in one Region takes.
pub(crate) struct FamilyPatch<'a, T> {
    pub(crate) config: &'a Config,
    pub(crate) account: &'a Account,
    pub(crate) region: &'a Region,
    pub(crate) definitions: &'a T,
    pub(crate) states: &'a [(&'a Pair, PairState)],
    pub(crate) mode: Mode,
}

impl<T: TaskDefinitions> FamilyPatch<'_, T> {
    /// The latest active revision of a family.
    pub(crate) async fn latest(
        &self,
        family: &Family,
    ) -> Result<Option<TaskDefinition>, PortError> {
        let family = FamilyOrArn::Family(family.clone());
        self.definitions.describe(&family).await
    }

    /// Patches a family whose latest active revision is `latest`.
    pub(crate) async fn patch(
        &self,
        family: &Family,
        latest: Result<Option<TaskDefinition>, PortError>,
    ) -> Report {
        let mut report = Report::of(&self.account.id, self.mode);
        let mut latest = latest;
        for _ in 0..ROUNDS {
            let next = match latest {
                Err(error) => {
                    report.fail(Cause::port(error, self.about(family, None)));
                    ControlFlow::Break(())
                }
                Ok(None) => {
                    report.skip(self.gone(family));
                    ControlFlow::Break(())
                }
                Ok(Some(definition)) => self.patch_latest(definition, &mut report).await,
            };
            if next.is_break() {
                return report;
            }
            latest = self.latest(family).await;
        }
        let about = Box::new(self.about(family, None));
        report.fail(Cause::FamilyContended(about));
        report
    }

    /// Patches the revision for the pair that claims it. Goes on where the family has another latest
    /// revision by then.
    async fn patch_latest(
        &self,
        definition: TaskDefinition,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let revision = match Revision::new(definition) {
            Ok(revision) => revision,
            Err(finding) => {
                report.find([finding.in_region(self.region)]);
                return ControlFlow::Break(());
            }
        };
        let about = self.about(&revision.arn.family, Some(revision.arn.revision));
        let which = FamilyOrArn::Arn(revision.arn.clone());
        let destination = Destination {
            region: Some(self.region),
            task_definition: Some(&which),
            ..Destination::member(self.account)
        };
        if let Err(reasons) = admit(self.config, &destination) {
            report.find(reasons.iter().map(|reason| reason.finding(&destination)));
            return ControlFlow::Break(());
        }
        if !revision.is_active() {
            report.skip(self.gone(&revision.arn.family));
            return ControlFlow::Break(());
        }
        match choose_pair(self.config, self.account, &revision.definition) {
            Err(finding) => report.find([finding.concerning(&about)]),
            Ok(pair) => match pair.and_then(|pair| self.state(pair)) {
                None => report.skip(unclaimed(&revision.arn.family).concerning(&about)),
                Some((pair, state)) => {
                    return self.patch_for(pair, state, &revision, report).await;
                }
            },
        }
        ControlFlow::Break(())
    }

    async fn patch_for(
        &self,
        pair: &Pair,
        state: &PairState,
        revision: &Revision,
        report: &mut Report,
    ) -> ControlFlow<()> {
        if let PairState::Impossible(findings) = state {
            report.find(findings.iter().cloned());
            return ControlFlow::Break(());
        }
        let role_pair = role_pair(self.config, pair, &self.account.id);
        let spec = PatchSpec::new(pair, &role_pair, self.region);
        let patch = patch(&revision.definition, &spec);
        report.find(patch.findings);
        match patch.outcome {
            PatchOutcome::Refused => ControlFlow::Break(()),
            PatchOutcome::Unchanged => self.settle_earlier(revision, &pair.name, report).await,
            PatchOutcome::Changed(patched) => match self.proven(pair, state, report) {
                Some(proven) => self.register(proven, revision, &patched, report).await,
                None => ControlFlow::Break(()),
            },
        }
    }

    /// A selected pair and its state; `None` for a pair that is not selected.
    fn state(&self, pair: &Pair) -> Option<&(&Pair, PairState)> {
        let mut states = self.states.iter();
        states.find(|(selected, _)| selected.name == pair.name)
    }

    /// The proof, if there is one; if not, what is missing goes into the report.
    fn proven<'s>(
        &self,
        pair: &Pair,
        state: &'s PairState,
        report: &mut Report,
    ) -> Option<&'s Proven> {
        match state {
            PairState::Proven(proven) => return Some(proven),
            PairState::Impossible(findings) | PairState::NotOurs(findings) => {
                report.find(findings.iter().cloned());
            }
            PairState::Unread(causes) => {
                let causes = causes.iter().cloned();
                causes.for_each(|cause| report.fail(cause));
            }
            PairState::Unproven(findings) => {
                report.find(findings.iter().cloned());
                report.fail(Cause::Unproven {
                    account: self.account.id.clone(),
                    pair: pair.name.clone(),
                });
            }
        }
        None
    }

    /// What findings and causes about a family are about.
    pub(crate) fn about(&self, family: &Family, revision: Option<u32>) -> About {
        About {
            account: Some(self.account.id.clone()),
            region: Some(self.region.clone()),
            family: Some(family.clone()),
            revision,
            role: None,
        }
    }

    fn gone(&self, family: &Family) -> Finding {
        let message = "the family has no active revision";
        Finding::new(FindingCode::TaskDefinitionGone, family, message)
            .concerning(&self.about(family, None))
    }
}

fn unclaimed(family: &Family) -> Finding {
    let message = "no selected pair claims the task definition";
    Finding::new(FindingCode::NoPair, family, message)
}
