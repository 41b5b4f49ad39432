use futures::future::try_join_all;
use rolepair_model::{
    FamilyOrArn, Finding, FindingCode, RoleName, TaskDefinition, TaskDefinitionArn,
};
use rolepair_plan::{is_ours, is_same_patch, patched_from};

use crate::{PortError, TaskDefinitions};

/// How many revisions before a patched one are read. Workers side by side leave one or two there.
const LOOK_BACK: u32 = 20;

/// A registered revision of a task definition.
pub(crate) struct Revision {
    pub(crate) arn: TaskDefinitionArn,
    pub(crate) definition: TaskDefinition,
}

impl Revision {
    /// A definition that ECS knows, and so has an ARN.
    pub(crate) fn new(definition: TaskDefinition) -> Result<Self, Finding> {
        let family = text(&definition, "family")
            .unwrap_or("task definition")
            .to_owned();
        let malformed = |message| {
            let finding = Finding::new(FindingCode::MalformedDefinition, &family, message);
            match family.parse() {
                Ok(family) => finding.of_family(&family),
                Err(_) => finding,
            }
        };
        let arn = text(&definition, "taskDefinitionArn").ok_or_else(|| {
            malformed("the task definition has no `taskDefinitionArn`".to_owned())
        })?;
        let arn = arn.parse().map_err(|error| malformed(format!("{error}")))?;
        Ok(Self { arn, definition })
    }

    /// Whether new tasks may be started from it. A missing status counts as active.
    pub(crate) fn is_active(&self) -> bool {
        text(&self.definition, "status").is_none_or(|status| status == "ACTIVE")
    }

    /// The revision this is rolepair's patch of.
    pub(crate) fn patched_from(&self) -> Option<u32> {
        patched_from(&self.definition)
    }

    /// Whether a session of the role registered it. ECS says so itself; tags can be copied.
    pub(crate) fn is_registered_by(&self, role: &RoleName) -> bool {
        let session = format!(":assumed-role/{role}/");
        text(&self.definition, "registeredBy").is_some_and(|by| by.contains(&session))
    }
}

/// The active revisions between a patched one and the one it was made from.
pub(crate) struct Rivals(Vec<Revision>);

impl Rivals {
    /// Reads the revisions between, side by side. Usually there are none and nothing is read.
    pub(crate) async fn of(
        definitions: &impl TaskDefinitions,
        revision: &Revision,
        from: u32,
    ) -> Result<Self, PortError> {
        let last = revision.arn.revision;
        let first = from.saturating_add(1).max(last.saturating_sub(LOOK_BACK));
        let which: Vec<FamilyOrArn> = (first..last)
            .map(|number| {
                FamilyOrArn::Arn(TaskDefinitionArn {
                    revision: number,
                    ..revision.arn.clone()
                })
            })
            .collect();
        let found = try_join_all(which.iter().map(|which| definitions.describe(which))).await?;
        let revisions = found
            .into_iter()
            .flatten()
            .filter_map(|found| Revision::new(found).ok());
        Ok(Self(revisions.filter(Revision::is_active).collect()))
    }

    /// Whether one of them is newer than revision `from`: somebody else's, or the patch of one.
    pub(crate) fn has_newer(&self, from: u32, hub_role: &RoleName) -> bool {
        self.0.iter().any(|rival| {
            let is_foreign = !is_ours(&rival.definition) || !rival.is_registered_by(hub_role);
            is_foreign || rival.patched_from().is_some_and(|rival| rival > from)
        })
    }

    /// Whether one of them is the same patch.
    pub(crate) fn has_same(&self, revision: &Revision) -> bool {
        let mut rivals = self.0.iter();
        rivals.any(|rival| is_same_patch(&rival.definition, &revision.definition))
    }
}

fn text<'d>(definition: &'d TaskDefinition, key: &str) -> Option<&'d str> {
    definition.body.get(key)?.as_str()
}
