use std::fmt;

use rolepair_model::AccountId;

/// What begins a further line of a command.
const NEXT_LINE: &str = " \\\n    ";

/// A call of the AWS CLI in an account, as a shell reads it: an option a line, once there are more
/// than fit on one.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    head: String,
    options: Vec<String>,
}

impl Command {
    /// `in_account ID aws`.
    pub(crate) fn in_account(account: &AccountId) -> Self {
        Self::of(&format!("in_account {account} aws"))
    }

    /// A command that begins like this.
    pub(crate) fn of(head: &str) -> Self {
        Self {
            head: head.to_owned(),
            options: Vec::new(),
        }
    }

    pub(crate) fn words<const N: usize>(self, words: [&str; N]) -> Self {
        words.iter().fold(self, |command, text| command.word(text))
    }

    pub(crate) fn word(mut self, text: &str) -> Self {
        self.head = format!("{} {}", self.head, word(text));
        self
    }

    pub(crate) fn option(self, name: &str, value: &str) -> Self {
        let text = format!("{name} {}", word(value));
        self.raw(&text)
    }

    pub(crate) fn list(self, name: &str, values: &[String]) -> Self {
        let values: Vec<String> = values.iter().map(|value| word(value)).collect();
        let text = format!("{name} {}", values.join(" "));
        let long = text.len() > WIDTH;
        let lines = format!(
            "{name}{NEXT_LINE}  {}",
            values.join(&format!("{NEXT_LINE}  "))
        );
        self.raw(if long { &lines } else { &text })
    }

    /// An option that the shell is to look into.
    pub(crate) fn raw(mut self, text: &str) -> Self {
        self.options.push(text.to_owned());
        self
    }
}

/// What fits on a line.
const WIDTH: usize = 100;

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on_one_line = format!("{} {}", self.head, self.options.join(" "));
        if on_one_line.len() <= WIDTH {
            return f.write_str(on_one_line.trim_end());
        }
        f.write_str(&self.head)?;
        for option in &self.options {
            write!(f, "{NEXT_LINE}{option}")?;
        }
        Ok(())
    }
}

/// A text as one word of a shell, which looks into none of it.
pub(crate) fn word(text: &str) -> String {
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

    #[test]
    fn a_shell_reads_back_what_was_written() {
        for text in [
            "",
            "a b",
            "$x `y`",
            "it's",
            "[*]?",
            "a,b=c",
            "\"",
            "new\nline",
        ] {
            let output = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {}", word(text))])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
