use std::{env, process::ExitCode, sync::Arc};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use lambda_runtime_api_client::{PooledClient, body::Body, build_request};
use rolepair_config::{Config, ConfigError};
use serde_json::Value;

use crate::{Context, Fault, Function, Settings, fault::FaultType, invoke, log};

/// Lambda sets it to the address of its Runtime API.
const RUNTIME_API_VARIABLE: &str = "AWS_LAMBDA_RUNTIME_API";

/// Serves a function on Lambda until Lambda ends it. `start` makes it from the configuration. Where
/// that is wrong, every error goes to the log and to Lambda, and the function does not start.
pub async fn run<F: Function + 'static>(name: &str, start: impl FnOnce(Config) -> F) -> ExitCode {
    log::start();
    if env::var_os(RUNTIME_API_VARIABLE).is_none() {
        let reason = format!("this is a Lambda function: `{RUNTIME_API_VARIABLE}` is not set");
        log::no_start(name, &reason);
        return ExitCode::FAILURE;
    }
    let function = match Settings::from_env().load() {
        Ok(config) => start(config),
        Err(errors) => return refuse_to_start(name, &errors).await,
    };
    match serve(Arc::new(function)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::no_start(name, &error.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn serve(function: Arc<dyn Function>) -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let function = Arc::clone(&function);
        async move {
            let context = Context::from(&event.context);
            invoke(function.as_ref(), event.payload, &context).await
        }
    }))
    .await
}

async fn refuse_to_start(name: &str, errors: &[ConfigError]) -> ExitCode {
    for error in errors {
        log::config_error(name, error);
    }
    let lines: Vec<String> = errors.iter().map(ConfigError::to_string).collect();
    let fault = Fault {
        error_type: FaultType::BadConfig,
        error_message: lines.join("; "),
    };
    if let Err(error) = report(fault).await {
        log::no_start(name, &error.to_string());
    }
    ExitCode::FAILURE
}

/// Reports to Lambda why the function does not start.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror>
async fn report(fault: Fault) -> Result<(), lambda_runtime::Error> {
    let diagnostic = Diagnostic::from(fault);
    let request = build_request()
        .method("POST")
        .uri("/2018-06-01/runtime/init/error")
        .header("lambda-runtime-function-error-type", &diagnostic.error_type)
        .body(Body::from(serde_json::to_vec(&diagnostic)?))?;
    PooledClient::builder().build().call(request).await?;
    Ok(())
}
