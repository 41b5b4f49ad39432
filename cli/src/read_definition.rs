use std::io::{self, IsTerminal as _, Read as _};

use rolepair_model::{Finding, FindingCode, TaskDefinition};
use rolepair_plan::from_describe;

use crate::complaint;
use crate::not_written::NotWritten;
use crate::output_format::OutputFormat;

const WAITING: &str = "waiting for a task definition on standard input; Ctrl-D ends it";

const CURE: &str = "pipe the answer of `aws ecs describe-task-definition --include TAGS` into the \
                    command";

/// Reads a task definition on standard input: a description, or a bare definition.
pub(crate) fn read_definition(output: OutputFormat) -> Result<TaskDefinition, NotWritten> {
    let mut input = io::stdin().lock();
    if input.is_terminal() {
        complaint::note(WAITING, output);
    }
    let mut bytes = Vec::new();
    input
        .read_to_end(&mut bytes)
        .and_then(|_| text(&bytes))
        .map_err(NotWritten::Input)
        .and_then(|text| parse(text).map_err(NotWritten::from))
}

/// The text without a byte-order mark, which some editors and shells write and JSON does not have.
fn text(bytes: &[u8]) -> io::Result<&str> {
    let invalid = |message| io::Error::new(io::ErrorKind::InvalidData, message);
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Err(invalid("it is UTF-16 text; write it as UTF-8".to_owned()))
        }
        _ => {
            let text = str::from_utf8(bytes).map_err(|error| {
                invalid(format!(
                    "it is not UTF-8 text from byte {} on",
                    error.valid_up_to()
                ))
            })?;
            Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
        }
    }
}

fn parse(text: &str) -> Result<TaskDefinition, Finding> {
    let malformed = |message: String| {
        let code = FindingCode::MalformedDefinition;
        Finding::new(code, "standard input", message).with_cure(CURE)
    };
    if text.trim().is_empty() {
        return Err(malformed("there is no text on standard input".to_owned()));
    }
    let value = serde_json::from_str(text)
        .map_err(|error| malformed(format!("the text is not JSON: {error}")))?;
    from_describe(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert_eq!(text(b"\xEF\xBB\xBF{}").unwrap(), "{}");
        assert_eq!(text(b"{}").unwrap(), "{}");
    }

    #[test]
    fn a_text_that_is_not_utf_8_says_what_it_is() {
        for (bytes, message) in [
            (&b"\xFF\xFE{\0"[..], "it is UTF-16 text; write it as UTF-8"),
            (&b"\xFE\xFF\0{"[..], "it is UTF-16 text; write it as UTF-8"),
            (&b"{\"\xFF\""[..], "it is not UTF-8 text from byte 2 on"),
        ] {
            assert_eq!(text(bytes).unwrap_err().to_string(), message);
        }
    }
}
