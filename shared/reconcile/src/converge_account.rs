use futures::future::join_all;
use rolepair_config::Config;
use rolepair_model::{AccountId, PairName};
use rolepair_plan::desired;

use crate::{
    Ports, Report, Scope, Session,
    converge_pair::{Expectation, PairInPlace},
    entered::{Entered, ask_and_enter},
};

/// Makes the role pairs of an account what the configuration says, in both accounts side by side.
/// Of the scope only the pairs and the mode count.
///
/// A pair in a new account takes three round trips one after another, an unchanged one two. A
/// finding about one pair does not stop the others. After a failure, running it again finishes the
/// work.
pub async fn converge_account<P: Ports>(
    config: &Config,
    ports: &P,
    account: &AccountId,
    expectation: Expectation,
    scope: &Scope,
) -> Report {
    if let Err(finding) = scope.check(config) {
        return Report::bad_event(finding);
    }
    let entered = match ask_and_enter(config, ports, account, scope).await {
        Ok(entered) => entered,
        Err(report) => return report,
    };
    let mut report = Report::of(account, scope.mode);
    for (_, part) in converge_pairs(config, &entered, expectation, scope).await {
        report.absorb(part);
    }
    report
}

/// Converges the selected pairs in accounts that have been entered, all side by side; what came of
/// each.
pub(crate) async fn converge_pairs<S: Session>(
    config: &Config,
    entered: &Entered<S>,
    expectation: Expectation,
    scope: &Scope,
) -> Vec<(PairName, Report)> {
    let (task, resource) = (&entered.task.roles(), &entered.resource.roles());
    let pairs = scope.pairs_for(config, &entered.account).into_iter();
    let work = pairs.map(|pair| async move {
        let report = match desired(config, pair, &entered.account) {
            Ok(desired) => {
                let pair = PairInPlace {
                    desired: &desired,
                    task,
                    resource,
                };
                pair.converge(expectation, scope.mode).await
            }
            Err(findings) => {
                let mut report = Report::of(&entered.account.id, scope.mode);
                report.find(findings);
                report
            }
        };
        (pair.name.clone(), report)
    });
    join_all(work).await
}
