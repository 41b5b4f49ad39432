//! The function as Lambda runs it.

#[path = "../../../tests/support/lambda_contract.rs"]
mod lambda_contract;
#[path = "../../../tests/support/runtime_api.rs"]
mod runtime_api;

const BINARY: &str = env!("CARGO_BIN_EXE_pair-account");
