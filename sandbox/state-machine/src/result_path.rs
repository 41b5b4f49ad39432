use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

use super::{path::Path, state_error::StateError};

/// Where the result of a state goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum ResultPath {
    /// `$`, or no path: it replaces the input.
    #[default]
    Whole,
    /// `null`: nowhere; the output is the input.
    Discard,
    /// `$.a.b`: into the input.
    At(Vec<String>),
}

impl ResultPath {
    fn read(value: Option<String>) -> Result<Self, String> {
        let Some(text) = value else {
            return Ok(Self::Discard);
        };
        match Path::parse(&text)?.names_in_input() {
            Some(names) if names.is_empty() => Ok(Self::Whole),
            Some(names) => Ok(Self::At(names)),
            None => Err(format!("a result cannot go to `{text}`")),
        }
    }

    /// The output of a state.
    pub(super) fn apply(&self, mut input: Value, result: Value) -> Result<Value, StateError> {
        match self {
            Self::Whole => Ok(result),
            Self::Discard => Ok(input),
            Self::At(names) => {
                put(&mut input, names, result)?;
                Ok(input)
            }
        }
    }
}

fn put(value: &mut Value, names: &[String], result: Value) -> Result<(), StateError> {
    let [name, rest @ ..] = names else {
        *value = result;
        return Ok(());
    };
    let Value::Object(members) = value else {
        let cause = format!("there is no object to put `{name}` into");
        return Err(StateError::new("States.ResultPathMatchFailure", cause));
    };
    let new = || Value::Object(Map::new());
    put(
        members.entry(name.clone()).or_insert_with(new),
        rest,
        result,
    )
}

impl<'de> Deserialize<'de> for ResultPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Option::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn output(path: Value) -> Result<Value, StateError> {
        let path: ResultPath = serde_json::from_value(path).unwrap();
        path.apply(json!({"a": {"b": 1}, "n": 2}), json!("result"))
    }

    #[test]
    fn a_result_replaces_joins_or_leaves_the_input() {
        assert_eq!(output(json!("$")), Ok(json!("result")));
        assert_eq!(output(json!(null)), Ok(json!({"a": {"b": 1}, "n": 2})));
        let joined = json!({"a": {"b": 1, "c": {"d": "result"}}, "n": 2});
        assert_eq!(output(json!("$.a.c.d")), Ok(joined));
    }

    #[test]
    fn a_result_that_finds_no_object_fails() {
        let error = output(json!("$.n.x")).unwrap_err();
        assert_eq!(error.error, "States.ResultPathMatchFailure");
    }
}
