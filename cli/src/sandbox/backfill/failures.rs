use rolepair_model::AccountId;
use rolepair_rehearsal::{AccountFailure, Trouble};

use crate::terminal::{Width, plain, quiet, table, tick, word};

/// What separates two findings of a reason.
const NEXT: &str = "; RP";

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

/// The finding in a reason that names the trouble, if the reason has several.
fn part(reason: &str, trouble: Trouble) -> &str {
    let (_, named) = trouble.shows_as();
    let names_it = |start: &usize| {
        reason
            .get(*start..)
            .is_some_and(|rest| rest.contains(named))
    };
    let later = reason.match_indices(NEXT).map(|(at, _)| at + "; ".len());
    let starts = std::iter::once(0).chain(later);
    let start = starts.take_while(names_it).last().unwrap_or_default();
    let rest = reason.get(start..).unwrap_or(reason);
    rest.split(NEXT).next().unwrap_or(rest)
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

    #[test]
    fn of_several_findings_the_one_that_names_the_trouble_is_shown() {
        let reason = "RP107 a: files. Cure: look; or not; RP205 b: closed. Cure: wait; RP209 c: no";
        assert_eq!(part(reason, Trouble::Closed), "RP205 b: closed. Cure: wait");
        assert_eq!(part("RP205 b; wait", Trouble::Closed), "RP205 b; wait");
        assert_eq!(part("other", Trouble::Closed), "other");
    }
}
