use saphyr::{LoadableYamlNode as _, Scalar, Tag, Yaml};
use serde_json::{Map, Value};

use crate::template_error::TemplateError;

/// Reads a CloudFormation template in YAML as JSON: `!Ref X` becomes `{"Ref": "X"}`,
/// `!Sub X` becomes `{"Fn::Sub": "X"}`
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>).
pub(crate) fn to_json(text: &str) -> Result<Value, TemplateError> {
    let mut documents = Yaml::load_from_str(text)?;
    match documents.pop() {
        Some(document) if documents.is_empty() => node(document, "template"),
        _ => Err(TemplateError::shape("template", "one YAML document")),
    }
}

fn node(yaml: Yaml<'_>, at: &str) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Value(scalar) => self::scalar(scalar),
        Yaml::Sequence(items) => items
            .into_iter()
            .enumerate()
            .map(|(index, item)| node(item, &format!("{at}[{index}]")))
            .collect::<Result<_, _>>()?,
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let key = match key {
                    Yaml::Value(Scalar::String(key)) => key.into_owned(),
                    Yaml::Value(Scalar::Integer(key)) => key.to_string(),
                    _ => return Err(TemplateError::shape(at, "a mapping with texts for keys")),
                };
                let value = node(value, &format!("{at}.{key}"))?;
                object.insert(key, value);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tag, value) => tagged(&tag, node(*value, at)?),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => {
            return Err(TemplateError::shape(at, "a plain value"));
        }
    })
}

fn scalar(scalar: Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => value.into(),
        Scalar::Integer(value) => value.into(),
        Scalar::FloatingPoint(value) => value.into_inner().into(),
        Scalar::String(text) => text.into_owned().into(),
    }
}

fn tagged(tag: &Tag, value: Value) -> Value {
    let name = match tag.suffix.as_str() {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    };
    let mut object = Map::new();
    object.insert(name, value);
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_short_form_becomes_its_long_form() {
        let text = "a: !Ref X\nb: !Not [!Equals [!Ref Y, \"\"]]\nc: !GetAtt A.Arn\nd: 012\ne: !If [C, !Condition D, 1]\n";
        let json = json!({
            "a": {"Ref": "X"},
            "b": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Y"}, ""]}]},
            "c": {"Fn::GetAtt": "A.Arn"},
            "d": 12,
            "e": {"Fn::If": ["C", {"Condition": "D"}, 1]},
        });
        assert_eq!(to_json(text).unwrap(), json);
    }

    #[test]
    fn a_text_that_is_not_a_template_is_an_error() {
        for wrong in ["", "a: [", "a: 1\n---\nb: 1\n", "? [a]\n: 1\n"] {
            assert!(to_json(wrong).is_err(), "{wrong}");
        }
    }
}
