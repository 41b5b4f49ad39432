use std::collections::BTreeSet;

use futures::future::join_all;
use rolepair_config::Config;
use rolepair_model::PairName;
use rolepair_plan::desired;

use crate::{
    Session,
    converge_pair::PairInPlace,
    entered::Entered,
    scope::Scope,
    verdict::{Judged, Standing, Verdict},
};

/// Judges every pair in question that selects the account, reading their roles side by side. Only of
/// the pairs in `planned` the plan's word is taken: a dry run has just found that they can be converged.
pub(crate) async fn judge<'c, S: Session>(
    config: &'c Config,
    entered: &Entered<S>,
    scope: &Scope,
    planned: &BTreeSet<PairName>,
) -> Vec<Judged<'c>> {
    let (task, resource) = (entered.task.roles(), entered.resource.roles());
    let (task, resource) = (&task, &resource);
    let mut work = Vec::new();
    for pair in scope.pairs_for(config, &entered.account) {
        let desired = desired(config, pair, &entered.account);
        work.push(async move {
            let verdict = match desired {
                Err(findings) => Verdict::Impossible(findings),
                Ok(desired) => {
                    let standing = if planned.contains(&pair.name) {
                        Standing::once_converged(&desired)
                    } else {
                        let pair = PairInPlace::new(&desired, task, resource);
                        Standing::of(&desired, pair.observe().await)
                    };
                    Verdict::Wanted(desired.role_pair, standing)
                }
            };
            Judged { pair, verdict }
        });
    }
    join_all(work).await
}
