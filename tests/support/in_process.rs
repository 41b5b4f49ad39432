//! The backfill in the process of the test, so that thousands of calls need no processes of their own.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use futures::FutureExt;
use rolepair_aws::Aws;
use rolepair_backfill::Backfill;
use rolepair_config::Config;
use rolepair_runtime::{Context, invoke};
use rolepair_sandbox::{Code, FunctionEnvironment, Handler, HostedFunction, InvocationError};

const NAME: &str = "backfill";

/// The function, with this `rolepair.yaml`. Its SDK does not retry, because here the state machine does.
///
/// # Panics
/// If the configuration is wrong.
pub(crate) fn backfill(config: &str, time: Duration) -> HostedFunction {
    let no_file = |name: &str| Err(std::io::Error::other(name.to_owned()));
    let config = Config::parse(config, "rolepair.yaml", &no_file).expect("rolepair.yaml");
    let http = Builder::new().build_http();
    let factory = move |environment: &FunctionEnvironment| -> Handler {
        let sdk = sdk_config(environment, http.clone());
        let ports = Aws::with_sdk_config(&config, sdk);
        let function = Arc::new(Backfill::with_ports(config.clone(), ports));
        Arc::new(move |payload| {
            let function = function.clone();
            async move {
                let context = Context {
                    request_id: "in-process".to_owned(),
                    deadline: SystemTime::now() + time,
                };
                let answer = invoke(function.as_ref(), payload, &context).await;
                answer.map_err(|fault| {
                    InvocationError::new(fault.error_type.to_string(), fault.error_message)
                })
            }
            .boxed()
        })
    };
    let mut function = HostedFunction::new(NAME, Code::InProcess(Arc::new(factory)));
    function.timeout = time;
    function
}

fn sdk_config(environment: &FunctionEnvironment, http: SharedHttpClient) -> SdkConfig {
    let credentials = Credentials::new(
        &environment.credentials.access_key_id,
        &environment.credentials.secret_access_key,
        environment.credentials.session_token.clone(),
        None,
        "lambda",
    );
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(environment.region.clone()))
        .endpoint_url(&environment.endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::disabled())
        .http_client(http)
        .build()
}
