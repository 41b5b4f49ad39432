mod functions;
mod state_machines;
mod tasks;

use std::{net::Ipv4Addr, sync::Arc};

use rolepair_model::AccountId;
use serde_json::Value;
use thiserror::Error;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    Undelivered, activity::Activity, call_log::LoggedCall, control_tower, credentials::Credentials,
    delivery_task, dials::Dials, engine::Engine, http_server, hub_roles, options::Options,
    seeded_world::seeded_world, services::sts, timer_task, trail::Trail,
};

/// A running embedded organization. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Sandbox {
    engine: Arc<Engine>,
    port: u16,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    options: Options,
}

/// Why an embedded organization did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The port is taken, or listening on loopback fails.
    #[error("listening on port {port} of 127.0.0.1 failed")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// The system's error.
        source: std::io::Error,
    },
}

/// A function whose role does not exist, or does not trust Lambda.
#[derive(Debug, Error)]
#[error("the function `{function}` has no role: {reason}")]
pub struct NoFunctionRole {
    /// The function.
    pub function: String,
    /// The error of STS.
    pub reason: String,
}

impl Sandbox {
    /// Starts an embedded organization on loopback.
    ///
    /// # Errors
    /// If the port is not free.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listen = |source| StartError::Listen {
            port: options.port,
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .map_err(listen)?;
        let port = listener.local_addr().map_err(listen)?.port();
        let activity = Activity::default();
        let (trail, events) = Trail::new(activity.clone());
        let mut world = seeded_world(options.clone(), trail);
        world.cloudformation.endpoint = format!("http://127.0.0.1:{port}");
        let engine = Arc::new(Engine::new(world, activity));
        let (stop, stopping) = watch::channel(false);
        let tasks = vec![
            tokio::spawn(http_server::serve(listener, Arc::clone(&engine), stopping)),
            delivery_task::start(Arc::clone(&engine), events),
            timer_task::start(Arc::clone(&engine)),
        ];
        Ok(Self {
            engine,
            port,
            stop,
            tasks,
            options,
        })
    }

    /// The URL to give as `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it was started with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The credentials of an operator of the management account, who may do everything there.
    #[must_use]
    pub fn management(&self) -> Credentials {
        self.credentials_for(&self.options.management.id)
    }

    /// The credentials of an operator of `account`, who may do everything there. They are the same
    /// each time. An account that does not exist is made outside the organization, ready to be
    /// invited.
    #[must_use]
    pub fn credentials_for(&self, account: &AccountId) -> Credentials {
        sts::operator_credentials(&mut self.engine.world(), account)
    }

    /// Credentials of the role the function `name` runs with, in the hub account. They do not
    /// expire.
    ///
    /// # Errors
    /// If there is no such role.
    pub fn function_credentials(&self, name: &str) -> Result<Credentials, NoFunctionRole> {
        let credentials = hub_roles::function_credentials(&mut self.engine.world(), name);
        credentials.map_err(|error| NoFunctionRole {
            function: name.to_owned(),
            reason: error.message,
        })
    }

    /// Every call so far, in the order their answers were ready.
    #[must_use]
    pub fn calls(&self) -> Vec<LoggedCall> {
        self.engine.calls()
    }

    /// Every event so far, as EventBridge would give it to a target.
    #[must_use]
    pub fn trail(&self) -> Vec<Value> {
        self.engine.world().trail.kept().to_vec()
    }

    /// The current dials.
    #[must_use]
    pub fn dials(&self) -> Dials {
        self.engine.world().dials.clone()
    }

    /// Turns dials.
    pub fn turn(&self, turn: impl FnOnce(&mut Dials)) {
        turn(&mut self.engine.world().dials);
    }

    /// Lets time pass, for sessions to expire.
    pub fn advance(&self, by: std::time::Duration) {
        self.engine.world().clock.advance(by);
    }

    /// Reopens a closed account, as AWS Support does. False if it is not a member.
    pub fn reinstate_account(&self, account: &AccountId) -> bool {
        self.engine.world().organizations.reinstate(account)
    }

    /// Lets Control Tower report that it created a member account. False if it is not a member.
    pub fn enrol_in_control_tower(&self, account: &AccountId) -> bool {
        control_tower::record_managed_account(&mut self.engine.world(), account)
    }

    /// The events of member accounts that did not reach the hub's bus, oldest first.
    #[must_use]
    pub fn undelivered(&self) -> Vec<Undelivered> {
        self.engine.world().events.undelivered.clone()
    }

    /// Waits until nothing is in flight.
    pub async fn idle(&self) {
        self.engine.idle().await;
    }

    /// Stops listening, lets calls in flight finish and ends every task.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.engine.bus.stop();
        // The server ends by itself once its connections have. The other tasks are aborted.
        for (at, task) in std::mem::take(&mut self.tasks).into_iter().enumerate() {
            if at > 0 {
                task.abort();
            }
            let _ = task.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.engine.bus.stop();
        for task in &self.tasks {
            task.abort();
        }
    }
}
