use aws_sdk_ecs::{
    Client,
    types::{TaskDefinitionFamilyStatus, TaskDefinitionField},
};
use rolepair_model::{Family, FamilyOrArn, TaskDefinition, TaskDefinitionArn};
use rolepair_plan::from_describe;
use rolepair_reconcile::{Page, PageToken, PortError, TaskDefinitions};
use serde_json::{Map, Value};

use crate::{
    error::{is_missing, sorted},
    raw_json::{CaptureBody, ReplaceBody},
};

/// The most families that ECS lists in one page.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html>
const FAMILIES_PER_PAGE: i32 = 100;

/// The task definitions of one account in one Region.
#[derive(Debug, Clone)]
pub struct RegionTaskDefinitions {
    ecs: Client,
}

impl RegionTaskDefinitions {
    pub(crate) fn new(ecs: Client) -> Self {
        Self { ecs }
    }
}

impl TaskDefinitions for RegionTaskDefinitions {
    async fn describe(&self, which: &FamilyOrArn) -> Result<Option<TaskDefinition>, PortError> {
        const OPERATION: &str = "ecs:DescribeTaskDefinition";
        let body = CaptureBody::default();
        let answer = self
            .ecs
            .describe_task_definition()
            .task_definition(which.to_string())
            .include(TaskDefinitionField::Tags)
            .customize()
            .interceptor(body.clone())
            .send()
            .await;
        match answer {
            Ok(_) => read(OPERATION, &body).map(Some),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(sorted(OPERATION, error)),
        }
    }

    async fn register(&self, input: &Map<String, Value>) -> Result<TaskDefinition, PortError> {
        const OPERATION: &str = "ecs:RegisterTaskDefinition";
        let bytes =
            serde_json::to_vec(input).map_err(|error| PortError::refused(OPERATION, error))?;
        let body = CaptureBody::default();
        // The SDK requires a family, but the JSON is what is sent.
        let family = input.get("family").and_then(Value::as_str);
        self.ecs
            .register_task_definition()
            .set_family(family.map(str::to_owned))
            .customize()
            .interceptor(ReplaceBody(bytes))
            .interceptor(body.clone())
            .send()
            .await
            .map_err(|error| sorted(OPERATION, error))?;
        read(OPERATION, &body)
    }

    async fn deregister(&self, revision: &TaskDefinitionArn) -> Result<(), PortError> {
        let answer = self
            .ecs
            .deregister_task_definition()
            .task_definition(revision.to_string())
            .send()
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(error) if is_missing(&error) => Ok(()),
            Err(error) => Err(sorted("ecs:DeregisterTaskDefinition", error)),
        }
    }

    async fn families(&self, page: Option<&PageToken>) -> Result<Page<Family>, PortError> {
        const OPERATION: &str = "ecs:ListTaskDefinitionFamilies";
        let answer = self
            .ecs
            .list_task_definition_families()
            .status(TaskDefinitionFamilyStatus::Active)
            .max_results(FAMILIES_PER_PAGE)
            .set_next_token(page.map(|page| page.0.clone()))
            .send()
            .await
            .map_err(|error| sorted(OPERATION, error))?;
        let families = answer.families.unwrap_or_default();
        Ok(Page {
            items: families
                .into_iter()
                .map(|family| family.parse())
                .collect::<Result<_, _>>()
                .map_err(|error| PortError::refused(OPERATION, error))?,
            next: answer.next_token.map(PageToken),
        })
    }
}

fn read(operation: &'static str, body: &CaptureBody) -> Result<TaskDefinition, PortError> {
    let answer: Value = serde_json::from_slice(&body.take())
        .map_err(|error| PortError::transient(operation, error))?;
    from_describe(&answer).map_err(|finding| PortError::refused(operation, finding.to_string()))
}

#[cfg(test)]
mod tests;
