use rolepair_config::Config;
use rolepair_model::Finding;
use serde::{Deserialize, Serialize};

use crate::{
    AccountItem, AccountStepReport, Cause, Failure, Outcome, Ports,
    backfill_account::AccountWork,
    position::{AccountPosition, check, check_position, malformed},
    scope::Scope,
};

/// How many reasons are carried from step to step. A state machine's payload has an end, and nobody
/// reads more of them.
const REASONS: usize = 50;

/// Where the work in one account stands: what its continuation says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    position: AccountPosition,
    /// What a person has to do something about, as earlier steps found it.
    refused: Vec<String>,
}

/// Works on one account for as long as time allows: its role pairs, then its task definitions, Region
/// by Region. Here, unlike in a whole backfill, whatever stands in the way is a failure, a finding
/// that blocks not less than a call that is refused: who spreads accounts over many calls counts
/// and names those that failed.
///
/// What is refused does not keep the rest of the account from being done. It is carried along, and
/// fails the last step.
///
/// # Errors
/// [`Failure::Transient`] for a step worth repeating as it was; [`Failure::Refused`] once all has been
/// done that could be; [`Failure::BadEvent`] for an item that does not fit the configuration.
pub async fn backfill_account<P: Ports>(
    config: &Config,
    ports: &P,
    item: &AccountItem,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<AccountStepReport, Failure> {
    let whole = item.scope.in_accounts([item.account.clone()].into());
    let bad_item = |finding| Failure::BadEvent { finding };
    check(config, &whole).map_err(bad_item)?;
    let Standing { position, refused } = Standing::of(item).map_err(bad_item)?;
    check_position(config, &whole, [&position]).map_err(bad_item)?;
    let scope = Scope {
        pairs: whole.pairs.clone(),
        dry_run: whole.dry_run,
    };
    let work = AccountWork {
        config,
        ports,
        item: &whole,
        scope: &scope,
        is_time_up,
    };
    let step = work.step(position).await;
    let (causes, outcome) = match step.progress.unwrap_or_default().finish(scope.dry_run) {
        Ok(outcome) => (Vec::new(), Box::new(outcome)),
        Err(Failure::Refused { causes, outcome }) => (causes, outcome),
        Err(failure) => return Err(failure),
    };
    match step.unfinished {
        Some(position) => Ok(goes_on(position, refused, causes, outcome)),
        None if refused.is_empty() && is_clear(&causes, &outcome) => Ok(AccountStepReport {
            outcome: *outcome,
            continuation: None,
        }),
        None => {
            let earlier = refused.into_iter().map(Cause::Refused);
            let causes = earlier.chain(causes).collect();
            Err(Failure::Refused { causes, outcome })
        }
    }
}

/// The report of a step that was not the last one: what was refused in it is carried along.
fn goes_on(
    position: AccountPosition,
    mut refused: Vec<String>,
    causes: Vec<Cause>,
    outcome: Box<Outcome>,
) -> AccountStepReport {
    let step = Failure::Refused {
        causes,
        outcome: outcome.clone(),
    };
    refused.extend(step.reasons());
    refused.truncate(REASONS);
    let standing = Standing { position, refused };
    AccountStepReport {
        outcome: *outcome,
        continuation: serde_json::to_string(&standing).ok(),
    }
}

fn is_clear(causes: &[Cause], outcome: &Outcome) -> bool {
    causes.is_empty() && !outcome.findings.iter().any(Finding::blocks)
}

impl Standing {
    fn of(item: &AccountItem) -> Result<Self, Finding> {
        let Some(text) = &item.continuation else {
            return Ok(Self {
                position: AccountPosition::start(item.account.clone()),
                refused: Vec::new(),
            });
        };
        let standing: Self = serde_json::from_str(text).map_err(|error| {
            let message = format!("the continuation is none of an account: {error}");
            malformed("continuation", message)
        })?;
        if standing.position.account == item.account {
            return Ok(standing);
        }
        let message = format!(
            "the continuation is of the account `{}`",
            standing.position.account
        );
        Err(malformed("continuation", message))
    }
}
