use futures::future::{join, try_join};
use rolepair_config::Config;
use rolepair_model::{Account, AccountId, AccountState, Finding, FindingCode};

use crate::{Cause, Ports, Sessions, Side, progress::Progress, scope::Scope};

/// A task account and the resource account, entered, and what the organization says of the former.
pub(crate) struct Entered<S> {
    pub(crate) account: Account,
    pub(crate) task: S,
    pub(crate) resource: S,
}

/// Why nothing is done in an account.
pub(crate) enum Stop {
    /// There is nothing to do.
    Skip(Finding),
    /// It cannot be done this time.
    Fail(Vec<Cause>),
}

impl From<Stop> for Progress {
    fn from(stop: Stop) -> Self {
        let mut progress = Self::default();
        match stop {
            Stop::Skip(finding) => progress.skip(finding),
            Stop::Fail(causes) => causes.into_iter().for_each(|cause| progress.fail(cause)),
        }
        progress
    }
}

/// Enters both accounts beside asking the organization, in one round trip. Where the organization's
/// answer settles that there is nothing to do, the sessions are not waited for.
pub(crate) async fn ask_and_enter<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    scope: &Scope,
) -> Result<Entered<P::Session>, Stop> {
    let entering = async { Ok(sessions(config, ports, account).await) };
    let (account, sessions) = try_join(selected(config, ports, account, scope), entering).await?;
    let (task, resource) = sessions?;
    Ok(Entered {
        account,
        task,
        resource,
    })
}

/// Enters both accounts of one that is known to be selected.
pub(crate) async fn enter<P: Ports>(
    config: &Config,
    ports: &P,
    account: Account,
) -> Result<Entered<P::Session>, Stop> {
    let (task, resource) = sessions(config, ports, &account.id).await?;
    Ok(Entered {
        account,
        task,
        resource,
    })
}

async fn sessions<P: Sessions>(
    config: &Config,
    ports: &P,
    account: &AccountId,
) -> Result<(P::Session, P::Session), Stop> {
    let task = ports.enter(account, Side::Task);
    let resource = ports.enter(&config.resource_account, Side::Resource);
    match join(task, resource).await {
        (Ok(task), Ok(resource)) => Ok((task, resource)),
        (task, resource) => {
            let errors = task.err().into_iter().chain(resource.err());
            Err(Stop::Fail(errors.map(Cause::from).collect()))
        }
    }
}

/// What the organization says of an account that a pair selects.
pub(crate) async fn selected<P: Ports>(
    config: &Config,
    ports: &P,
    id: &AccountId,
    scope: &Scope,
) -> Result<Account, Stop> {
    let account = ports.account(id, config.wants()).await;
    let account = account.map_err(|error| Stop::Fail(vec![error.into()]))?;
    let skip = |code, message| Stop::Skip(Finding::new(code, id, message).in_account(id));
    let organization = &config.organization_id;
    let is_member =
        |account: &Account| account.path.as_str().split('/').next() == Some(organization.as_str());
    let Some(account) = account.filter(is_member) else {
        let message = format!("the account is not in the organization `{organization}`");
        return Err(skip(FindingCode::OutsideOrganization, message));
    };
    if account.state == AccountState::Closed {
        let message = "the account is closed, suspended or closing".to_owned();
        return Err(skip(FindingCode::AccountNotActive, message));
    }
    if scope.pairs_for(config, &account).is_empty() {
        let message = "no pair selects the account".to_owned();
        return Err(skip(FindingCode::NoPair, message));
    }
    if account.state == AccountState::PendingActivation {
        return Err(Stop::Fail(vec![Cause::AccountPending(account.id)]));
    }
    Ok(account)
}
