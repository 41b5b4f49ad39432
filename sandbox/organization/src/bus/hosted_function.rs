use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use serde_json::Value;

use super::{event_pattern::EventPattern, invocation_error::InvocationError};
use crate::Credentials;

/// A function of rolepair, as the embedded organization runs it.
#[derive(Debug, Clone)]
pub struct HostedFunction {
    /// Its name: `pair-account`. Event patterns are for the function whose name they begin with.
    pub name: String,
    /// What it is called on AWS: `rolepair-pair-account`. State machines call it by that name.
    pub deployed_name: String,
    /// What runs.
    pub code: Code,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// How many run at the same time.
    pub concurrency: usize,
    /// The most messages one invocation is given.
    pub batch_size: usize,
    /// After how many receives a message is a dead letter.
    pub max_receives: u32,
    /// What it listens to; `None` means the patterns of `infra/event-patterns` that are for it.
    pub patterns: Option<Vec<EventPattern>>,
    /// Further environment, such as `ROLEPAIR_CONFIG`.
    pub environment: BTreeMap<String, String>,
}

/// How a function's code is run.
#[derive(Clone)]
pub enum Code {
    /// A program that speaks the Lambda Runtime API: the real binary, or one that becomes the
    /// function when it is given these arguments.
    Program {
        /// The program.
        path: PathBuf,
        /// Its arguments; a Lambda bootstrap takes none.
        arguments: Vec<String>,
    },
    /// A closure in this process, made once the environment is known.
    InProcess(HandlerFactory),
}

/// Takes an event, gives the function's answer.
pub type Handler =
    Arc<dyn Fn(Value) -> BoxFuture<'static, Result<Value, InvocationError>> + Send + Sync>;

/// Makes a handler for an environment: called once per copy that runs.
pub type HandlerFactory = Arc<dyn Fn(&FunctionEnvironment) -> Handler + Send + Sync>;

/// What a function finds in its environment.
#[derive(Debug, Clone)]
pub struct FunctionEnvironment {
    /// The endpoint of every AWS service.
    pub endpoint: String,
    /// The Region it runs in.
    pub region: String,
    /// A session of its execution role.
    pub credentials: Credentials,
    /// Further variables of its own.
    pub variables: BTreeMap<String, String>,
}

impl Code {
    /// A Lambda bootstrap.
    #[must_use]
    pub fn binary(path: impl Into<PathBuf>) -> Self {
        Self::Program {
            path: path.into(),
            arguments: Vec::new(),
        }
    }
}

impl HostedFunction {
    /// A function with the usual settings: one minute, one at a time, ten messages, twenty receives.
    #[must_use]
    pub fn new(name: impl Into<String>, code: Code) -> Self {
        let name = name.into();
        Self {
            deployed_name: format!("rolepair-{name}"),
            name,
            code,
            timeout: Duration::from_secs(60),
            concurrency: 1,
            batch_size: 10,
            max_receives: 20,
            patterns: None,
            environment: BTreeMap::new(),
        }
    }

    /// The function with one more variable in its environment.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }
}

impl FunctionEnvironment {
    /// Everything a process of the function `name` finds in its environment, but for the address of its Runtime API.
    #[must_use]
    pub fn for_process(&self, name: &str) -> BTreeMap<String, String> {
        let session_token = self.credentials.session_token.clone().unwrap_or_default();
        let own = [
            ("AWS_ACCESS_KEY_ID", self.credentials.access_key_id.as_str()),
            ("AWS_SECRET_ACCESS_KEY", &self.credentials.secret_access_key),
            ("AWS_SESSION_TOKEN", &session_token),
            ("AWS_REGION", &self.region),
            ("AWS_DEFAULT_REGION", &self.region),
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_LAMBDA_FUNCTION_NAME", name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "rolepair"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", name),
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("_HANDLER", "bootstrap"),
            ("TZ", ":UTC"),
            ("NO_PROXY", "127.0.0.1"),
        ];
        let own = own
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let further = self.variables.clone();
        own.chain(further).collect()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program { path, arguments } => f
                .debug_struct("Program")
                .field("path", path)
                .field("arguments", arguments)
                .finish(),
            Self::InProcess(_) => f.write_str("InProcess"),
        }
    }
}
