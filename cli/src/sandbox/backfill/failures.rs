use rolepair_model::AccountId;
use rolepair_rehearsal::{AccountFailure, Trouble};

use crate::terminal::{Width, plain, quiet, table, tick, word};

/// Whether exactly the accounts in trouble failed, each for its own trouble.
pub(super) fn are_just(failures: &[AccountFailure], troubles: &[(AccountId, Trouble)]) -> bool {
    let named = |(account, trouble): &(AccountId, Trouble)| {
        failure_of(failures, account).is_some_and(|failure| shows(failure, *trouble))
    };
    failures.len() == troubles.len() && troubles.iter().all(named)
}

/// The accounts in trouble in a table, each with its error and finding.
pub(super) fn shown(
    failures: &[AccountFailure],
    troubles: &[(AccountId, Trouble)],
    width: Width,
) -> String {
    let row = |(account, trouble): &(AccountId, Trouble)| {
        let failure = failure_of(failures, account);
        let is_shown = failure.is_some_and(|failure| shows(failure, *trouble));
        let (error, reason) = failure.map_or(("", ""), |failure| {
            (failure.error.as_str(), failure.reason.as_str())
        });
        [
            tick(is_shown),
            word(account),
            plain(trouble.words()),
            plain(error),
            quiet(part(reason, *trouble)),
        ]
    };
    let header = ["", "account", "trouble", "error", "finding"];
    table(&header, troubles.iter().map(row), width)
}

fn failure_of<'f>(
    failures: &'f [AccountFailure],
    account: &AccountId,
) -> Option<&'f AccountFailure> {
    failures.iter().find(|failure| failure.account == *account)
}

fn shows(failure: &AccountFailure, trouble: Trouble) -> bool {
    let (error, reason) = trouble.shows_as();
    failure.error == error && failure.reason.contains(reason)
}

/// The part of a reason that names the trouble, if the reason has several parts.
fn part(reason: &str, trouble: Trouble) -> &str {
    let mut parts = reason.split("; ");
    let named = parts.find(|part| part.contains(trouble.shows_as().1));
    named.unwrap_or(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(account: &str, error: &str, reason: &str) -> AccountFailure {
        AccountFailure {
            account: account.parse().unwrap(),
            error: error.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_failure_counts_only_with_the_account_the_error_and_the_finding_of_its_trouble() {
        let account: AccountId = "333333333333".parse().unwrap();
        let troubles = [(account, Trouble::Closed)];
        let holds = |failure: AccountFailure| are_just(&[failure], &troubles);
        assert!(holds(failure("333333333333", "Refused", "RP205 closed")));
        assert!(!holds(failure("444444444444", "Refused", "RP205 closed")));
        assert!(!holds(failure("333333333333", "Transient", "RP205 closed")));
        assert!(!holds(failure("333333333333", "Refused", "RP206 no tag")));
        let two = [
            failure("333333333333", "Refused", "RP205"),
            failure("444444444444", "Refused", "RP205"),
        ];
        assert!(!are_just(&two, &troubles));
    }
}
