use std::time::Duration;

use rolepair_sandbox::{Code, Delay, Dials, HostedFunction, Options, Sandbox};

use crate::{
    PairEntry, Scene,
    binary::{FUNCTIONS, built_binary},
    configuration::configuration,
    in_process,
};

/// The environment variable that names a policy of `infra/policies` to replace.
pub const POLICY: &str = "ROLEPAIR_TESTS_POLICY";

/// The environment variable with the text that replaces it.
pub const POLICY_TEXT: &str = "ROLEPAIR_TESTS_POLICY_TEXT";

/// How to start an organization with rolepair in it.
#[derive(Debug)]
pub struct Setup {
    options: Options,
    pairs: Vec<PairEntry>,
    regions: Vec<&'static str>,
    text: Option<String>,
    workers: usize,
    batch_size: usize,
    backfill_time: Duration,
    is_backfill_alone: bool,
}

impl Setup {
    /// An organization with one pair.
    #[must_use]
    pub fn with(pair: PairEntry) -> Self {
        let mut options = Options::default();
        // No story waits for a clock: whatever takes time in AWS happens at once.
        options.dials.account_creation = Delay::Calls(0);
        options.dials.hub_role = Delay::Calls(0);
        options.dials.delivery.redelivery_delay_ms = 0;
        if let (Ok(policy), Ok(text)) = (std::env::var(POLICY), std::env::var(POLICY_TEXT)) {
            options.policies = options.policies.with(&policy, &text).expect("a policy");
        }
        Self {
            options,
            pairs: vec![pair],
            regions: vec!["eu-west-1"],
            text: None,
            workers: 1,
            batch_size: 10,
            backfill_time: Duration::from_secs(60),
            is_backfill_alone: false,
        }
    }

    /// Adds a pair.
    #[must_use]
    pub fn and(mut self, pair: PairEntry) -> Self {
        self.pairs.push(pair);
        self
    }

    /// Serves these Regions.
    #[must_use]
    pub fn in_regions(mut self, regions: &[&'static str]) -> Self {
        self.regions = regions.to_vec();
        let regions = regions.iter().map(|region| region.parse());
        self.options.regions = regions.collect::<Result<_, _>>().expect("Regions");
        self
    }

    /// Uses this text as `rolepair.yaml` instead of one made from the pairs.
    #[must_use]
    pub fn configured_as(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    /// Turns dials before the start.
    #[must_use]
    pub fn with_dials(mut self, turn: impl FnOnce(&mut Dials)) -> Self {
        turn(&mut self.options.dials);
        self
    }

    /// Runs this number of processes of every function side by side, each with one event at a time.
    #[must_use]
    pub fn with_workers(mut self, workers: usize) -> Self {
        self.workers = workers;
        self.batch_size = 1;
        self
    }

    /// Limits the time of one run of the backfill.
    #[must_use]
    pub fn with_backfill_time(mut self, time: Duration) -> Self {
        self.backfill_time = time;
        self
    }

    /// Runs only one function, the backfill, in the process of the test.
    #[must_use]
    pub fn with_backfill_in_process(mut self) -> Self {
        self.is_backfill_alone = true;
        self
    }

    /// The text of `rolepair.yaml`.
    #[must_use]
    pub fn configuration(&self) -> String {
        let generated = || configuration(&self.options, &self.regions, &self.pairs);
        self.text.clone().unwrap_or_else(generated)
    }

    /// Starts the organization on a free port, and the functions as the binaries that Lambda runs.
    ///
    /// # Panics
    /// If something does not start.
    pub async fn start(self) -> Scene {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("rolepair.yaml");
        let configuration = self.configuration();
        std::fs::write(&file, &configuration).expect("rolepair.yaml is written");
        let sandbox = Sandbox::start(self.options).await.expect("a free port");
        if self.is_backfill_alone {
            let function = in_process::backfill(&configuration, self.backfill_time);
            sandbox.run_function(&function).expect("a role");
            return Scene::new(sandbox, folder);
        }
        for name in FUNCTIONS {
            let mut function = HostedFunction::new(name, Code::binary(built_binary(name)))
                .with_variable("ROLEPAIR_CONFIG", file.to_string_lossy());
            function.concurrency = self.workers;
            function.batch_size = self.batch_size;
            if name == "backfill" {
                function.timeout = self.backfill_time;
            }
            sandbox.run_function(&function).expect("a role");
        }
        Scene::new(sandbox, folder)
    }
}
