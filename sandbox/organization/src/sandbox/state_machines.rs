use bytes::Bytes;
use rolepair_state_machine::{Execution, InvalidDefinition, MapRun, NotRedrivable, StateMachine};
use serde_json::Value;
use tokio::sync::watch;

use super::Sandbox;
use crate::{
    backfill_state_machine::backfill_state_machine, hub_names,
    state_machine_services::StateMachineServices,
};

impl Sandbox {
    /// The state machine of `infra/state-machine` as it would be deployed here: it calls the function
    /// `backfill`, and keeps what it needs in the bucket [`Self::results_bucket`].
    ///
    /// # Errors
    /// What is wrong with the definition, or not supported here.
    pub fn backfill_state_machine(&self) -> Result<StateMachine, InvalidDefinition> {
        backfill_state_machine(&self.engine.world())
    }

    /// The bucket state machines write to, in the hub account.
    #[must_use]
    pub fn results_bucket(&self) -> String {
        hub_names::results_bucket(&self.engine.world())
    }

    /// Runs a state machine to its end. Its calls are authorised by its own role in the hub account.
    pub async fn start_execution(
        &self,
        machine: &StateMachine,
        name: &str,
        input: Value,
    ) -> Execution {
        let _busy = self.engine.activity.begin();
        match StateMachineServices::assume_role(&self.engine, machine.name()) {
            Ok(services) => machine.run(&services, name, input).await,
            Err(error) => machine.without_role(name, input, &error),
        }
    }

    /// Continues a failed execution from the state that failed. A map run continues with the
    /// children that failed, were aborted, or had not begun.
    ///
    /// # Errors
    /// If the execution succeeded.
    pub async fn redrive_execution(
        &self,
        machine: &StateMachine,
        execution: Execution,
    ) -> Result<Execution, NotRedrivable> {
        let _busy = self.engine.activity.begin();
        match StateMachineServices::assume_role(&self.engine, machine.name()) {
            Ok(services) => execution.redrive(machine, &services).await,
            Err(error) => execution.redrive_without_role(&error),
        }
    }

    /// The map run that made progress last, to watch.
    #[must_use]
    pub fn map_run(&self) -> watch::Receiver<Option<MapRun>> {
        self.engine.map_run.subscribe()
    }

    /// What an object in S3 holds. No policy is asked.
    #[must_use]
    pub fn object(&self, bucket: &str, key: &str) -> Option<Bytes> {
        self.engine.world().s3.object(bucket, key)
    }
}
