use std::cell::RefCell;

use crate::{ConfigError, ConfigErrorCode};

/// Takes down the errors of one file; the list may be shared with the reports of other files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report<'a> {
    file: &'a str,
    errors: &'a RefCell<Vec<ConfigError>>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: &'a str, errors: &'a RefCell<Vec<ConfigError>>) -> Self {
        Self { file, errors }
    }

    /// A report on another file that goes to the same list.
    pub(crate) fn on(self, file: &'a str) -> Self {
        Self { file, ..self }
    }

    pub(crate) fn error(
        self,
        code: ConfigErrorCode,
        line: usize,
        field: &str,
        message: impl Into<String>,
    ) {
        self.errors.borrow_mut().push(ConfigError {
            code,
            file: self.file.to_owned(),
            line: line.max(1),
            field: field.to_owned(),
            message: on_one_line(&message.into()),
        });
    }
}

/// Values of the file stand in messages: none of them may start a line of its own.
fn on_one_line(message: &str) -> String {
    message
        .chars()
        .flat_map(|c| {
            let escaped = c.is_control().then(|| c.escape_default());
            let plain = (!c.is_control()).then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_start_a_line_of_its_own() {
        let errors = RefCell::default();
        let code = ConfigErrorCode::InvalidValue;
        Report::new("f", &errors).error(code, 0, "", "`a\nb` is wrong");
        let error = errors.into_inner().remove(0);
        assert_eq!(error.to_string(), "f:1: RPC12 `a\\nb` is wrong");
    }
}
