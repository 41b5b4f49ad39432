use std::cell::RefCell;

use crate::{ConfigError, ConfigErrorCode};

/// Collects the errors of one file. Several files can share the list of errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileErrors<'a> {
    file: &'a str,
    all: &'a RefCell<Vec<ConfigError>>,
}

impl<'a> FileErrors<'a> {
    pub(crate) fn new(file: &'a str, all: &'a RefCell<Vec<ConfigError>>) -> Self {
        Self { file, all }
    }

    /// Collects the errors of another file in the same list.
    pub(crate) fn of(self, file: &'a str) -> Self {
        Self { file, ..self }
    }

    pub(crate) fn add(
        self,
        code: ConfigErrorCode,
        line: usize,
        field: &str,
        message: impl Into<String>,
    ) {
        self.all.borrow_mut().push(ConfigError {
            code,
            file: self.file.to_owned(),
            line: line.max(1),
            field: field.to_owned(),
            message: on_one_line(&message.into()),
        });
    }
}

/// Keeps a message on one line: values of the file are part of it.
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
    fn a_value_cannot_start_a_new_line() {
        let errors = RefCell::default();
        let code = ConfigErrorCode::InvalidValue;
        FileErrors::new("f", &errors).add(code, 0, "", "`a\nb` is wrong");
        let error = errors.into_inner().remove(0);
        assert_eq!(error.to_string(), "f:1: RPC12 `a\\nb` is wrong");
    }
}
