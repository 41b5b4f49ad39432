use serde::Deserialize;
use serde_json::Value;

/// A reference path into the state's input (`$.a.b`) or the context object (`$$.Execution.Name`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Path {
    text: String,
    is_context: bool,
    names: Vec<String>,
}

/// The two roots a path can begin at.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathRoots<'a> {
    pub(super) input: &'a Value,
    pub(super) context: &'a Value,
}

/// The parts of the context object that exist here. A path to another part is refused early.
const CONTEXT: [&[&str]; 3] = [
    &["Execution", "Name"],
    &["Execution", "Input"],
    &["Map", "Item", "Value"],
];

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (is_context, rest) = match text.strip_prefix("$$") {
            Some(rest) => (true, rest),
            None => match text.strip_prefix('$') {
                Some(rest) => (false, rest),
                None => return Err(format!("`{text}` is not a path")),
            },
        };
        let names: Vec<String> = match rest.strip_prefix('.') {
            None if rest.is_empty() => Vec::new(),
            None => return Err(unknown(text)),
            Some(names) => names.split('.').map(str::to_owned).collect(),
        };
        let is_name = |name: &String| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            !name.is_empty() && name.chars().all(allowed)
        };
        if !names.iter().all(is_name) {
            return Err(unknown(text));
        }
        if is_context && !CONTEXT.iter().any(|known| starts_with(&names, known)) {
            return Err(format!(
                "`{text}` is not a part of the context that is known here"
            ));
        }
        Ok(Self {
            text: text.to_owned(),
            is_context,
            names,
        })
    }

    /// What the path leads to.
    pub(super) fn find<'a>(&self, roots: PathRoots<'a>) -> Option<&'a Value> {
        let start = if self.is_context {
            roots.context
        } else {
            roots.input
        };
        let mut names = self.names.iter();
        names.try_fold(start, |value, name| value.get(name))
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The names in a path into the input; `None` for a path into the context.
    pub(super) fn names_in_input(self) -> Option<Vec<String>> {
        (!self.is_context).then_some(self.names)
    }
}

impl TryFrom<String> for Path {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

fn starts_with(names: &[String], known: &[&str]) -> bool {
    names.len() >= known.len() && names.iter().zip(known).all(|(name, known)| name == known)
}

fn unknown(text: &str) -> String {
    format!("the path `{text}` has more than names after dots, and nothing else is supported here")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn find(path: &str) -> Option<Value> {
        let input = json!({"a": {"b-1": [7]}, "null": null});
        let context = json!({"Execution": {"Name": "nightly", "Input": {"x": 1}}});
        let roots = PathRoots {
            input: &input,
            context: &context,
        };
        Path::parse(path).unwrap().find(roots).cloned()
    }

    #[test]
    fn a_path_leads_into_the_input_or_the_context() {
        assert_eq!(find("$.a.b-1"), Some(json!([7])));
        assert_eq!(find("$.null"), Some(Value::Null));
        assert_eq!(find("$$.Execution.Input.x"), Some(json!(1)));
        assert_eq!(find("$$.Map.Item.Value"), None);
        assert_eq!(find("$.a.c"), None);
        assert!(find("$").is_some_and(|whole| whole.is_object()));
    }

    #[test]
    fn a_path_that_is_more_than_names_is_refused_by_name() {
        for path in ["$.a[0]", "$..a", "$.a.*", "$.", "a.b", "", "$a", "$['a']"] {
            let message = Path::parse(path).unwrap_err();
            assert!(message.contains(&format!("`{path}`")), "{message}");
        }
    }

    #[test]
    fn a_part_of_the_context_that_is_not_known_is_refused() {
        for path in ["$$", "$$.State.Name", "$$.Execution", "$$.Map.Item.Index"] {
            assert!(Path::parse(path).unwrap_err().contains("context"), "{path}");
        }
    }
}
