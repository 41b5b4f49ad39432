use rolepair_model::AccountId;
use rolepair_rehearsal::{configuration, left_behind, options, populate};
use rolepair_state_machine::{Execution, StateMachine};
use serde_json::Value;

use crate::{Scene, Setup, pair};

/// An organization with many accounts, each with a task definition, and the state machine that backfills
/// it. rolepair has done nothing in it yet.
#[derive(Debug)]
pub struct LargeOrganization {
    /// The organization.
    pub scene: Scene,
    /// The task accounts, in order.
    pub accounts: Vec<AccountId>,
    machine: StateMachine,
}

impl LargeOrganization {
    /// An organization with this number of task accounts.
    ///
    /// # Panics
    /// If it cannot be set up.
    pub async fn of(accounts: usize) -> Self {
        let options = options();
        let setup = Setup::with(pair("orders")).configured_as(&configuration(&options));
        let setup = setup.with_dials(|dials| *dials = options.dials);
        let scene = setup.with_backfill_in_process().start().await;
        let machine = scene.sandbox.backfill_state_machine();
        let accounts = populate(&scene.sandbox, accounts, &|| ()).await;
        scene.settle().await;
        scene.forget();
        Self {
            machine: machine.expect("the state machine is known"),
            accounts: accounts.expect("the accounts are made"),
            scene,
        }
    }

    /// Runs the state machine until it ends.
    pub async fn backfill(&self, name: &str, input: Value) -> Execution {
        let sandbox = &self.scene.sandbox;
        let execution = sandbox.start_execution(&self.machine, name, input).await;
        self.scene.settle().await;
        execution
    }

    /// The JSON object with this key that the state machine left in its bucket.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn left_behind(&self, key: &str) -> Value {
        left_behind(&self.scene.sandbox, key).expect("the object exists")
    }
}
