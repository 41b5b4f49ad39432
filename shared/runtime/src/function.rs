use futures::future::BoxFuture;
use rolepair_model::{Finding, FindingCode};
use rolepair_reconcile::Report;

use crate::{Answer, Context, Work};

/// A function: on Lambda, or in another process that hosts it.
pub trait Function: Send + Sync {
    /// Its name, the same as its folder's: `pair-account`.
    fn name(&self) -> &'static str;

    /// Does one piece of work. It may come twice, late, out of order and concurrently.
    fn handle<'a>(&'a self, work: Work, context: &'a Context) -> BoxFuture<'a, Answer>;

    /// The report of work that belongs to another function.
    fn not_mine(&self, work: &Work) -> Report {
        let message = format!("nothing for `{}` to do", self.name());
        let finding = Finding::new(FindingCode::UnknownEvent, work, message);
        Report::skipped(finding.concerning(&work.about()))
    }
}
