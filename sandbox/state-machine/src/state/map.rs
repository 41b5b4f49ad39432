use futures::stream::{FuturesUnordered, StreamExt};
use serde::Deserialize;
use serde_json::{Map as Members, Value};

use super::{
    StateFailure, StateResult,
    map_limits::{MapLimits, MaxConcurrency},
    transition::{End, Transition},
};
use crate::{
    child::{Child, ChildState, Ended},
    context_object,
    invalid_definition::InvalidDefinition,
    item_reader::ItemReader,
    map_run::ItemCounts,
    path::{Path, PathRoots},
    payload,
    payload_template::PayloadTemplate,
    result_path::ResultPath,
    result_writer::{ResultWriter, Results},
    runner::{RunningExecution, Stopped},
    state_error::StateError,
    states::States,
};

/// Runs child executions, one per item, up to a number at the same time.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    label: String,
    max_concurrency: MaxConcurrency,
    tolerated_failure_percentage: Option<Path>,
    item_reader: ItemReader,
    item_selector: PayloadTemplate,
    processor: States,
    result_writer: ResultWriter,
    result_selector: PayloadTemplate,
    result_path: ResultPath,
    pub(super) to: Transition,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Raw {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    label: String,
    max_concurrency: Option<u64>,
    max_concurrency_path: Option<Path>,
    tolerated_failure_percentage_path: Option<Path>,
    item_reader: ItemReader,
    item_selector: PayloadTemplate,
    item_processor: RawProcessor,
    result_writer: ResultWriter,
    result_selector: PayloadTemplate,
    #[serde(default)]
    result_path: ResultPath,
    next: Option<String>,
    end: Option<End>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RawProcessor {
    #[serde(rename = "ProcessorConfig")]
    _processor_config: ProcessorConfig,
    start_at: String,
    states: Members<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ProcessorConfig {
    #[serde(rename = "Mode")]
    _mode: Mode,
    #[serde(rename = "ExecutionType")]
    _execution_type: ExecutionType,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Mode {
    Distributed,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ExecutionType {
    Standard,
}

/// What a map run has done: where a redrive begins.
#[derive(Debug)]
pub(crate) struct MapProgress {
    id: String,
    children: Vec<Child>,
}

impl Map {
    pub(super) fn read(members: Members<String, Value>) -> Result<Self, InvalidDefinition> {
        let raw: Raw = super::read(members)?;
        let max_concurrency = match (raw.max_concurrency, raw.max_concurrency_path) {
            (Some(number), None) => MaxConcurrency::Fixed(number),
            (None, Some(path)) => MaxConcurrency::At(path),
            _ => {
                let message = "it needs either `MaxConcurrency` or `MaxConcurrencyPath`";
                return Err(InvalidDefinition::new(message));
            }
        };
        Ok(Self {
            label: raw.label,
            max_concurrency,
            tolerated_failure_percentage: raw.tolerated_failure_percentage_path,
            item_reader: raw.item_reader,
            item_selector: raw.item_selector,
            processor: States::read(raw.item_processor.start_at, raw.item_processor.states)?,
            result_writer: raw.result_writer,
            result_selector: raw.result_selector,
            result_path: raw.result_path,
            to: Transition::of(raw.next, raw.end).map_err(InvalidDefinition::new)?,
        })
    }

    pub(super) async fn run(
        &self,
        run: &RunningExecution<'_>,
        input: Value,
        progress: Option<Box<MapProgress>>,
    ) -> StateResult {
        let roots = PathRoots {
            input: &input,
            context: &run.context,
        };
        let limits = MapLimits::of(
            &self.max_concurrency,
            self.tolerated_failure_percentage.as_ref(),
            roots,
        )?;
        let services = run.runner.services;
        let denied = |error| StateError::of_service("Sfn", &error);
        services
            .authorize("states:StartExecution", &run.runner.machine_arn())
            .map_err(denied)?;
        let mut progress = match progress {
            Some(progress) => progress,
            None => self.begin(run, roots)?,
        };
        let ended = self.work(run, &limits, &mut progress).await;
        let (id, children) = (&progress.id, &progress.children);
        run.runner.remember(&self.label, id, counts(children));
        let results = Results {
            id,
            label: &self.label,
            children,
        };
        let result = self.result_writer.write(run.runner, &results, roots)?;
        if let Err(error) = ended {
            return Err(StateFailure {
                error,
                progress: Some(progress),
            });
        }
        let result = self.result_selector.fill(PathRoots {
            input: &result,
            context: &run.context,
        })?;
        let output = self.result_path.apply(input, result)?;
        Ok((payload::checked("the output", output)?, self.to.clone()))
    }

    /// Reads the items and makes the input of each child.
    fn begin(
        &self,
        run: &RunningExecution<'_>,
        roots: PathRoots<'_>,
    ) -> Result<Box<MapProgress>, StateError> {
        let items = self.item_reader.read(run.runner, roots)?;
        let child = |item: Value| {
            let context = context_object::with_item(&run.context, &item);
            let input = self.item_selector.fill(PathRoots {
                input: roots.input,
                context: &context,
            })?;
            Ok(Child::new(payload::checked("a child's input", input)?))
        };
        Ok(Box::new(MapProgress {
            id: uuid::Uuid::new_v4().to_string(),
            children: items
                .into_iter()
                .map(child)
                .collect::<Result<_, StateError>>()?,
        }))
    }

    /// Runs every child that has not succeeded, until all have ended or too many have failed.
    async fn work(
        &self,
        run: &RunningExecution<'_>,
        limits: &MapLimits,
        progress: &mut MapProgress,
    ) -> Result<(), StateError> {
        let MapProgress { id, children } = progress;
        let total = children.len();
        let succeeded = counts(children).succeeded;
        // Children that failed before run once more.
        let mut so_far = ItemCounts {
            total,
            succeeded,
            pending: total - succeeded,
            ..ItemCounts::default()
        };
        let unfinished = |(_, child): &(usize, &Child)| child.output().is_none();
        let ahead: Vec<usize> = (0..)
            .zip(children.iter())
            .filter(unfinished)
            .map(|(at, _)| at)
            .collect();
        let mut ahead = ahead.into_iter();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < limits.side_by_side
                && let Some(at) = ahead.next()
            {
                if let Some(child) = children.get_mut(at) {
                    running.push(self.child(run, at, child));
                }
            }
            let Some((at, ended)) = running.next().await else {
                return Ok(());
            };
            so_far.pending = so_far.pending.saturating_sub(1);
            match ended.result {
                Ok(_) => so_far.succeeded += 1,
                Err(_) => so_far.failed += 1,
            }
            run.runner.report(&self.label, id, so_far);
            if let Some(child) = children.get_mut(at) {
                child.state = ChildState::Ended(ended);
            }
            if limits.is_exceeded(so_far.failed, total) {
                let cause = "The specified tolerated failure threshold was exceeded";
                return Err(StateError::new(
                    "States.ExceedToleratedFailureThreshold",
                    cause,
                ));
            }
        }
    }

    /// Runs one child: from its beginning, or from where it stopped when it ran before.
    fn child<'r>(
        &'r self,
        run: &'r RunningExecution<'_>,
        at: usize,
        child: &mut Child,
    ) -> impl Future<Output = (usize, Ended)> + 'r {
        let before = std::mem::replace(&mut child.state, ChildState::Running);
        let from = match before {
            ChildState::Ended(Ended {
                result: Err(stopped),
                ..
            }) => Stopped {
                progress: None,
                ..*stopped
            },
            _ => self.processor.beginning(child.input.clone()),
        };
        let context = context_object::of_execution(&child.name, &child.input);
        async move {
            let started = run.runner.services.now();
            let result = run.runner.resume(&self.processor, from, context);
            let result = result.await.map_err(Box::new);
            let stopped = run.runner.services.now();
            let ended = Ended {
                started,
                stopped,
                result,
            };
            (at, ended)
        }
    }
}

fn counts(children: &[Child]) -> ItemCounts {
    let count = |is: fn(&Child) -> bool| children.iter().filter(|child| is(child)).count();
    let succeeded = count(|child| child.output().is_some());
    let failed = count(|child| child.error().is_some());
    let pending = count(Child::is_pending);
    ItemCounts {
        total: children.len(),
        succeeded,
        failed,
        aborted: children.len() - succeeded - failed - pending,
        pending,
    }
}
