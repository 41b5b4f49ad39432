use serde_json::Value;

use super::{
    expression::Expression,
    path::{Path, PathRoots},
    state_error::StateError,
};

/// A call of an intrinsic function, such as `States.Format('runs/{}', $$.Execution.Name)`.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Intrinsic {
    function: IntrinsicFunction,
    arguments: Vec<Argument>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IntrinsicFunction {
    Format,
    StringToJson,
    JsonToString,
    StringSplit,
    ArrayGetItem,
}

#[derive(Debug, Clone, PartialEq)]
enum Argument {
    Literal(Value),
    Expression(Expression),
}

impl IntrinsicFunction {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "States.Format" => Self::Format,
            "States.StringToJson" => Self::StringToJson,
            "States.JsonToString" => Self::JsonToString,
            "States.StringSplit" => Self::StringSplit,
            "States.ArrayGetItem" => Self::ArrayGetItem,
            _ => return None,
        })
    }

    fn takes(self, count: usize) -> bool {
        match self {
            Self::Format => count >= 1,
            Self::StringToJson | Self::JsonToString => count == 1,
            Self::StringSplit | Self::ArrayGetItem => count == 2,
        }
    }
}

impl Intrinsic {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let intrinsic = reader.intrinsic()?;
        if reader.rest.is_empty() {
            Ok(intrinsic)
        } else {
            Err(format!(
                "`{text}` has something after its end: `{}`",
                reader.rest
            ))
        }
    }

    pub(super) fn evaluate(&self, roots: PathRoots<'_>) -> Result<Value, StateError> {
        let arguments: Vec<Value> = self
            .arguments
            .iter()
            .map(|argument| argument.evaluate(roots))
            .collect::<Result<_, _>>()?;
        match (self.function, arguments.as_slice()) {
            (IntrinsicFunction::Format, [Value::String(template), values @ ..]) => {
                format(template, values)
            }
            (IntrinsicFunction::StringToJson, [Value::String(text)]) => serde_json::from_str(text)
                .map_err(|error| StateError::intrinsic(format!("the text is not JSON: {error}"))),
            (IntrinsicFunction::JsonToString, [value]) => Ok(Value::String(value.to_string())),
            (IntrinsicFunction::StringSplit, [Value::String(text), Value::String(separators)]) => {
                Ok(split(text, separators))
            }
            (IntrinsicFunction::ArrayGetItem, [Value::Array(items), index]) => item(items, index),
            (function, _) => Err(StateError::intrinsic(format!(
                "an argument of `States.{function:?}` has the wrong type"
            ))),
        }
    }
}

impl Argument {
    fn evaluate(&self, roots: PathRoots<'_>) -> Result<Value, StateError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(roots),
        }
    }
}

/// Replaces each `{}` by a value: texts as they are, everything else as JSON.
fn format(template: &str, values: &[Value]) -> Result<Value, StateError> {
    let pieces: Vec<&str> = template.split("{}").collect();
    if pieces.len() != values.len() + 1 {
        return Err(StateError::intrinsic(format!(
            "`{template}` does not have one `{{}}` per value"
        )));
    }
    let mut values = values.iter();
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
        match values.next() {
            Some(Value::String(value)) => text.push_str(value),
            Some(value) => text.push_str(&value.to_string()),
            None => {}
        }
    }
    Ok(Value::String(text))
}

/// Every character of `separators` separates; empty parts are left out.
fn split(text: &str, separators: &str) -> Value {
    let parts = text.split(|c| separators.contains(c));
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(|part| Value::String(part.to_owned())).collect()
}

fn item(items: &[Value], index: &Value) -> Result<Value, StateError> {
    let at = index.as_u64().and_then(|index| usize::try_from(index).ok());
    let item = at.and_then(|at| items.get(at));
    item.cloned().ok_or_else(|| {
        let cause = format!("there is no item {index} in a list of {}", items.len());
        StateError::intrinsic(cause)
    })
}

/// Reads an intrinsic function's call from left to right.
struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn intrinsic(&mut self) -> Result<Intrinsic, String> {
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '.');
        if !self.eat('(') {
            return Err(format!("`{name}` is not followed by its arguments"));
        }
        let function = IntrinsicFunction::named(name)
            .ok_or_else(|| format!("the intrinsic function `{name}` is not known here"))?;
        let mut arguments = Vec::new();
        loop {
            self.skip_spaces();
            if arguments.is_empty() && self.eat(')') {
                break;
            }
            arguments.push(self.argument()?);
            self.skip_spaces();
            if self.eat(')') {
                break;
            }
            if !self.eat(',') {
                return Err(format!("the arguments of `{name}` do not end"));
            }
        }
        if function.takes(arguments.len()) {
            Ok(Intrinsic {
                function,
                arguments,
            })
        } else {
            let count = arguments.len();
            Err(format!("`{name}` does not take {count} arguments"))
        }
    }

    fn argument(&mut self) -> Result<Argument, String> {
        match self.rest.chars().next() {
            Some('\'') => self.string().map(Value::String).map(Argument::Literal),
            Some('$') => {
                let end = |c: char| !",) ".contains(c);
                let path = Path::parse(self.take_while(end))?;
                Ok(Argument::Expression(Expression::Path(path)))
            }
            Some(c) if c.is_ascii_digit() => {
                let digits = self.take_while(|c| c.is_ascii_digit());
                let number: u64 = digits
                    .parse()
                    .map_err(|_| format!("`{digits}` is too large"))?;
                Ok(Argument::Literal(number.into()))
            }
            _ => {
                let intrinsic = Box::new(self.intrinsic()?);
                Ok(Argument::Expression(Expression::Intrinsic(intrinsic)))
            }
        }
    }

    /// A text in single quotes. A backslash escapes the next character.
    fn string(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\'' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(text);
                }
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                c => text.push(c),
            }
        }
        Err("a text in quotes does not end".to_owned())
    }

    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn evaluate(text: &str) -> Result<Value, String> {
        let input = json!({
            "key": "runs/nightly/results/uuid/manifest.json", "text": "{\"a\": [1]}",
            "value": {"b": null}, "list": ["x", 2]
        });
        let roots = PathRoots {
            input: &input,
            context: &json!({"Execution": {"Name": "nightly"}}),
        };
        Intrinsic::parse(text)
            .unwrap()
            .evaluate(roots)
            .map_err(|error| error.error)
    }

    #[test]
    fn every_function_does_what_its_documentation_says() {
        for (text, value) in [
            (
                r"States.Format('runs/{}/it\'s {}', $$.Execution.Name, $.list)",
                json!(r#"runs/nightly/it's ["x",2]"#),
            ),
            ("States.StringToJson($.text)", json!({"a": [1]})),
            ("States.JsonToString($.value)", json!(r#"{"b":null}"#)),
            (
                "States.StringSplit('a/b//c.d', './')",
                json!(["a", "b", "c", "d"]),
            ),
            (
                "States.ArrayGetItem( States.StringSplit($.key, '/') , 3 )",
                json!("uuid"),
            ),
        ] {
            assert_eq!(evaluate(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_evaluated_fails_as_an_intrinsic_function_fails() {
        for text in [
            "States.Format('{} and {}', $.key)",
            "States.Format($.list)",
            "States.StringToJson($.key)",
            "States.ArrayGetItem($.list, 2)",
            "States.ArrayGetItem($.value, 0)",
            "States.StringSplit($.list, '/')",
        ] {
            let failed = Err("States.IntrinsicFailure".to_owned());
            assert_eq!(evaluate(text), failed, "{text}");
        }
        let missing = Err("States.ParameterPathFailure".to_owned());
        assert_eq!(evaluate("States.JsonToString($.nothing)"), missing);
    }

    #[test]
    fn a_function_that_is_not_known_is_named() {
        for (text, named) in [
            ("States.UUID()", "States.UUID"),
            (
                "States.Format('{}', States.Hash($.a, 'MD5'))",
                "States.Hash",
            ),
            ("Format('x')", "`Format`"),
        ] {
            let message = Intrinsic::parse(text).unwrap_err();
            assert!(message.contains(named), "{message}");
        }
    }

    #[test]
    fn a_text_that_is_not_a_call_is_refused() {
        for text in [
            "States.Format('x'",
            "States.Format('x)",
            "States.Format('x') y",
            "States.Format",
            "States.Format()",
            "States.StringToJson($.a, $.b)",
            "States.ArrayGetItem($.a[0], 1)",
        ] {
            assert!(Intrinsic::parse(text).is_err(), "{text}");
        }
    }
}
