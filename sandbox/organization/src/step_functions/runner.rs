use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures::future::BoxFuture;
use rolepair_model::RoleArn;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    map_run::{ItemCounts, MapRun},
    measured::Measured,
    state::{Failed, MapProgress, Transition},
    state_error::StateError,
    states::States,
};
use crate::{
    InvocationError,
    authorize::Ask,
    aws_service::AwsService,
    call::Call,
    caller::Caller,
    engine::Engine,
    hub_names,
    operation::Reply,
    service_error::ServiceError,
    services::{iam, s3, sts},
    world::World,
};

/// The most events an execution's history takes.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const MOST_EVENTS: u64 = 25_000;

/// Runs executions of one state machine, with a session of its role.
pub(crate) struct Runner {
    engine: Arc<Engine>,
    caller: Caller,
    /// Partition, Region and account of its ARNs.
    place: [String; 3],
    machine: String,
    measured: Mutex<Measured>,
    map_runs: Mutex<Vec<MapRun>>,
}

/// One execution while it runs.
pub(super) struct Run<'r> {
    pub(super) runner: &'r Runner,
    pub(super) context: Value,
    history: AtomicU64,
}

/// Where an execution stopped, and why.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) state: String,
    pub(super) input: Value,
    pub(super) error: StateError,
    pub(super) progress: Option<Box<MapProgress>>,
}

impl Runner {
    pub(crate) fn start(engine: &Arc<Engine>, machine: &str) -> Result<Self, ServiceError> {
        let mut world = engine.world();
        let role = role(&world)?;
        let service = "states.amazonaws.com";
        let context = [
            (
                "aws:SourceArn",
                hub_names::state_machine_arn(&world, machine),
            ),
            ("aws:SourceAccount", world.options.hub.id.to_string()),
        ];
        let context = context
            .each_ref()
            .map(|(key, value)| (*key, value.as_str()));
        let session = sts::assume_as_service(&mut world, service, &role, machine, &context, None)?;
        let key = world.sts.key(&session.access_key_id);
        let caller = key.map(|key| key.caller.clone());
        let options = &world.options;
        let place = [
            options.partition.to_string(),
            options.region.to_string(),
            options.hub.id.to_string(),
        ];
        Ok(Self {
            engine: Arc::clone(engine),
            caller: caller.ok_or_else(|| ServiceError::no_session(AwsService::Sts))?,
            place,
            machine: machine.to_owned(),
            measured: Mutex::default(),
            map_runs: Mutex::default(),
        })
    }

    /// What was measured and which map runs there were, once all is over.
    pub(super) fn end(self) -> (Measured, Vec<MapRun>) {
        let measured = self.measured.into_inner();
        let map_runs = self.map_runs.into_inner();
        (
            measured.unwrap_or_else(PoisonError::into_inner),
            map_runs.unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Runs states from `state` on, to the end.
    pub(super) fn states<'r>(
        &'r self,
        states: &'r States,
        state: String,
        input: Value,
        context: Value,
    ) -> BoxFuture<'r, Result<Value, Stopped>> {
        self.resume(states, state, input, context, None)
    }

    /// The same, where the first of them is a Map state that has run before.
    pub(super) fn resume<'r>(
        &'r self,
        states: &'r States,
        state: String,
        input: Value,
        context: Value,
        progress: Option<Box<MapProgress>>,
    ) -> BoxFuture<'r, Result<Value, Stopped>> {
        let run = Run {
            runner: self,
            context,
            // ExecutionStarted and how it ends.
            history: AtomicU64::new(2),
        };
        Box::pin(async move { run.states(states, state, input, progress).await })
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.engine.world().now()
    }

    /// Refuses what the role of the state machine does not allow.
    pub(super) fn authorize(&self, ask: &Ask) -> Result<(), ServiceError> {
        let world = self.engine.world();
        // Only the words of the error depend on the service.
        let call = Call::of_service(&world, AwsService::Sts, &ask.action, self.caller.clone());
        call.authorize(&world, ask)
    }

    /// Runs a function by its ARN.
    pub(super) async fn invoke(
        &self,
        function: &str,
        payload: Value,
    ) -> Result<Value, InvocationError> {
        let name = function.rsplit(':').next().unwrap_or(function);
        let began = Instant::now();
        let answer = self.engine.bus.invoke_deployed(name, payload).await;
        let mut measured = self.measured();
        measured.invocations += 1;
        measured.function_time += began.elapsed();
        answer.unwrap_or_else(|| Err(InvocationError::not_found(name)))
    }

    pub(super) fn put_object(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: String,
    ) -> Result<(), ServiceError> {
        let mut call = self.s3_call("PutObject", json!({ "Bucket": bucket, "Key": key }));
        call.request.body = body.into();
        if let Ok(value) = content_type.parse() {
            call.request
                .headers
                .insert(http::header::CONTENT_TYPE, value);
        }
        self.engine.call(&call).map(|_| ())
    }

    pub(super) fn get_object(&self, bucket: &str, key: &str) -> Result<Bytes, ServiceError> {
        let call = self.s3_call("GetObject", json!({ "Bucket": bucket, "Key": key }));
        match self.engine.call(&call)? {
            Reply::Response(response) => Ok(response.body),
            Reply::Output(_) => Err(ServiceError::internal(AwsService::S3)),
        }
    }

    pub(super) fn list_objects(
        &self,
        bucket: &str,
        prefix: &str,
    ) -> Result<Vec<String>, ServiceError> {
        let call = self.s3_call(
            "ListObjectsV2",
            json!({ "Bucket": bucket, "prefix": prefix }),
        );
        s3::keys(&call, &self.engine.world())
    }

    fn s3_call(&self, operation: &str, input: Value) -> Call {
        let members = match input {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let world = self.engine.world();
        let caller = self.caller.clone();
        Call::of_service(&world, AwsService::S3, operation, caller).with_input(members)
    }

    pub(super) fn machine_arn(&self) -> String {
        self.arn("stateMachine", &self.machine)
    }

    pub(super) fn child_machine_arn(&self, label: &str) -> String {
        self.arn("stateMachine", &format!("{}/{label}", self.machine))
    }

    pub(super) fn child_execution_arn(&self, label: &str) -> String {
        self.arn("execution", &format!("{}/{label}", self.machine))
    }

    pub(super) fn map_run_arn(&self, label: &str, id: &str) -> String {
        self.arn("mapRun", &format!("{}/{label}:{id}", self.machine))
    }

    fn arn(&self, kind: &str, name: &str) -> String {
        let [partition, region, account] = &self.place;
        format!("arn:{partition}:states:{region}:{account}:{kind}:{name}")
    }

    pub(super) fn map_run(&self, arn: &str) -> Option<MapRun> {
        self.map_runs().iter().find(|run| run.arn == arn).cloned()
    }

    /// Keeps how a map run ended.
    pub(super) fn remember(&self, label: &str, id: &str, counts: ItemCounts) {
        let map_run = self.tell(label, id, counts);
        let mut map_runs = self.map_runs();
        map_runs.retain(|run| run.arn != map_run.arn);
        map_runs.push(map_run);
    }

    /// Tells who watches how far a map run is.
    pub(super) fn tell(&self, label: &str, id: &str, counts: ItemCounts) -> MapRun {
        let map_run = MapRun {
            arn: self.map_run_arn(label, id),
            label: label.to_owned(),
            counts,
        };
        self.engine.map_run.send_replace(Some(map_run.clone()));
        map_run
    }

    fn measured(&self) -> MutexGuard<'_, Measured> {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn map_runs(&self) -> MutexGuard<'_, Vec<MapRun>> {
        self.map_runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Run<'_> {
    async fn states(
        &self,
        states: &States,
        state: String,
        input: Value,
        mut progress: Option<Box<MapProgress>>,
    ) -> Result<Value, Stopped> {
        let (mut name, mut input) = (state, input);
        loop {
            let stopped = |failed: Failed, input| Stopped {
                state: name.clone(),
                input,
                error: failed.error,
                progress: failed.progress,
            };
            let Some(state) = states.get(&name) else {
                let error = StateError::runtime(format!("there is no state `{name}`"));
                return Err(stopped(error.into(), input));
            };
            if let Err(error) = self.count(1, state.events()) {
                return Err(stopped(error.into(), input));
            }
            match state.run(self, input.clone(), progress.take()).await {
                Ok((output, Transition::End)) => return Ok(output),
                Ok((output, Transition::To(next))) => (name, input) = (next, output),
                Err(failed) => return Err(stopped(failed, input)),
            }
        }
    }

    /// Waits before a task is tried again.
    pub(super) async fn wait(&self, wait: Duration) {
        // Failed, scheduled, started.
        const EVENTS_OF_A_RETRY: u64 = 3;
        // Whether the history is full shows with the next state.
        let _ = self.count(1, EVENTS_OF_A_RETRY);
        {
            let mut measured = self.runner.measured();
            measured.retries += 1;
            measured.waited += wait;
        }
        let is_skipped = self.runner.engine.world().dials.skip_retry_waits;
        if is_skipped {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(wait).await;
        }
    }

    fn count(&self, transitions: u64, events: u64) -> Result<(), StateError> {
        let history = self.history.fetch_add(events, Ordering::Relaxed) + events;
        let mut measured = self.runner.measured();
        measured.transitions += transitions;
        measured.longest_history = measured.longest_history.max(history);
        if history > MOST_EVENTS {
            let cause = "The execution reached the maximum number of history events (25000).";
            return Err(StateError::runtime(cause));
        }
        Ok(())
    }
}

fn role(world: &World) -> Result<RoleArn, ServiceError> {
    let arn = hub_names::state_machine_role(world);
    let wrong = |_| iam::no_such_entity(format!("`{arn}` is not the ARN of a role"));
    arn.parse().map_err(wrong)
}
