//! XML from JSON: an object's members are elements, a list's items are elements named for the
//! list's kind.

use serde_json::Value;

/// Appends the members of `value` to `xml`. Items of lists are `<member>`. If an object's only
/// member is a list called `entry`, its items are `<entry>`: that is a map of the query protocol.
pub(crate) fn write_members(xml: &mut String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Null => {}
                    Value::Array(items) if name == "entry" => {
                        for item in items {
                            write_element(xml, name, item);
                        }
                    }
                    other => write_element(xml, name, other),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                write_element(xml, "member", item);
            }
        }
        Value::String(text) => write_text(xml, text),
        Value::Number(number) => xml.push_str(&number.to_string()),
        Value::Bool(flag) => xml.push_str(if *flag { "true" } else { "false" }),
        Value::Null => {}
    }
}

/// Appends `<name>value</name>`.
pub(crate) fn write_element(xml: &mut String, name: &str, value: &Value) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    write_members(xml, value);
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

/// Appends `text`, escaped.
pub(crate) fn write_text(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // A parser would turn a bare carriage return into a line feed.
            '\r' => xml.push_str("&#13;"),
            other => xml.push(other),
        }
    }
}
