use serde_json::{Map, Value};

use super::{
    EventPattern, FieldPattern, InvalidEventPattern,
    matcher::{Comparison, Matcher, TextMatcher},
    wildcard::Wildcard,
};

const OR: &str = "$or";

impl EventPattern {
    /// Parses the text of a pattern.
    ///
    /// # Errors
    /// If the text is not a JSON object, is longer than [`Self::MAX_CHARS`], or says something
    /// EventBridge does not know.
    pub fn parse(text: &str) -> Result<Self, InvalidEventPattern> {
        pattern(text)
    }
}

fn pattern(text: &str) -> Result<EventPattern, InvalidEventPattern> {
    if text.chars().count() > EventPattern::MAX_CHARS {
        return Err(invalid(
            "",
            format!("longer than {} characters", EventPattern::MAX_CHARS),
        ));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|error| invalid("", format!("not JSON: {error}")))?;
    match value {
        Value::Object(object) => fields(&object, ""),
        _ => Err(invalid("", "not an object")),
    }
}

fn fields(object: &Map<String, Value>, pointer: &str) -> Result<EventPattern, InvalidEventPattern> {
    if object.is_empty() {
        return Err(invalid(pointer, "an empty object matches nothing"));
    }
    let fields = object
        .iter()
        .map(|(key, value)| field(key, value, &format!("{pointer}/{key}")));
    Ok(EventPattern {
        fields: fields.collect::<Result<_, _>>()?,
    })
}

fn field(key: &str, value: &Value, pointer: &str) -> Result<FieldPattern, InvalidEventPattern> {
    let key_of = key.to_owned();
    match value {
        Value::Array(alternatives) if key == OR => or(alternatives, pointer),
        Value::Object(object) => Ok(FieldPattern::Object {
            key: key_of,
            pattern: fields(object, pointer)?,
        }),
        Value::Array(values) if values.is_empty() => {
            Err(invalid(pointer, "an empty array matches nothing"))
        }
        Value::Array(values) => {
            let any_of = values
                .iter()
                .map(|value| matcher(value, pointer))
                .collect::<Result<_, _>>()?;
            Ok(FieldPattern::Leaf {
                key: key_of,
                any_of,
            })
        }
        _ => Err(invalid(pointer, "a value must be in an array")),
    }
}

fn or(alternatives: &[Value], pointer: &str) -> Result<FieldPattern, InvalidEventPattern> {
    if alternatives.len() < 2 {
        return Err(invalid(pointer, "`$or` takes two patterns or more"));
    }
    let patterns = alternatives.iter().map(|alternative| match alternative {
        Value::Object(object) => fields(object, pointer),
        _ => Err(invalid(pointer, "`$or` takes objects")),
    });
    Ok(FieldPattern::Or(patterns.collect::<Result<_, _>>()?))
}

fn matcher(value: &Value, pointer: &str) -> Result<Matcher, InvalidEventPattern> {
    match value {
        Value::Array(_) => Err(invalid(pointer, "an array within an array")),
        Value::Object(object) => {
            let (operator, operand) = single(object, pointer)?;
            operation(operator, operand, &format!("{pointer}/{operator}"))
        }
        exact => Ok(Matcher::Exact(exact.clone())),
    }
}

fn operation(
    operator: &str,
    operand: &Value,
    pointer: &str,
) -> Result<Matcher, InvalidEventPattern> {
    match operator {
        "exists" => match operand {
            Value::Bool(true) => Ok(Matcher::Present),
            Value::Bool(false) => Ok(Matcher::Absent),
            _ => Err(invalid(pointer, "`exists` takes true or false")),
        },
        "numeric" => numeric(operand, pointer),
        "anything-but" => anything_but(operand, pointer),
        _ => Ok(Matcher::Text(text_matcher(operator, operand, pointer)?)),
    }
}

fn text_matcher(
    operator: &str,
    operand: &Value,
    pointer: &str,
) -> Result<TextMatcher, InvalidEventPattern> {
    if let Value::Object(object) = operand {
        return match (operator, single(object, pointer)?) {
            ("prefix", ("equals-ignore-case", value)) => {
                Ok(TextMatcher::PrefixIgnoreCase(text(value, pointer)?))
            }
            ("suffix", ("equals-ignore-case", value)) => {
                Ok(TextMatcher::SuffixIgnoreCase(text(value, pointer)?))
            }
            (_, (inner, _)) => Err(invalid(
                pointer,
                format!("`{operator}` does not take `{inner}`"),
            )),
        };
    }
    match operator {
        "prefix" => Ok(TextMatcher::Prefix(text(operand, pointer)?)),
        "suffix" => Ok(TextMatcher::Suffix(text(operand, pointer)?)),
        "equals-ignore-case" => Ok(TextMatcher::EqualsIgnoreCase(text(operand, pointer)?)),
        "wildcard" => Wildcard::parse(&text(operand, pointer)?)
            .map(TextMatcher::Wildcard)
            .map_err(|reason| invalid(pointer, reason)),
        unknown => Err(invalid(pointer, format!("unknown operator `{unknown}`"))),
    }
}

fn anything_but(operand: &Value, pointer: &str) -> Result<Matcher, InvalidEventPattern> {
    let but = |values, texts| Ok(Matcher::AnythingBut { values, texts });
    match operand {
        Value::String(_) | Value::Number(_) => but(vec![operand.clone()], Vec::new()),
        Value::Array(values) => {
            let strings = values.iter().all(Value::is_string);
            let numbers = values.iter().all(Value::is_number);
            if values.is_empty() || !(strings || numbers) {
                return Err(invalid(
                    pointer,
                    "`anything-but` takes strings only or numbers only",
                ));
            }
            but(values.clone(), Vec::new())
        }
        Value::Object(object) => {
            let (operator, operand) = single(object, pointer)?;
            let texts = match operand {
                Value::Array(operands) if !operands.is_empty() => operands
                    .iter()
                    .map(|operand| text_matcher(operator, operand, pointer))
                    .collect::<Result<_, _>>()?,
                operand => vec![text_matcher(operator, operand, pointer)?],
            };
            but(Vec::new(), texts)
        }
        _ => Err(invalid(
            pointer,
            "`anything-but` takes strings, numbers or one operator on strings",
        )),
    }
}

fn numeric(operand: &Value, pointer: &str) -> Result<Matcher, InvalidEventPattern> {
    let wrong = || {
        invalid(
            pointer,
            "`numeric` takes one or two pairs of a comparison and a number",
        )
    };
    let operands = operand.as_array().ok_or_else(wrong)?;
    if !matches!(operands.len(), 2 | 4) {
        return Err(wrong());
    }
    let comparisons = operands.chunks(2).map(|pair| match pair {
        [comparison, bound] => comparison
            .as_str()
            .and_then(Comparison::parse)
            .zip(bound.as_f64())
            .ok_or_else(wrong),
        _ => Err(wrong()),
    });
    Ok(Matcher::Numeric(comparisons.collect::<Result<_, _>>()?))
}

fn single<'a>(
    object: &'a Map<String, Value>,
    pointer: &str,
) -> Result<(&'a str, &'a Value), InvalidEventPattern> {
    let mut entries = object.iter();
    match (entries.next(), entries.next()) {
        (Some((key, value)), None) => Ok((key, value)),
        _ => Err(invalid(pointer, "exactly one operator is expected")),
    }
}

fn text(value: &Value, pointer: &str) -> Result<String, InvalidEventPattern> {
    match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(invalid(pointer, "a string that is not empty is expected")),
    }
}

fn invalid(pointer: &str, reason: impl Into<String>) -> InvalidEventPattern {
    InvalidEventPattern {
        pointer: pointer.to_owned(),
        reason: reason.into(),
    }
}
