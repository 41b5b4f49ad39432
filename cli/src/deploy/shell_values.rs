use std::fmt;

/// Variables for a script of bash. A value is one word: bash interprets nothing in it.
#[derive(Debug, Default)]
pub(crate) struct ShellValues(String);

impl ShellValues {
    /// Sets a variable, and exports it.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.0
            .push_str(&format!("export {name}={}\n", quoted(value)));
    }

    /// Sets an array, with a comment above it. An entry is one or more lines of words; its further
    /// lines are indented.
    pub(crate) fn list(&mut self, comment: &str, name: &str, entries: &[Vec<Vec<String>>]) {
        self.0.push_str(&format!("\n# {comment}\n{name}=(\n"));
        for entry in entries {
            for (index, line) in entry.iter().enumerate() {
                let margin = if index == 0 { "  " } else { "    " };
                let words: Vec<String> = line.iter().map(|word| quoted(word)).collect();
                self.0.push_str(&format!("{margin}{}\n", words.join(" ")));
            }
        }
        self.0.push_str(")\n");
    }
}

impl fmt::Display for ShellValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text as one word of a shell. Quotes are left out where no shell needs them.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 9] = [
        "",
        "a b",
        "$x `y`",
        "it's",
        "[*]?",
        "a,b=c",
        "\"",
        "new\nline",
        "~/{a,b}",
    ];

    fn printed(values: &ShellValues, print: &str) -> String {
        let output = std::process::Command::new("bash")
            .args(["-c", &format!("{values}printf '%s|' {print}")])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn bash_reads_a_value_as_it_was_given() {
        for text in TEXTS {
            let mut values = ShellValues::default();
            values.set("VALUE", text);
            assert_eq!(printed(&values, "\"$VALUE\""), format!("{text}|"));
        }
    }

    #[test]
    fn bash_reads_every_item_of_a_list_as_it_was_given() {
        let mut values = ShellValues::default();
        let lines = TEXTS
            .chunks(2)
            .map(|line| line.iter().map(ToString::to_string).collect())
            .collect();
        values.list("A comment.", "VALUES", &[lines]);
        let all = format!("{}|", TEXTS.join("|"));
        assert_eq!(printed(&values, "\"${VALUES[@]}\""), all);
    }
}
