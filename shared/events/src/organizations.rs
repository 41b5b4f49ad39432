use rolepair_model::{AccountId, Arn};

use crate::{
    Fact,
    envelope::{Envelope, NoFact, shown},
    tree::{ANY, Tree},
};

/// Reads an event of AWS Organizations.
pub(crate) fn fact(event: &Envelope, name: &str) -> Result<Fact, NoFact> {
    match name.to_ascii_lowercase().as_str() {
        "createaccountresult" => created(event),
        "accountjoinedorganization" => joined(event),
        "accepthandshake" => accepted(event),
        "moveaccount" => moved(event),
        "createaccount" => Err(event.unknown(
            "`CreateAccount` names no account yet; `CreateAccountResult` will name it",
        )),
        "leaveorganization"
        | "removeaccountfromorganization"
        | "closeaccount"
        | "closeaccountresult"
        | "accountdepartedorganization" => Err(event.unknown(format!(
            "`{}`: rolepair does not act on accounts that leave; outside the organization no role lets them in",
            shown(name)
        ))),
        _ => Err(event.unknown(format!("rolepair does not act on `{}`", shown(name)))),
    }
}

fn created(event: &Envelope) -> Result<Fact, NoFact> {
    let status = |field| {
        event.one_of(&[
            &[
                "detail",
                "serviceEventDetails",
                "createAccountStatus",
                field,
            ],
            &["detail", "serviceEventDetails", field],
        ])
    };
    let state =
        status("state")?.ok_or_else(|| event.malformed("`createAccountStatus` has no `state`"))?;
    if !state.eq_ignore_ascii_case("SUCCEEDED") {
        let reason = status("failureReason")?.unwrap_or("no reason given");
        let message = format!("account creation is `{}`: {}", shown(state), shown(reason));
        return Err(event.not_successful(message));
    }
    let account = status("accountId")?
        .ok_or_else(|| event.malformed("`createAccountStatus` has no `accountId`"))?;
    Ok(Fact::AccountJoined {
        account: event.account_id(account)?,
    })
}

/// The nesting of this event is not documented. `accountId` may be at several depths, but must name one
/// account.
fn joined(event: &Envelope) -> Result<Fact, NoFact> {
    let account = event.one_of(&[
        &["detail", "serviceEventDetails", "accountId"],
        &["detail", "serviceEventDetails", ANY, "accountId"],
        &["detail", "serviceEventDetails", ANY, ANY, "accountId"],
        &["detail", "requestParameters", "accountId"],
    ])?;
    let account = account.ok_or_else(|| event.malformed("the event has no `accountId`"))?;
    Ok(Fact::AccountJoined {
        account: event.account_id(account)?,
    })
}

fn moved(event: &Envelope) -> Result<Fact, NoFact> {
    let account = event.text(&["detail", "requestParameters", "accountId"])?;
    let account =
        account.ok_or_else(|| event.malformed("`requestParameters` has no `accountId`"))?;
    Ok(Fact::AccountMoved {
        account: event.account_id(account)?,
    })
}

/// An invitation that was accepted. The event comes from the account that joined, which made the call. A
/// copy may come from the management account, which is the account in the handshake's ARN.
fn accepted(event: &Envelope) -> Result<Fact, NoFact> {
    let action = event
        .agreed(handshake(event, &["action"]), "handshake.action")?
        .ok_or_else(|| event.malformed("the handshake has no `action`"))?;
    if !action.eq_ignore_ascii_case("INVITE") {
        return Err(event.unknown(format!(
            "the handshake is not an invitation but `{}`",
            shown(action)
        )));
    }
    let state = event
        .agreed(handshake(event, &["state"]), "handshake.state")?
        .ok_or_else(|| event.malformed("the handshake has no `state`"))?;
    if !state.eq_ignore_ascii_case("ACCEPTED") {
        return Err(event.not_successful(format!("the invitation is `{}`", shown(state))));
    }
    let account = invited(event)?;
    let sender = event.account()?;
    if account != sender && owner(event)?.as_deref() != Some(sender.as_str()) {
        return Err(event.differ(format!(
            "the event comes from account `{sender}`, the invitation is for `{account}`"
        )));
    }
    Ok(Fact::AccountJoined { account })
}

fn handshake<'e>(event: &'e Envelope, path: &[&str]) -> Vec<&'e Tree> {
    ["responseElements", "serviceEventDetails"]
        .iter()
        .flat_map(|place| event.all(&["detail", place, "handshake"]))
        .flat_map(|handshake| handshake.all(path))
        .collect()
}

/// The account that was invited. The handshake has it among its parties and among its resources.
fn invited(event: &Envelope) -> Result<AccountId, NoFact> {
    let mut ids = Vec::new();
    for (list, value) in [("parties", "id"), ("resources", "value")] {
        for item in handshake(event, &[list]).into_iter().flat_map(Tree::items) {
            let mut kinds = item.all(&["type"]).into_iter().filter_map(Tree::text);
            if kinds.any(|kind| kind.eq_ignore_ascii_case("ACCOUNT")) {
                ids.extend(item.all(&[value]));
            }
        }
    }
    let account = event.agreed(ids, "handshake.parties.id")?;
    event.account_id(account.ok_or_else(|| event.malformed("the invitation names no account"))?)
}

/// The account that owns the handshake: the management account of the inviting organization.
fn owner(event: &Envelope) -> Result<Option<String>, NoFact> {
    let arn = event.agreed(handshake(event, &["arn"]), "handshake.arn")?;
    let arn = arn.and_then(|arn| arn.parse::<Arn>().ok());
    Ok(arn
        .filter(|arn| arn.service == "organizations")
        .map(|arn| arn.account))
}
