use rolepair_model::AccountId;
use rolepair_rehearsal::{configuration, left_behind, options, populate};
use rolepair_state_machine::{Execution, StateMachine};
use serde_json::Value;

use crate::{Scene, Stage, pair};

/// An organization with many accounts, each with a task definition, in which rolepair has done nothing
/// yet, and the state machine that backfills it.
#[derive(Debug)]
pub struct LargeOrganization {
    /// The organization.
    pub scene: Scene,
    /// The task accounts, in order.
    pub accounts: Vec<AccountId>,
    machine: StateMachine,
}

impl LargeOrganization {
    /// An organization with so many task accounts.
    ///
    /// # Panics
    /// Where it cannot be had.
    pub async fn of(accounts: usize) -> Self {
        let options = options();
        let stage = Stage::with(pair("orders")).configured_as(&configuration(&options));
        let stage = stage.turned(|dials| *dials = options.dials);
        let scene = stage.with_backfill_in_process().start().await;
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

    /// Runs the state machine to its end.
    pub async fn backfill(&self, name: &str, input: Value) -> Execution {
        let sandbox = &self.scene.sandbox;
        let execution = sandbox.start_execution(&self.machine, name, input).await;
        self.scene.settle().await;
        execution
    }

    /// An object the state machine left behind, as JSON, by its key.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn left_behind(&self, place: &str) -> Value {
        left_behind(&self.scene.sandbox, place).expect("it was left behind")
    }
}
