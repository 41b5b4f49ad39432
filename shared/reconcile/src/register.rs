use std::ops::ControlFlow;

use rolepair_model::{PairName, TaskDefinition, TaskDefinitionArn};
use rolepair_plan::register_input;
use rolepair_policy::Proven;

use crate::{
    Cause, ChangeKind, Mode, PortError, Report, TaskDefinitions,
    patch_family::FamilyPatch,
    revision::{Revision, Rivals},
};

/// Registering a patched revision, and taking it back where it turns out to be one too many. Each
/// goes on where the family has another latest revision by then.
impl<T: TaskDefinitions> FamilyPatch<'_, T> {
    /// Registers a patched revision, which takes the proof that its pair lets in nobody else.
    pub(crate) async fn register(
        &self,
        proven: &Proven,
        from: &Revision,
        patched: &TaskDefinition,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let pair = &proven.pair().pair;
        let registration = |revision| ChangeKind::RegisterTaskDefinition {
            region: self.region.clone(),
            family: from.arn.family.clone(),
            from: from.arn.revision,
            revision,
        };
        if self.mode == Mode::DryRun {
            report.change(&self.account.id, pair, registration(None));
            return ControlFlow::Break(());
        }
        let registered = self.definitions.register(&register_input(patched)).await;
        match registered.map(Revision::new) {
            Err(error) => self.failed(error, &from.arn, report),
            Ok(Err(finding)) => {
                report.change(&self.account.id, pair, registration(None));
                report.find([finding.in_region(self.region)]);
                ControlFlow::Break(())
            }
            Ok(Ok(registered)) => {
                let number = registered.arn.revision;
                report.change(&self.account.id, pair, registration(Some(number)));
                self.settle(&registered, from.arn.revision, pair, report)
                    .await
            }
        }
    }

    /// Finishes what was cut off between registering and settling. Only a revision that rolepair
    /// itself registered may be taken back, whatever tags another has copied.
    pub(crate) async fn settle_earlier(
        &self,
        revision: &Revision,
        pair: &PairName,
        report: &mut Report,
    ) -> ControlFlow<()> {
        match revision.patched_from() {
            Some(from) if revision.is_registered_by(&self.config.roles.task_account.name) => {
                self.settle(revision, from, pair, report).await
            }
            _ => ControlFlow::Break(()),
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
        report: &mut Report,
    ) -> ControlFlow<()> {
        let hub_role = &self.config.roles.task_account.name;
        let rivals = match Rivals::of(self.definitions, revision, from).await {
            Ok(rivals) => rivals,
            Err(error) => return self.failed(error, &revision.arn, report),
        };
        let is_hiding = rivals.has_newer(from, hub_role);
        if !is_hiding && !rivals.has_same(revision) {
            return ControlFlow::Break(());
        }
        if self.mode == Mode::Apply
            && let Err(error) = self.definitions.deregister(&revision.arn).await
        {
            return self.failed(error, &revision.arn, report);
        }
        let deregistration = ChangeKind::DeregisterTaskDefinition {
            region: self.region.clone(),
            family: revision.arn.family.clone(),
            revision: revision.arn.revision,
        };
        report.change(&self.account.id, pair, deregistration);
        if is_hiding && self.mode == Mode::Apply {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn failed(
        &self,
        error: PortError,
        arn: &TaskDefinitionArn,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let about = self.about(&arn.family, Some(arn.revision));
        report.fail(Cause::port(error, about));
        ControlFlow::Break(())
    }
}
