use anstyle::Style;
use serde_json::Value;

use super::style::{WORD, paint};
use super::width::Width;

/// The columns of a line, however wide the terminal is.
const WIDEST: usize = 100;

/// A JSON document for people. An object or array of plain values is on one line if it fits, and has
/// a line for each value otherwise. A value that is too long stays whole.
pub(crate) fn document(value: &Value, width: Width) -> String {
    DocumentWriter::write_all(value, WORD, width)
}

/// The same without colours, to be compared line by line.
pub(super) fn plain_document(value: &Value, width: Width) -> String {
    DocumentWriter::write_all(value, Style::new(), width)
}

struct DocumentWriter {
    text: String,
    key: Style,
    columns: usize,
}

impl DocumentWriter {
    fn write_all(value: &Value, key: Style, width: Width) -> String {
        let mut writer = Self {
            text: String::new(),
            key,
            columns: width.at_most(WIDEST),
        };
        writer.write(value, 0, 0);
        writer.text
    }

    /// Writes the value at `column` of a line that is indented by `margin`.
    fn write(&mut self, value: &Value, margin: usize, column: usize) {
        match value {
            _ if is_flat(value)
                && column + one_line(value, Style::new()).chars().count() <= self.columns =>
            {
                self.text.push_str(&one_line(value, self.key));
            }
            Value::Object(fields) if !fields.is_empty() => {
                let fields = fields.iter().map(|(name, value)| (Some(name), value));
                self.write_broken(fields, ['{', '}'], margin);
            }
            Value::Array(items) if !items.is_empty() => {
                let items = items.iter().map(|item| (None, item));
                self.write_broken(items, ['[', ']'], margin);
            }
            other => self.text.push_str(&one_line(other, self.key)),
        }
    }

    fn write_broken<'a>(
        &mut self,
        items: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
        [open, close]: [char; 2],
        margin: usize,
    ) {
        let inner = margin + 2;
        self.text.push(open);
        for (index, (name, value)) in items.enumerate() {
            self.text.push_str(if index > 0 { ",\n" } else { "\n" });
            self.text.push_str(&" ".repeat(inner));
            let mut column = inner;
            if let Some(name) = name {
                let name = quoted(name);
                column += name.chars().count() + 2;
                self.text.push_str(&format!("{}: ", paint(self.key, name)));
            }
            self.write(value, inner, column);
        }
        self.text.push('\n');
        self.text.push_str(&" ".repeat(margin));
        self.text.push(close);
    }
}

/// Whether no value in it is an object or array.
fn is_flat(value: &Value) -> bool {
    let is_plain = |value: &Value| !value.is_object() && !value.is_array();
    match value {
        Value::Object(fields) => fields.values().all(is_plain),
        Value::Array(items) => items.iter().all(is_plain),
        _ => true,
    }
}

fn one_line(value: &Value, key: Style) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let field =
                |(name, value): (&String, &Value)| format!("{}: {value}", paint(key, quoted(name)));
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

fn quoted(name: &str) -> String {
    Value::from(name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_on_one_line() {
        let value = serde_json::json!({"a": ["b", 1], "c": {}, "d": {"e": null}});
        let lines = "{\n  \"a\": [\"b\", 1],\n  \"c\": {},\n  \"d\": { \"e\": null }\n}";
        assert_eq!(plain_document(&value, Width::UNLIMITED), lines);
    }

    #[test]
    fn a_long_document_is_broken_and_stays_the_same_json() {
        let long = "x".repeat(60);
        let value = serde_json::json!({"Statement": [{"Resource": long, "Action": [long, long]}]});
        let shown = plain_document(&value, Width::UNLIMITED);
        assert!(shown.lines().count() > 6, "{shown}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    }

    #[test]
    fn a_narrow_terminal_breaks_more() {
        let value = serde_json::json!({"a": ["b", 1]});
        let text = plain_document(&value, Width::columns(10));
        assert_eq!(text, "{\n  \"a\": [\n    \"b\",\n    1\n  ]\n}");
    }
}
