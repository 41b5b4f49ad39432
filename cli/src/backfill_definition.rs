//! The definition of the backfill's state machine, with the retries that an organization wants.
//!
//! The language of state machines takes a number from the input nearly everywhere, but not in a
//! `Retry`. So the retries are set before the definition is uploaded.

use clap::{Args, value_parser};
use serde_json::Value;
use thiserror::Error;

/// The definition, below the folder of the templates.
pub(crate) const FILE: &str = "state-machine/backfill.asl.json";

/// The retries of an account's backfill. Each waits for a random time between 0 and the delay
/// (`JitterStrategy: FULL`), and the delay doubles. The definition says so, and no option changes it.
const RETRY: &str = "/States/Accounts/ItemProcessor/States/BackfillAccount/Retry";

/// The limit of `MaxDelaySeconds`
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>).
const DELAY_LIMIT: i64 = 31_622_400;

/// How the backfill retries an account. What is not given stays as the definition has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(crate) struct Retries {
    /// How often the backfill retries an account that failed, 0 to 99 [default: 5].
    #[arg(long = "retry-attempts", value_name = "COUNT", value_parser = value_parser!(u32).range(0..=99))]
    attempts: Option<u32>,

    /// The longest wait before the first retry, in seconds, 1 to 3600. It doubles with each retry
    /// [default: 10].
    #[arg(long = "retry-interval-seconds", value_name = "SECONDS", value_parser = value_parser!(u32).range(1..=3_600))]
    interval_seconds: Option<u32>,

    /// The longest wait before any retry, in seconds: more than that before the first [default: 300].
    #[arg(long = "retry-max-delay-seconds", value_name = "SECONDS", value_parser = value_parser!(u32).range(2..DELAY_LIMIT))]
    max_delay_seconds: Option<u32>,
}

impl Retries {
    /// Each that is given, with its name in the definition.
    fn given(&self) -> impl Iterator<Item = (&'static str, u32)> {
        let all = [
            ("IntervalSeconds", self.interval_seconds),
            ("MaxAttempts", self.attempts),
            ("MaxDelaySeconds", self.max_delay_seconds),
        ];
        all.into_iter()
            .filter_map(|(name, given)| Some((name, given?)))
    }

    /// Whether the definition stays as it is.
    pub(crate) fn are_unchanged(&self) -> bool {
        *self == Self::default()
    }

    /// The same as arguments of a command.
    pub(crate) fn arguments(&self) -> Vec<(&'static str, String)> {
        let name = |of_the_definition| match of_the_definition {
            "IntervalSeconds" => "--retry-interval-seconds",
            "MaxAttempts" => "--retry-attempts",
            _ => "--retry-max-delay-seconds",
        };
        self.given()
            .map(|(of_the_definition, given)| (name(of_the_definition), given.to_string()))
            .collect()
    }
}

/// Why there is no definition.
#[derive(Debug, Error)]
pub(crate) enum DefinitionError {
    #[error("it is not JSON")]
    Json(#[from] serde_json::Error),
    #[error("its state `BackfillAccount` does not have exactly one rule for retries")]
    NoRetry,
    #[error("the longest delay, {max_delay} s, must be more than the first, {interval} s")]
    Delays { interval: u64, max_delay: u64 },
}

/// The definition with these retries. If it has them already, it stays the same, byte for byte.
pub(crate) fn with_retries(
    definition: &[u8],
    retries: &Retries,
) -> Result<Vec<u8>, DefinitionError> {
    if retries.are_unchanged() {
        return Ok(definition.to_vec());
    }
    let before: Value = serde_json::from_slice(definition)?;
    let mut after = before.clone();
    let rules = after.pointer_mut(RETRY).and_then(Value::as_array_mut);
    let Some([Value::Object(rule)]) = rules.map(Vec::as_mut_slice) else {
        return Err(DefinitionError::NoRetry);
    };
    for (name, given) in retries.given() {
        let value = rule.get_mut(name).ok_or(DefinitionError::NoRetry)?;
        *value = given.into();
    }
    let number = |name: &str| rule.get(name).and_then(Value::as_u64);
    let delays = number("IntervalSeconds").zip(number("MaxDelaySeconds"));
    let (interval, max_delay) = delays.ok_or(DefinitionError::NoRetry)?;
    if max_delay <= interval {
        return Err(DefinitionError::Delays {
            interval,
            max_delay,
        });
    }
    if after == before {
        return Ok(definition.to_vec());
    }
    let mut text = serde_json::to_vec_pretty(&after)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITION: &str = include_str!("../../infra/state-machine/backfill.asl.json");

    fn retries(attempts: u32, interval_seconds: u32, max_delay_seconds: u32) -> Retries {
        Retries {
            attempts: Some(attempts),
            interval_seconds: Some(interval_seconds),
            max_delay_seconds: Some(max_delay_seconds),
        }
    }

    fn rewritten(retries: &Retries) -> Result<String, DefinitionError> {
        let bytes = with_retries(DEFINITION.as_bytes(), retries)?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn retries_that_the_definition_already_has_change_no_byte() {
        for retries in [Retries::default(), retries(5, 10, 300)] {
            assert_eq!(rewritten(&retries).unwrap(), DEFINITION);
        }
    }

    #[test]
    fn the_retries_of_an_account_are_set_and_nothing_else_is() {
        let text = rewritten(&retries(0, 30, 900)).unwrap();
        let after: Value = serde_json::from_str(&text).unwrap();
        let mut expected: Value = serde_json::from_str(DEFINITION).unwrap();
        let rule = expected.pointer_mut(RETRY).unwrap();
        rule[0]["MaxAttempts"] = 0.into();
        rule[0]["IntervalSeconds"] = 30.into();
        rule[0]["MaxDelaySeconds"] = 900.into();
        assert_eq!(rule[0]["JitterStrategy"], "FULL");
        assert_eq!(after, expected);
        // A person who compares the two sees only the numbers change, not the order.
        assert_eq!(
            text,
            format!("{}\n", serde_json::to_string_pretty(&expected).unwrap())
        );
    }

    #[test]
    fn a_longest_delay_that_is_not_more_than_the_first_is_refused() {
        let longer_than_the_longest = Retries {
            interval_seconds: Some(300),
            ..Retries::default()
        };
        for retries in [longer_than_the_longest, retries(1, 60, 60)] {
            let refused = rewritten(&retries).unwrap_err();
            assert!(matches!(refused, DefinitionError::Delays { .. }));
        }
    }

    #[test]
    fn a_definition_without_the_rule_is_refused() {
        let given = retries(1, 1, 2);
        for definition in ["{", "{}", &DEFINITION.replace("BackfillAccount", "Other")] {
            assert!(with_retries(definition.as_bytes(), &given).is_err());
        }
    }
}
