use std::future::Future;

use rolepair_model::{Family, FamilyOrArn, TaskDefinition, TaskDefinitionArn};
use serde_json::{Map, Value};

use crate::{Page, PageToken, PortError};

/// ECS task definitions of one account in one Region.
pub trait TaskDefinitions: Send + Sync {
    /// A revision with its tags, every field kept; `None` where there is none.
    ///
    /// A family gives its latest active revision, an ARN exactly that one, active or not.
    fn describe(
        &self,
        which: &FamilyOrArn,
    ) -> impl Future<Output = Result<Option<TaskDefinition>, PortError>> + Send;

    /// Registers a revision from the RegisterTaskDefinition input `input`, every field kept, and
    /// gives it as ECS answered: `taskDefinition` and `tags`.
    fn register(
        &self,
        input: &Map<String, Value>,
    ) -> impl Future<Output = Result<TaskDefinition, PortError>> + Send;

    /// Makes a revision inactive; running tasks keep it. Idempotent.
    fn deregister(
        &self,
        revision: &TaskDefinitionArn,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// One page of the families with an active revision; `None` asks for the first.
    fn families(
        &self,
        page: Option<&PageToken>,
    ) -> impl Future<Output = Result<Page<Family>, PortError>> + Send;
}
