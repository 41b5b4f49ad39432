use futures::future::BoxFuture;
use rolepair_model::{Finding, FindingCode};
use rolepair_reconcile::{Failure, Outcome};

use crate::{Answer, Context, Work};

/// A function: on Lambda, or in the process of whoever holds it.
pub trait Function: Send + Sync {
    /// Its name, as the folder has it: `pair-account`.
    fn name(&self) -> &'static str;

    /// Does one piece of work. It may come twice, late, out of order and beside itself.
    fn handle<'a>(
        &'a self,
        work: Work,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<Answer, Failure>>;

    /// The answer to work that is another function's.
    fn not_mine(&self, work: &Work) -> Answer {
        let message = format!("nothing for `{}` to do", self.name());
        Outcome::skipped(vec![Finding::new(FindingCode::UnknownEvent, work, message)]).into()
    }
}
