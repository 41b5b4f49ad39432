use futures::stream::{FuturesUnordered, StreamExt};
use rolepair_config::Config;
use rolepair_model::AccountId;

use crate::{
    AccountReport, AccountResult, BackfillReport, Failure, Organization, Outcome, PortError, Ports,
    WorkItem,
    backfill_account::{AccountStep, AccountWork},
    position::{AccountPosition, Listing, Position, check, check_position},
    progress::Progress,
    scope::Scope,
};

/// How many accounts are worked on side by side. Every one of them writes to IAM of the resource
/// account, whose rate AWS does not publish; about five calls a second are safe.
const ACCOUNTS_SIDE_BY_SIDE: usize = 5;

/// Works on as many accounts as time allows: first an account's role pairs, then its task
/// definitions, Region by Region. Accounts that no pair selects are counted, not told.
///
/// `is_time_up` is asked before anything is begun; what was begun is finished. It must say so early
/// enough for a few calls to AWS to come back. The report then has a continuation, with which the
/// same item goes on. Work that was repeated because of it changes nothing.
///
/// # Errors
/// [`Failure::BadEvent`] for an item that does not fit the configuration; otherwise only where not
/// even the accounts could be listed. What fails in one account stands in its report.
pub async fn backfill_step<P: Ports>(
    config: &Config,
    ports: &P,
    item: &WorkItem,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<BackfillReport, Failure> {
    let bad_item = |finding| Failure::BadEvent { finding };
    check(config, item).map_err(bad_item)?;
    let mut position = Position::of(item).map_err(bad_item)?;
    check_position(config, item, &position.accounts).map_err(bad_item)?;
    let scope = Scope {
        pairs: item.pairs.clone(),
        dry_run: item.dry_run,
    };
    let work = AccountWork {
        config,
        ports,
        item,
        scope: &scope,
        is_time_up,
    };
    let mut report = BackfillReport::default();
    match run(&work, &mut position, &mut report).await {
        Err(error) if report.is_empty() => Err(listing_failed(error)),
        // What was done is told; the next step asks for the same page again.
        Ok(()) | Err(_) => {
            report.continuation = position.continuation();
            Ok(report)
        }
    }
}

/// Works on accounts side by side until there are none left or time is up. The error is that of
/// listing accounts; what had been begun by then is finished all the same.
async fn run<P: Ports>(
    work: &AccountWork<'_, P>,
    position: &mut Position,
    report: &mut BackfillReport,
) -> Result<(), PortError> {
    let mut running = FuturesUnordered::new();
    let mut unfinished = Vec::new();
    let mut listed = Ok(());
    loop {
        while listed.is_ok() && running.len() < ACCOUNTS_SIDE_BY_SIDE && !(work.is_time_up)() {
            match next(work.ports, position).await {
                Ok(Some(account)) => running.push(work.step(account)),
                Ok(None) => break,
                Err(error) => listed = Err(error),
            }
        }
        let Some(step) = running.next().await else {
            break;
        };
        unfinished.extend(report.add(step, work.scope.dry_run));
    }
    for account in unfinished {
        position.accounts.push_front(account);
    }
    listed
}

/// The next account, listing another page where none is left.
async fn next<O: Organization>(
    ports: &O,
    position: &mut Position,
) -> Result<Option<AccountPosition>, PortError> {
    loop {
        if let Some(account) = position.accounts.pop_front() {
            return Ok(Some(account));
        }
        let page = match &position.listing {
            Listing::Start => ports.accounts(None).await?,
            Listing::From(token) => ports.accounts(Some(token)).await?,
            Listing::Done => return Ok(None),
        };
        position.listing = page.next.map_or(Listing::Done, Listing::From);
        position.accounts = page.items.into_iter().map(AccountPosition::start).collect();
    }
}

fn listing_failed(error: PortError) -> Failure {
    Failure::of(
        vec![error.into()],
        Outcome::of(Vec::new(), Vec::new(), false),
    )
}

impl BackfillReport {
    fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.unselected == 0
    }

    /// Takes in what came of a step in one account; where it is to go on, if it is not done.
    fn add(&mut self, step: AccountStep, dry_run: bool) -> Option<AccountPosition> {
        match step.progress {
            Some(progress) => self.tell(step.account, progress, dry_run),
            None => self.unselected += 1,
        }
        step.unfinished
    }

    fn tell(&mut self, account: AccountId, progress: Progress, dry_run: bool) {
        let result = match progress.finish(dry_run) {
            Ok(outcome) => AccountResult::Done(outcome),
            Err(failure) => AccountResult::Failed(failure),
        };
        self.accounts.push(AccountReport { account, result });
    }
}
