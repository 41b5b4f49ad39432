//! The Lambda function `backfill`: see the library of this package.

use std::process::ExitCode;

use rolepair_backfill::Backfill;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    rolepair_runtime::run("backfill", Backfill::new).await
}
