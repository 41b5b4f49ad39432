use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rolepair_state_machine::MapRun;
use time::OffsetDateTime;
use tokio::sync::{Notify, watch};

use crate::{
    activity::Activity,
    authenticate::{self, Authenticated},
    aws_service::AwsService,
    bus::Bus,
    call::Call,
    call_log::LoggedCall,
    call_record,
    dials::FaultKind,
    disturbance,
    exchange::{Request, Response, WireAnswer},
    identifiers,
    input::Input,
    operation::{Operation, Reply},
    operations, protocol,
    run_due::run_due,
    service_error::ServiceError,
    world::World,
};

/// Answers requests: verifies them, delays, throttles and breaks them as the dials say, carries
/// them out, and keeps the log. Every connection and task shares it.
#[derive(Debug)]
pub(crate) struct Engine {
    world: Mutex<World>,
    calls: Mutex<Vec<LoggedCall>>,
    pub(crate) activity: Activity,
    pub(crate) bus: Bus,
    /// Wakes the timers: something may have been scheduled.
    pub(crate) changed: Notify,
    /// The map run that made progress last.
    pub(crate) map_run: watch::Sender<Option<MapRun>>,
    started: Instant,
}

/// What is known about a call before it is carried out.
struct Received {
    request_id: String,
    service: AwsService,
    started: Instant,
}

impl Engine {
    pub(crate) fn new(world: World, activity: Activity) -> Self {
        Self {
            world: Mutex::new(world),
            calls: Mutex::new(Vec::new()),
            activity,
            bus: Bus::default(),
            changed: Notify::new(),
            map_run: watch::Sender::new(None),
            started: Instant::now(),
        }
    }

    /// The world, for as long as the guard lives. Never hold it across an `await`.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<LoggedCall> {
        self.call_log().clone()
    }

    /// Waits until nothing is in flight and nothing is held back from the functions.
    pub(crate) async fn idle(&self) {
        loop {
            self.activity.idle().await;
            let dials = self.world().dials.delivery.clone();
            if !self.bus.release(&dials, &self.activity) {
                return;
            }
        }
    }

    fn call_log(&self) -> MutexGuard<'_, Vec<LoggedCall>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request of an AWS service.
    pub(crate) async fn answer(&self, request: Request) -> WireAnswer {
        let _busy = self.activity.begin();
        let received = Received {
            request_id: identifiers::uuid(),
            service: authenticate::service_of(&request),
            started: Instant::now(),
        };
        let (call, operation) = match self.admit(&received, request) {
            Ok(admitted) => admitted,
            Err(error) => return WireAnswer::Response(self.refuse(&received, &error)),
        };
        let (latency, fault) = {
            let mut world = self.world();
            (
                world.dials.latency_ms,
                disturbance::of(&mut world, &call, Instant::now()),
            )
        };
        if latency > 0 {
            tokio::time::sleep(Duration::from_millis(latency)).await;
        }
        self.carry_out(&received, &call, operation, fault)
    }

    /// Carries out a call that a service makes with somebody's session. The dials do not disturb
    /// it.
    pub(crate) fn call(&self, call: &Call) -> Result<Reply, ServiceError> {
        let received = Received {
            request_id: call.request_id.clone(),
            service: call.service,
            started: Instant::now(),
        };
        let operation = operations::find(call.service, &call.operation)?;
        let result = self.run(call, operation, Ok(()));
        let error = result.as_ref().err().map(|error| error.code.as_str());
        self.log(&received, call, operation, error);
        result
    }

    /// Who calls, and what they ask for.
    fn admit(
        &self,
        received: &Received,
        request: Request,
    ) -> Result<(Call, &'static Operation), ServiceError> {
        let asked = protocol::decode(received.service, &request);
        let Authenticated { caller, region } = authenticate::authenticate(
            &self.world(),
            received.service,
            &request,
            OffsetDateTime::now_utc(),
        )?;
        let asked = asked?;
        let operation = operations::find(received.service, &asked.operation)?;
        let call = Call {
            request_id: received.request_id.clone(),
            service: received.service,
            operation: asked.operation,
            caller,
            region,
            input: Input::new(received.service, asked.members),
            request,
            at: self.world().now(),
        };
        Ok((call, operation))
    }

    fn carry_out(
        &self,
        received: &Received,
        call: &Call,
        operation: &Operation,
        fault: Option<FaultKind>,
    ) -> WireAnswer {
        let service = call.service;
        let result = match fault {
            Some(FaultKind::CutBefore) => {
                self.log(received, call, operation, Some("CutBefore"));
                return WireAnswer::Cut;
            }
            Some(FaultKind::Throttle) => Err(ServiceError::throttled(service)),
            Some(FaultKind::InternalError) => Err(ServiceError::internal(service)),
            Some(FaultKind::AccessDenied) => {
                Err(call.access_denied("access is denied, as the dials ask for"))
            }
            Some(FaultKind::LostAnswer) | None => Ok(()),
        };
        let result = self.run(call, operation, result);
        let error = result.as_ref().err().map(|error| error.code.as_str());
        self.log(received, call, operation, error);
        if fault == Some(FaultKind::LostAnswer) {
            return WireAnswer::Cut;
        }
        WireAnswer::Response(match result {
            Ok(Reply::Response(response)) => response,
            Ok(Reply::Output(output)) => {
                protocol::encode(service, operation.name, &call.request_id, &output)
            }
            Err(error) => protocol::encode_error(service, &call.request_id, &error),
        })
    }

    /// Carries a call out, unless it failed already, and everything that follows from it at once.
    fn run(
        &self,
        call: &Call,
        operation: &Operation,
        so_far: Result<(), ServiceError>,
    ) -> Result<Reply, ServiceError> {
        let mut world = self.world();
        let result = so_far.and_then(|()| (operation.run)(call, &mut world));
        call_record::record(&mut world, call, operation, &result);
        world.timers.count(operation.name);
        run_due(&mut world);
        let functions = world.cloudformation.take_pending();
        drop(world);
        for pending in functions {
            self.bus.attach_deployed(&pending);
        }
        self.changed.notify_one();
        result
    }

    fn refuse(&self, received: &Received, error: &ServiceError) -> Response {
        self.call_log().push(LoggedCall {
            request_id: received.request_id.clone(),
            service: received.service,
            operation: String::new(),
            account: None,
            caller: None,
            mutating: false,
            error: Some(error.code.clone()),
            subject: None,
            started_micros: self.micros(received.started),
            ended_micros: self.micros(Instant::now()),
        });
        protocol::encode_error(received.service, &received.request_id, error)
    }

    fn log(&self, received: &Received, call: &Call, operation: &Operation, error: Option<&str>) {
        self.call_log().push(LoggedCall {
            request_id: received.request_id.clone(),
            service: received.service,
            operation: operation.name.to_owned(),
            account: Some(call.account().clone()),
            caller: Some(call.caller.arn()),
            mutating: operation.kind.is_mutating(),
            error: error.map(str::to_owned),
            subject: call.subject().map(str::to_owned),
            started_micros: self.micros(received.started),
            ended_micros: self.micros(Instant::now()),
        });
    }

    fn micros(&self, at: Instant) -> u64 {
        let micros = at.saturating_duration_since(self.started).as_micros();
        u64::try_from(micros).unwrap_or(u64::MAX)
    }
}
