//! The Lambda function `pair-account`: see the library of this package.

use std::process::ExitCode;

use rolepair_pair_account::PairAccount;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rolepair_runtime::run("pair-account", PairAccount::new).await
}
