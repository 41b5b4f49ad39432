use serde_json::Value;

use crate::{
    PermissionsError, PermissionsErrorCode, TemplateWants,
    element_reader::child,
    placeholder::{CLOSE, OPEN, Piece, Placeholder, pieces},
};

/// Collects the placeholders of a template, and the errors in them.
#[derive(Default)]
pub(crate) struct PlaceholderReader {
    pub(crate) errors: Vec<PermissionsError>,
    pub(crate) wants: TemplateWants,
}

impl PlaceholderReader {
    pub(crate) fn walk(&mut self, at: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(at, text),
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.walk(&format!("{at}/{index}"), value);
                }
            }
            Value::Object(values) => {
                for (key, value) in values {
                    let at = child(at, key);
                    if has_placeholder(key) {
                        let message = "a placeholder cannot be in a key; write the key out";
                        self.refuse(&at, PermissionsErrorCode::MisplacedPlaceholder, message);
                    }
                    self.walk(&at, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, at: &str, text: &str) {
        match pieces(text) {
            Err((code, message)) => self.refuse(at, code, &message),
            Ok(pieces) => {
                if has_placeholder(text) && !may_have_placeholder(at) {
                    let message =
                        "a placeholder can only be in `Resource`, `NotResource` and `Condition`";
                    self.refuse(at, PermissionsErrorCode::MisplacedPlaceholder, message);
                }
                for piece in pieces {
                    self.want(piece);
                }
            }
        }
    }

    fn want(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Value(Placeholder::AccountId) => self.wants.account_id = true,
            Piece::Value(Placeholder::AccountName) => self.wants.account_name = true,
            Piece::Value(Placeholder::AccountTag(key)) => {
                self.wants.account_tags.insert(key);
            }
            Piece::Value(Placeholder::Partition | Placeholder::ResourceAccountId)
            | Piece::Literal(_) => {}
        }
    }

    fn refuse(&mut self, pointer: &str, code: PermissionsErrorCode, message: &str) {
        self.errors.push(PermissionsError {
            pointer: pointer.to_owned(),
            code,
            message: message.to_owned(),
        });
    }
}

fn has_placeholder(text: &str) -> bool {
    text.contains(OPEN) || text.contains(CLOSE)
}

/// Whether a place can have a placeholder: resources and condition values can.
pub(crate) fn may_have_placeholder(at: &str) -> bool {
    let Some(inside) = at.strip_prefix("/Statement/") else {
        return false;
    };
    let in_list = inside.split_once('/').and_then(|(index, rest)| {
        let is_index = index.chars().all(|c| c.is_ascii_digit());
        is_index.then_some(rest)
    });
    let element = in_list.unwrap_or(inside).split('/').next();
    matches!(element, Some("Resource" | "NotResource" | "Condition"))
}
