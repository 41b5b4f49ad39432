use rolepair_model::AccountId;
use rolepair_rehearsal::{Failure, Trouble};

use crate::terminal::{mark, plain, quiet, table, word};

/// How much of a reason is shown.
const REASON: usize = 64;

/// Whether the failures are just the accounts in trouble, each with its own.
pub(super) fn are_just(failures: &[Failure], troubles: &[(AccountId, Trouble)]) -> bool {
    let named = |(account, trouble): &(AccountId, Trouble)| {
        failure_of(failures, account).is_some_and(|failure| shows(failure, *trouble))
    };
    failures.len() == troubles.len() && troubles.iter().all(named)
}

/// Each account in trouble, and how it was named.
pub(super) fn shown(failures: &[Failure], troubles: &[(AccountId, Trouble)]) -> String {
    let row = |(account, trouble): &(AccountId, Trouble)| {
        let failure = failure_of(failures, account);
        let is_shown = failure.is_some_and(|failure| shows(failure, *trouble));
        let (error, reason) = failure.map_or(("", ""), |failure| {
            (failure.error.as_str(), failure.reason.as_str())
        });
        [
            plain(mark(is_shown)),
            word(account),
            plain(trouble.words()),
            plain(error),
            quiet(shortened(part(reason, *trouble))),
        ]
    };
    let header = ["", "account", "its trouble", "error", "finding"];
    table(&header, troubles.iter().map(row))
}

fn failure_of<'f>(failures: &'f [Failure], account: &AccountId) -> Option<&'f Failure> {
    failures.iter().find(|failure| failure.account == *account)
}

fn shows(failure: &Failure, trouble: Trouble) -> bool {
    let (error, reason) = trouble.shows_as();
    failure.error == error && failure.reason.contains(reason)
}

/// The part of a reason that tells of the trouble, where it has several.
fn part(reason: &str, trouble: Trouble) -> &str {
    let mut parts = reason.split("; ");
    let told = parts.find(|part| part.contains(trouble.shows_as().1));
    told.unwrap_or(reason)
}

fn shortened(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default();
    match line.char_indices().nth(REASON) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(account: &str, error: &str, reason: &str) -> Failure {
        Failure {
            account: account.parse().unwrap(),
            error: error.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_failure_counts_only_with_the_account_the_error_and_the_finding_of_its_trouble() {
        let account: AccountId = "333333333333".parse().unwrap();
        let troubles = [(account, Trouble::Closed)];
        let holds = |failure: Failure| are_just(&[failure], &troubles);
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

    #[test]
    fn a_long_reason_is_cut_and_shows_it() {
        assert_eq!(shortened("short\nmore"), "short");
        assert_eq!(
            shortened(&"x".repeat(REASON + 1)).chars().count(),
            REASON + 1
        );
    }
}
