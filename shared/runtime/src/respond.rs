use std::time::Duration;

use rolepair_model::{About, AccountId};
use rolepair_reconcile::{Cause, PortError, Report};
use tokio::time::timeout;

use crate::{Answer, Context, Function, Work, input::Demand, log::Line};

/// The part of the time that is kept for the answer. Work that would go on into it is cut off: the
/// next run finishes it, and its neighbours in the batch are not lost with it.
const FOR_THE_ANSWER: Duration = Duration::from_millis(500);

/// Does what is called for, and logs what came of it.
pub(crate) async fn respond(
    function: &dyn Function,
    demand: Demand,
    line: Line<'_>,
    context: &Context,
) -> Answer {
    let mut about = About::default();
    let answer = match demand {
        Demand::Work(work) => {
            about = work.about();
            in_time(function, work, &about, context).await
        }
        Demand::Nothing(finding) => Report::skipped(finding).into(),
        Demand::Malformed(finding) => Report::bad_event(finding).into(),
    };
    let account = about.account.as_ref().map(AccountId::as_str);
    Line { account, ..line }.answer(&answer);
    answer
}

async fn in_time(function: &dyn Function, work: Work, about: &About, context: &Context) -> Answer {
    let out_of_time = || {
        let error = PortError::transient("lambda:InvokeFunction", "the deadline was reached");
        Report::failed([Cause::port(error, about.clone())]).into()
    };
    let time = context.remaining().saturating_sub(FOR_THE_ANSWER);
    if time.is_zero() {
        return out_of_time();
    }
    let answer = timeout(time, function.handle(work, context)).await;
    answer.unwrap_or_else(|_| out_of_time())
}
