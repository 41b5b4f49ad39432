use super::hosted_function::{FunctionEnvironment, HostedFunction};

/// A function of a stack whose code is unpacked and that is to run.
#[derive(Debug)]
pub(crate) struct DeployedFunction {
    pub(crate) function: HostedFunction,
    pub(crate) environment: FunctionEnvironment,
    pub(crate) account: String,
    pub(crate) partition: String,
}
