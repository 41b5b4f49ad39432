use futures::future::{join, try_join};
use rolepair_config::Config;
use rolepair_model::{About, Account, AccountId, AccountState, Finding, FindingCode};
use rolepair_plan::{Destination, NotAdmitted, admit};

use crate::{Cause, Mode, Ports, Report, Scope, Sessions, Side};

/// A task account and the resource account, entered, and what the organization knows of the former.
pub(crate) struct Entered<S> {
    pub(crate) account: Account,
    pub(crate) task: S,
    pub(crate) resource: S,
}

/// Asks the organization and enters both accounts at the same time, in one round trip. Where the
/// organization's answer settles that there is nothing to do, the sessions are not waited for.
///
/// # Errors
/// The report of work that ends here.
pub(crate) async fn ask_and_enter<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    scope: &Scope,
) -> Result<Entered<P::Session>, Report> {
    let entering = async { Ok(sessions(config, ports, account, scope).await) };
    let (account, sessions) = try_join(selected(config, ports, account, scope), entering).await?;
    let (task, resource) = sessions?;
    Ok(Entered {
        account,
        task,
        resource,
    })
}

/// Enters both accounts, but only once the organization says that a pair selects the account: in a
/// whole organization most accounts may be unselected, and trying to enter each would fill their
/// trails with denials.
///
/// # Errors
/// The report of work that ends here.
pub(crate) async fn ask_then_enter<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    scope: &Scope,
) -> Result<Entered<P::Session>, Report> {
    let account = selected(config, ports, account, scope).await?;
    let (task, resource) = sessions(config, ports, &account.id, scope).await?;
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
    scope: &Scope,
) -> Result<(P::Session, P::Session), Report> {
    let task = ports.enter(account, Side::Task);
    let resource = ports.enter(&config.resource_account, Side::Resource);
    let (task, resource) = match join(task, resource).await {
        (Ok(task), Ok(resource)) => return Ok((task, resource)),
        (task, resource) => (task.err(), resource.err()),
    };
    let mut report = Report::of(account, scope.mode);
    let doors = [
        (task, &config.roles.task_account, account),
        (
            resource,
            &config.roles.resource_account,
            &config.resource_account,
        ),
    ];
    for (error, role, account) in doors {
        let about = About {
            role: Some(role.arn(&config.partition, account)),
            ..About::default()
        };
        error
            .into_iter()
            .for_each(|error| report.fail(Cause::port(error, about.clone())));
    }
    Err(report)
}

/// What the organization knows of an account that a pair selects.
async fn selected<P: Ports>(
    config: &Config,
    ports: &P,
    id: &AccountId,
    scope: &Scope,
) -> Result<Account, Report> {
    let fail = |cause| {
        let mut report = Report::of(id, scope.mode);
        report.fail(cause);
        report
    };
    let refuse = |reasons: &[NotAdmitted], destination: &Destination<'_>| {
        not_admitted(reasons, destination, scope.mode)
    };
    let account = ports.account(id, config.wants()).await;
    let account = account.map_err(|error| fail(Cause::from(error)))?;
    let account = account.ok_or_else(|| {
        let reason = NotAdmitted::OutsideOrganization(config.organization_id.clone());
        refuse(&[reason], &Destination::account(id))
    })?;
    let destination = Destination::member(&account);
    admit(config, &destination).map_err(|reasons| refuse(&reasons, &destination))?;
    if scope.pairs_for(config, &account).is_empty() {
        let mut report = Report::of(id, scope.mode);
        let message = "no pair selects the account";
        report.skip(Finding::new(FindingCode::NoPair, id, message));
        return Err(report);
    }
    if account.state == AccountState::PendingActivation {
        return Err(fail(Cause::AccountPending(account.id)));
    }
    Ok(account)
}

/// The report of work where no pair may be applied: an event that contradicts itself is wrong for
/// good, anything else means there is nothing to do.
pub(crate) fn not_admitted(
    reasons: &[NotAdmitted],
    destination: &Destination<'_>,
    mode: Mode,
) -> Report {
    let mut report = Report::about(destination.about(), mode);
    for finding in reasons.iter().map(|reason| reason.finding(destination)) {
        match finding.code {
            FindingCode::EventAccountsDiffer => report.fail(Cause::BadEvent(finding)),
            _ => report.skip(finding),
        }
    }
    report
}
