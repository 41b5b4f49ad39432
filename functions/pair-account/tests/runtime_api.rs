//! The function as Lambda runs it.

#[cfg(test)]
#[path = "../../../tests/support/lambda_contract.rs"]
mod lambda_contract;
#[cfg(test)]
#[path = "../../../tests/support/runtime_api.rs"]
mod runtime_api;

#[cfg(test)]
const BINARY: &str = env!("CARGO_BIN_EXE_pair-account");
