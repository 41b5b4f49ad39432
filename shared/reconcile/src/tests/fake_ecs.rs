use std::collections::BTreeMap;

use rolepair_model::{
    AccountId, Family, FamilyOrArn, Region, Tags, TaskDefinition, TaskDefinitionArn,
};
use rolepair_plan::from_describe;
use serde_json::{Map, Value, json};

use super::fake::{Fake, World, page};
use crate::{Page, PageToken, PortError, TaskDefinitions};

/// Who registers when rolepair does.
pub(super) const ROLEPAIR: &str = "rolepair-hub-task-account";

/// The task definitions of one account in one Region, revision 1 first.
pub(super) type Families = BTreeMap<Family, Vec<TaskDefinition>>;

/// ECS of one account in one Region.
pub(super) struct FakeEcs {
    pub(super) fake: Fake,
    pub(super) place: (AccountId, Region),
}

impl World {
    /// Registers a revision as ECS does, on behalf of a session of `role`.
    pub(super) fn register(
        &mut self,
        place: &(AccountId, Region),
        role: &str,
        input: &Map<String, Value>,
    ) -> TaskDefinition {
        let mut definition = from_describe(&Value::Object(input.clone())).unwrap();
        let family: Family = input["family"].as_str().unwrap().parse().unwrap();
        let families = self.families.entry(place.clone()).or_default();
        let revisions = families.entry(family.clone()).or_default();
        let revision = revisions.len() + 1;
        let (account, region) = place;
        let own = json!({
            "taskDefinitionArn": format!("arn:aws:ecs:{region}:{account}:task-definition/{family}:{revision}"),
            "revision": revision,
            "status": "ACTIVE",
            "registeredBy": format!("arn:aws:sts::{account}:assumed-role/{role}/rolepair"),
        });
        definition.body.extend(own.as_object().unwrap().clone());
        revisions.push(definition.clone());
        definition
    }

    pub(super) fn deregister(&mut self, place: &(AccountId, Region), arn: &TaskDefinitionArn) {
        let revisions = self.families.get_mut(place).unwrap().get_mut(&arn.family);
        let definition = &mut revisions.unwrap()[arn.revision as usize - 1];
        definition.body["status"] = "INACTIVE".into();
    }

    /// The active revisions of a family: number, and tags.
    pub(super) fn active(&self, place: &(AccountId, Region), family: &Family) -> Vec<(u32, Tags)> {
        let families = self.families.get(place);
        let revisions = families.and_then(|families| families.get(family));
        let revisions = (1..).zip(revisions.into_iter().flatten());
        let active = revisions.filter(|(_, definition)| is_active(definition));
        active
            .map(|(number, definition)| (number, definition.tags.clone()))
            .collect()
    }
}

fn is_active(definition: &TaskDefinition) -> bool {
    definition.body["status"] == "ACTIVE"
}

impl TaskDefinitions for FakeEcs {
    async fn describe(&self, which: &FamilyOrArn) -> Result<Option<TaskDefinition>, PortError> {
        let find = |world: &mut World| {
            let families = world.families.get(&self.place)?;
            match which {
                FamilyOrArn::Family(family) => {
                    let mut revisions = families.get(family)?.iter();
                    revisions.rfind(|definition| is_active(definition)).cloned()
                }
                FamilyOrArn::Arn(arn) => families
                    .get(&arn.family)?
                    .get(arn.revision as usize - 1)
                    .cloned(),
            }
        };
        self.fake
            .call("ecs:DescribeTaskDefinition", &which.to_string(), find)
            .await
    }

    async fn register(&self, input: &Map<String, Value>) -> Result<TaskDefinition, PortError> {
        let family = input["family"].as_str().unwrap();
        let register = |world: &mut World| world.register(&self.place, ROLEPAIR, input);
        self.fake
            .call("ecs:RegisterTaskDefinition", family, register)
            .await
    }

    async fn deregister(&self, arn: &TaskDefinitionArn) -> Result<(), PortError> {
        let deregister = |world: &mut World| world.deregister(&self.place, arn);
        let what = arn.to_string();
        self.fake
            .call("ecs:DeregisterTaskDefinition", &what, deregister)
            .await
    }

    async fn families(&self, token: Option<&PageToken>) -> Result<Page<Family>, PortError> {
        let list = |world: &mut World| {
            let families = world.families.get(&self.place).into_iter().flatten();
            let active = families.filter(|(_, revisions)| revisions.iter().any(is_active));
            let names: Vec<Family> = active.map(|(family, _)| family.clone()).collect();
            page(&names, token)
        };
        self.fake
            .call(
                "ecs:ListTaskDefinitionFamilies",
                self.place.1.as_str(),
                list,
            )
            .await
    }
}
