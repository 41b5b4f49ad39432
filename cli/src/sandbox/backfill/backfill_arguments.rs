use std::path::PathBuf;

use clap::{Args, value_parser};

/// Watch a backfill of many accounts, some of which fail.
///
/// The command makes accounts, each with a task definition, and brings trouble to some of them, a
/// different kind to each in turn. The state machine of infra/ backfills all accounts and names those
/// that failed. Then the trouble ends, and a restart backfills what is left. Retries do not wait: the
/// command only adds up how long they would have waited.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes:\n  \
    0  exactly the accounts in trouble failed, and the restart finished exactly them\n  \
    1  something else happened\n  \
    2  the arguments are wrong")]
pub(crate) struct BackfillArguments {
    /// The number of accounts, 1 to 9000.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000, value_parser = value_parser!(u32).range(1..=9_000))]
    pub(super) accounts: u32,

    /// The number of accounts in trouble, at most a quarter of all. A run stops at more failures.
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub(super) failing: u32,

    /// How many accounts are backfilled at the same time, 1 to 1000.
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = value_parser!(u32).range(1..=1_000))]
    pub(super) max_concurrency: u32,

    /// In the end, run over all accounts once more, to show that nothing is left to change.
    #[arg(long)]
    pub(super) again: bool,

    /// A folder with the binaries of the functions [default: this program serves as the function, in
    /// processes of its own and over the Lambda Runtime API].
    #[arg(long, value_name = "FOLDER")]
    pub(super) functions: Option<PathBuf>,
}

impl BackfillArguments {
    /// What no parser of a single argument can check.
    pub(super) fn check(&self) -> Result<(), String> {
        let failing = self.failing;
        if u64::from(failing) * 4 <= u64::from(self.accounts) {
            return Ok(());
        }
        Err(format!(
            "`--failing {failing}` is more than a quarter of the accounts, and a run stops at so many \
             failures"
        ))
    }
}
