use futures::future::join_all;
use rolepair_config::Config;
use rolepair_plan::desired;

use crate::{
    Session,
    converge_pair::PairInPlace,
    entered::Entered,
    scope::Scope,
    verdict::{Judged, Standing, Verdict},
};

/// Whose word on the roles of a pair is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// IAM's: they are read.
    ReadBack,
    /// The plan's: a dry run has just found that they can be converged.
    AsPlanned,
}

/// Judges every pair in question that selects the account, reading all their roles side by side.
pub(crate) async fn judge<'c, S: Session>(
    config: &'c Config,
    entered: &Entered<S>,
    scope: &Scope,
    evidence: Evidence,
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
                    let standing = if evidence == Evidence::AsPlanned {
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
