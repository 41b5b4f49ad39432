use futures::stream::{FuturesUnordered, StreamExt};
use rolepair_config::Config;

use crate::{
    BackfillReport, Cause, Organization, PortError, Ports, Report, Scope,
    backfill_account::AccountWork,
    position::{AccountPosition, Listing, Position},
};

/// How many accounts are worked on side by side. Every one of them writes to IAM of the resource
/// account, whose rate AWS does not publish; about five calls a second are safe.
const ACCOUNTS_SIDE_BY_SIDE: usize = 5;

/// Works on as many accounts as time allows: first an account's role pairs, then its task
/// definitions, Region by Region. Accounts that no pair selects are counted, not reported.
///
/// `is_time_up` is asked before anything is begun; what was begun is finished. It must say so early
/// enough for a few calls to AWS to come back. The report then has a continuation, with which the
/// same scope goes on. Work that was repeated because of it changes nothing.
///
/// # Errors
/// The report of a bad event for a scope that does not fit the configuration; otherwise only where
/// not even the accounts could be listed. What fails in one account is in its report.
pub async fn backfill_step<P: Ports>(
    config: &Config,
    ports: &P,
    scope: &Scope,
    continuation: Option<&str>,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<BackfillReport, Report> {
    scope.check(config).map_err(Report::bad_event)?;
    let position = Position::read(config, scope, continuation);
    let mut position = position.map_err(Report::bad_event)?;
    let work = AccountWork {
        config,
        ports,
        scope,
        is_time_up,
    };
    let mut report = BackfillReport::default();
    match run(&work, &mut position, &mut report).await {
        Err(error) if report.is_empty() => Err(Report::failed([Cause::from(error)])),
        // What was done is reported; the next step asks for the same page again.
        Ok(()) | Err(_) => {
            report.continuation = position.continuation();
            Ok(report)
        }
    }
}

/// Works on accounts side by side until there are no more or time is up. The error is that of
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
        let Some((part, position)) = running.next().await else {
            break;
        };
        report.add(part, work.scope);
        unfinished.extend(position);
    }
    for account in unfinished {
        position.accounts.push_front(account);
    }
    listed
}

/// The next account, listing another page where the last one is used up.
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
