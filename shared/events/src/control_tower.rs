use rolepair_model::AccountId;

use crate::{
    Fact,
    envelope::{Envelope, NoFact, shown},
};

/// Reads a lifecycle event of AWS Control Tower. Control Tower reports it as an update when an account
/// is enrolled, and when enrolling is tried again after an error
/// (<https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html>).
pub(crate) fn fact(event: &Envelope, name: &str) -> Result<Fact, NoFact> {
    match name.to_ascii_lowercase().as_str() {
        "createmanagedaccount" => Ok(Fact::AccountJoined {
            account: account(event, "createManagedAccountStatus")?,
        }),
        "updatemanagedaccount" => Ok(Fact::AccountMoved {
            account: account(event, "updateManagedAccountStatus")?,
        }),
        _ => Err(event.unknown(format!("rolepair does not act on `{}`", shown(name)))),
    }
}

fn account(event: &Envelope, status: &str) -> Result<AccountId, NoFact> {
    let (detail, service) = ("detail", "serviceEventDetails");
    let state = event.one_of(&[
        &[detail, service, status, "state"],
        &[detail, service, "state"],
    ])?;
    let state = state.ok_or_else(|| event.malformed(format!("`{status}` has no `state`")))?;
    if !state.eq_ignore_ascii_case("SUCCEEDED") {
        let message = event.text(&[detail, service, status, "message"])?;
        let message = message.unwrap_or("no reason given");
        return Err(event.not_successful(format!(
            "`{status}` is `{}`: {}",
            shown(state),
            shown(message)
        )));
    }
    let account = event.one_of(&[
        &[detail, service, status, "account", "accountId"],
        &[detail, service, status, "accountId"],
        &[detail, service, "account", "accountId"],
        &[detail, service, "accountId"],
    ])?;
    let account =
        account.ok_or_else(|| event.malformed(format!("`{status}` has no `accountId`")))?;
    event.account_id(account)
}
