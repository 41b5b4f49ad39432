//! The event patterns of `infra/event-patterns`, each for the function its file name begins with:
//! the same files the templates embed.

use super::pattern::Pattern;

/// File name and text of every pattern.
const FILES: &[(&str, &str)] = &[];

/// The patterns of the function called `function`.
pub(super) fn of(function: &str) -> Vec<Pattern> {
    FILES
        .iter()
        .filter(|(file, _)| is_for(file, function))
        .filter_map(|(file, text)| {
            // A test reads every file; one that is wrong never gets here.
            Pattern::parse(text)
                .inspect_err(|error| tracing::error!(file, %error, "an event pattern is wrong"))
                .ok()
        })
        .collect()
}

/// `pair-account-moved.json` is for `pair-account`, and not for a function `pair`.
fn is_for(file: &str, function: &str) -> bool {
    file.strip_prefix(function)
        .is_some_and(|rest| rest.starts_with('-') || rest == ".json")
}
