use std::collections::BTreeSet;

use futures::future::join_all;
use rolepair_config::Config;
use rolepair_model::{AccountId, PairName};
use rolepair_plan::desired;

use crate::{
    Failure, Outcome, Ports, Session,
    converge_pair::PairInPlace,
    entered::{Entered, ask_and_enter},
    progress::Progress,
    scope::Scope,
};

/// What one may expect to find in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It has just joined: the roles are created first, and read only where they are there already.
    New,
    /// Anything: the roles are read first.
    Any,
}

/// Makes the role pairs of an account what the configuration says, in both accounts side by side.
///
/// A pair in a new account takes three round trips one after another, an unchanged one two. A
/// finding about one pair does not stop the others.
///
/// # Errors
/// A [`Failure`] with what was done all the same; running it again finishes the work.
pub async fn converge_account<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    expectation: Expectation,
    dry_run: bool,
) -> Result<Outcome, Failure> {
    let scope = Scope::everything(dry_run);
    let progress = match ask_and_enter(config, ports, account, &scope).await {
        Ok(entered) => {
            let converged = converge_pairs(config, &entered, expectation, &scope).await;
            converged.progress
        }
        Err(stop) => stop.into(),
    };
    progress.finish(dry_run)
}

/// What came of converging several pairs.
#[derive(Default)]
pub(crate) struct Converged {
    pub(crate) progress: Progress,
    /// The pairs that nothing stands against.
    pub(crate) clear: BTreeSet<PairName>,
}

/// Converges the pairs in question in accounts that have been entered, all side by side.
pub(crate) async fn converge_pairs<S: Session>(
    config: &Config,
    entered: &Entered<S>,
    expectation: Expectation,
    scope: &Scope,
) -> Converged {
    let (task, resource) = (entered.task.roles(), entered.resource.roles());
    let mut converged = Converged::default();
    let mut wanted = Vec::new();
    for pair in scope.pairs_for(config, &entered.account) {
        match desired(config, pair, &entered.account) {
            Ok(desired) => wanted.push(desired),
            Err(findings) => converged.progress.tell(findings),
        }
    }
    let mut work = Vec::new();
    for desired in &wanted {
        let pair = PairInPlace::new(desired, &task, &resource);
        work.push(pair.converge(expectation, scope.dry_run));
    }
    for (desired, part) in wanted.iter().zip(join_all(work).await) {
        if part.is_clear() {
            converged.clear.insert(desired.role_pair.pair.clone());
        }
        converged.progress.absorb(part);
    }
    converged
}
