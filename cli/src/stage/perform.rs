use crate::complaint;
use crate::exit::Exit;
use crate::output_format::OutputFormat;
use crate::stage::checklist::Checklist;

/// Plays a story with a new checklist, and prints what came of it.
pub(crate) fn perform<E: std::error::Error>(
    output: OutputFormat,
    story: impl AsyncFnOnce(&mut Checklist) -> Result<(), E>,
) -> Exit {
    let mut checklist = Checklist::new(output);
    let played = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime
            .block_on(story(&mut checklist))
            .map_err(|error| complaint::in_full(&error)),
        Err(error) => Err(complaint::in_full(&error)),
    };
    if let Err(error) = &played {
        complaint::message(error, output);
    }
    if checklist.close(played.err()) {
        Exit::Done
    } else {
        Exit::Failed
    }
}
