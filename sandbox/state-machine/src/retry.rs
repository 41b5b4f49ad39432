use std::time::Duration;

use serde::Deserialize;

use super::state_error::StateError;

/// A rule for trying a task again.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Retrier {
    error_equals: ErrorNames,
    interval_seconds: u64,
    max_attempts: u32,
    backoff_rate: f64,
    max_delay_seconds: u64,
    jitter_strategy: Jitter,
}

/// The names of errors. Of the names reserved by Step Functions only some are known here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
struct ErrorNames(Vec<String>);

/// How much a wait may be shortened at random, so that tasks that failed together do not all come
/// back together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Jitter {
    /// Down to nothing.
    Full,
    /// Not at all.
    None,
}

impl TryFrom<Vec<String>> for ErrorNames {
    type Error = String;

    fn try_from(names: Vec<String>) -> Result<Self, String> {
        const KNOWN: [&str; 1] = ["States.TaskFailed"];
        let unknown = |name: &&String| name.starts_with("States.") && !KNOWN.contains(&&***name);
        match names.iter().find(unknown) {
            None if names.is_empty() => Err("a rule needs the names of errors".to_owned()),
            None => Ok(Self(names)),
            Some(name) => Err(format!("the error name `{name}` is not known here")),
        }
    }
}

/// How often each rule of a task has been used.
#[derive(Debug)]
pub(super) struct Attempts<'a> {
    rules: Vec<(&'a Retrier, u32)>,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(rules: &'a [Retrier]) -> Self {
        Self {
            rules: rules.iter().map(|rule| (rule, 0)).collect(),
        }
    }

    /// How long to wait before the task is tried again; `None` if it is not tried again. `chance`
    /// is between 0 and 1. The first rule that matches the error decides.
    pub(super) fn wait(&mut self, error: &StateError, chance: f64) -> Option<Duration> {
        let mut rules = self.rules.iter_mut();
        let (rule, used) = rules.find(|(rule, _)| error.is_one_of(&rule.error_equals.0))?;
        if *used >= rule.max_attempts {
            return None;
        }
        let wait = rule.delay(*used, chance);
        *used += 1;
        Some(wait)
    }
}

impl Retrier {
    /// The wait before the retry that comes after `earlier` ones.
    fn delay(&self, earlier: u32, chance: f64) -> Duration {
        // However large the power becomes, the longest wait limits it.
        let earlier = i32::try_from(earlier).unwrap_or(i32::MAX);
        let interval = Duration::from_secs(self.interval_seconds).as_secs_f64();
        let longest = Duration::from_secs(self.max_delay_seconds).as_secs_f64();
        let delay = (interval * self.backoff_rate.powi(earlier)).min(longest);
        let share = match self.jitter_strategy {
            Jitter::Full => chance.clamp(0.0, 1.0),
            Jitter::None => 1.0,
        };
        Duration::try_from_secs_f64(delay * share).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rule(names: Value, attempts: u32, jitter: &str) -> Value {
        json!({
            "ErrorEquals": names, "IntervalSeconds": 10, "MaxAttempts": attempts,
            "BackoffRate": 2, "MaxDelaySeconds": 60, "JitterStrategy": jitter
        })
    }

    fn rules(rules: Value) -> Vec<Retrier> {
        serde_json::from_value(rules).unwrap()
    }

    fn seconds(attempts: &mut Attempts<'_>, error: &str, chance: f64) -> Option<f64> {
        let error = StateError::new(error, "");
        attempts.wait(&error, chance).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn waits_double_up_to_the_longest_and_then_end() {
        let rules = rules(json!([rule(json!(["Transient"]), 5, "NONE")]));
        let mut attempts = Attempts::new(&rules);
        let waits: Vec<_> = (0..6)
            .map(|_| seconds(&mut attempts, "Transient", 0.0))
            .collect();
        let expected = [10.0, 20.0, 40.0, 60.0, 60.0].map(Some);
        assert_eq!(waits[..5], expected);
        assert_eq!(waits[5], None);
    }

    #[test]
    fn full_jitter_takes_any_share_of_the_wait() {
        let rules = rules(json!([rule(json!(["Transient"]), 5, "FULL")]));
        let mut attempts = Attempts::new(&rules);
        assert_eq!(seconds(&mut attempts, "Transient", 0.0), Some(0.0));
        assert_eq!(seconds(&mut attempts, "Transient", 0.25), Some(5.0));
        assert_eq!(seconds(&mut attempts, "Transient", 1.0), Some(40.0));
    }

    #[test]
    fn each_rule_counts_for_itself_and_the_first_that_fits_decides() {
        let rules = rules(json!([
            rule(json!(["Transient"]), 1, "NONE"),
            rule(json!(["States.TaskFailed"]), 1, "NONE"),
        ]));
        let mut attempts = Attempts::new(&rules);
        assert!(seconds(&mut attempts, "Transient", 0.0).is_some());
        assert_eq!(seconds(&mut attempts, "Transient", 0.0), None);
        assert!(seconds(&mut attempts, "S3.SlowDownException", 0.0).is_some());
        assert_eq!(seconds(&mut attempts, "States.Runtime", 0.0), None);
    }

    #[test]
    fn an_error_without_a_rule_is_not_tried_again() {
        let rules = rules(json!([rule(json!(["Transient"]), 5, "FULL")]));
        assert_eq!(seconds(&mut Attempts::new(&rules), "Refused", 0.5), None);
    }

    #[test]
    fn names_and_strategies_that_are_not_known_are_refused() {
        for (names, jitter, named) in [
            (json!(["States.ALL"]), "FULL", "States.ALL"),
            (json!([]), "FULL", "names"),
            (json!(["Transient"]), "SOME", "SOME"),
        ] {
            let error = serde_json::from_value::<Retrier>(rule(names, 1, jitter)).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
    }
}
