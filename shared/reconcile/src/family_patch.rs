use rolepair_config::Config;
use rolepair_model::{
    Account, Family, FamilyOrArn, Finding, FindingCode, PairName, Region, TaskDefinition,
    TaskDefinitionArn,
};
use rolepair_plan::{PatchOutcome, PatchSpec, choose_pair, patch, register_input};
use rolepair_policy::{Proven, RolePair};

use crate::{
    Cause, Change, ChangeKind, PortError, TaskDefinitions,
    progress::Progress,
    revision::{Revision, Rivals},
    verdict::{Judged, Standing, Verdict},
};

/// How often a family is looked at again because it got another revision meanwhile.
const ROUNDS: usize = 3;

/// What patching the families of one account in one Region takes.
pub(crate) struct FamilyPatch<'a, T> {
    pub(crate) config: &'a Config,
    pub(crate) account: &'a Account,
    pub(crate) region: &'a Region,
    pub(crate) definitions: &'a T,
    pub(crate) judged: &'a [Judged<'a>],
    pub(crate) dry_run: bool,
}

/// Whether a family is done with.
enum Next {
    Done,
    /// It has another latest revision now.
    LookAgain,
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
    ) -> Progress {
        let mut progress = Progress::default();
        let mut latest = latest;
        for _ in 0..ROUNDS {
            match latest {
                Err(error) => {
                    progress.fail(error);
                    return progress;
                }
                Ok(None) => {
                    progress.skip(gone(family));
                    return progress;
                }
                Ok(Some(definition)) => match self.patch_latest(definition, &mut progress).await {
                    Next::Done => return progress,
                    Next::LookAgain => latest = self.latest(family).await,
                },
            }
        }
        progress.fail(Cause::FamilyContended(family.clone()));
        progress
    }

    async fn patch_latest(&self, definition: TaskDefinition, progress: &mut Progress) -> Next {
        let revision = match Revision::new(definition) {
            Ok(revision) => revision,
            Err(finding) => {
                progress.tell([finding]);
                return Next::Done;
            }
        };
        if !revision.is_active() {
            progress.skip(gone(&revision.arn.family));
            return Next::Done;
        }
        match choose_pair(self.config, self.account, &revision.definition) {
            Err(finding) => progress.tell([finding]),
            Ok(None) => progress.skip(unclaimed(&revision.arn.family)),
            Ok(Some(pair)) => match self
                .judged
                .iter()
                .find(|judged| judged.pair.name == pair.name)
            {
                None => progress.skip(unclaimed(&revision.arn.family)),
                Some(judged) => return self.patch_for(judged, &revision, progress).await,
            },
        }
        Next::Done
    }

    async fn patch_for(
        &self,
        judged: &Judged<'_>,
        revision: &Revision,
        progress: &mut Progress,
    ) -> Next {
        let (role_pair, standing) = match &judged.verdict {
            Verdict::Impossible(findings) => {
                progress.tell(findings.iter().cloned());
                return Next::Done;
            }
            Verdict::Wanted(role_pair, standing) => (role_pair, standing),
        };
        let spec = PatchSpec::new(judged.pair, role_pair, self.region);
        let patch = patch(&revision.definition, &spec);
        progress.tell(patch.findings);
        match patch.outcome {
            PatchOutcome::Refused => Next::Done,
            PatchOutcome::Unchanged => {
                self.settle_earlier(revision, &role_pair.pair, progress)
                    .await
            }
            PatchOutcome::Changed(patched) => match proven(role_pair, standing, progress) {
                Some(proven) => self.register(proven, revision, &patched, progress).await,
                None => Next::Done,
            },
        }
    }

    /// Registers a patched revision, which takes the proof that its pair lets in nobody else.
    async fn register(
        &self,
        proven: &Proven,
        from: &Revision,
        patched: &TaskDefinition,
        progress: &mut Progress,
    ) -> Next {
        let pair = &proven.pair().pair;
        if self.dry_run {
            self.record_registration(pair, &from.arn, None, progress);
            return Next::Done;
        }
        let registered = match self.definitions.register(&register_input(patched)).await {
            Ok(registered) => registered,
            Err(error) => {
                progress.fail(error);
                return Next::Done;
            }
        };
        match Revision::new(registered) {
            Ok(registered) => {
                let number = registered.arn.revision;
                self.record_registration(pair, &from.arn, Some(number), progress);
                self.settle(&registered, from.arn.revision, pair, progress)
                    .await
            }
            Err(finding) => {
                self.record_registration(pair, &from.arn, None, progress);
                progress.tell([finding]);
                Next::Done
            }
        }
    }

    /// Finishes what was cut off between registering and settling. Only a revision that rolepair
    /// itself registered may be taken back, whatever tags another has copied.
    async fn settle_earlier(
        &self,
        revision: &Revision,
        pair: &PairName,
        progress: &mut Progress,
    ) -> Next {
        match revision.patched_from() {
            Some(from) if revision.is_registered_by(&self.config.roles.task_account.name) => {
                self.settle(revision, from, pair, progress).await
            }
            _ => Next::Done,
        }
    }

    /// Takes back a revision of rolepair's where something came between it and the revision `from`
    /// that it is the patch of: another worker's patch of the same, or a newer revision, which it
    /// must not hide.
    async fn settle(
        &self,
        revision: &Revision,
        from: u32,
        pair: &PairName,
        progress: &mut Progress,
    ) -> Next {
        let hub_role = &self.config.roles.task_account.name;
        let rivals = match Rivals::of(self.definitions, revision, from).await {
            Ok(rivals) => rivals,
            Err(error) => {
                progress.fail(error);
                return Next::Done;
            }
        };
        let is_hiding = rivals.has_newer(from, hub_role);
        if !is_hiding && !rivals.has_same(revision) {
            return Next::Done;
        }
        if !self.dry_run
            && let Err(error) = self.definitions.deregister(&revision.arn).await
        {
            progress.fail(error);
            return Next::Done;
        }
        self.record_deregistration(pair, &revision.arn, progress);
        if is_hiding && !self.dry_run {
            Next::LookAgain
        } else {
            Next::Done
        }
    }

    fn record_registration(
        &self,
        pair: &PairName,
        from: &TaskDefinitionArn,
        revision: Option<u32>,
        progress: &mut Progress,
    ) {
        let kind = ChangeKind::RegisterTaskDefinition {
            region: self.region.clone(),
            family: from.family.clone(),
            from: from.revision,
            revision,
        };
        self.record(pair, kind, progress);
    }

    fn record_deregistration(
        &self,
        pair: &PairName,
        arn: &TaskDefinitionArn,
        progress: &mut Progress,
    ) {
        let kind = ChangeKind::DeregisterTaskDefinition {
            region: self.region.clone(),
            family: arn.family.clone(),
            revision: arn.revision,
        };
        self.record(pair, kind, progress);
    }

    fn record(&self, pair: &PairName, kind: ChangeKind, progress: &mut Progress) {
        progress.changes.push(Change {
            account: self.account.id.clone(),
            pair: pair.clone(),
            kind,
        });
    }
}

/// The proof, if there is one; else what is in its way goes into the progress.
fn proven<'s>(
    role_pair: &RolePair,
    standing: &'s Standing,
    progress: &mut Progress,
) -> Option<&'s Proven> {
    match standing {
        Standing::Proven(proven) => return Some(proven),
        Standing::NotOurs(findings) => progress.tell(findings.iter().cloned()),
        Standing::Unread(errors) => {
            errors
                .iter()
                .for_each(|error| progress.fail(Cause::Port(error.clone())));
        }
        Standing::Unproven(findings) => {
            progress.tell(findings.iter().cloned());
            progress.fail(Cause::Unproven {
                account: role_pair.task_account.clone(),
                pair: role_pair.pair.clone(),
            });
        }
    }
    None
}

fn gone(family: &Family) -> Finding {
    let message = "the family has no active revision";
    Finding::new(FindingCode::TaskDefinitionGone, family, message)
}

fn unclaimed(family: &Family) -> Finding {
    Finding::new(
        FindingCode::NoPair,
        family,
        "no pair in question claims the task definition",
    )
}
