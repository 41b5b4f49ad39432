use serde::Deserialize;
use serde_json::Value;

use super::{
    intrinsic::Intrinsic,
    path::{Path, PathRoots},
    state_error::StateError,
};

/// The value of a field whose name ends in `.$` or `Path`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Expression {
    Path(Path),
    Intrinsic(Box<Intrinsic>),
}

impl Expression {
    pub(super) fn evaluate(&self, roots: PathRoots<'_>) -> Result<Value, StateError> {
        match self {
            Self::Path(path) => path
                .find(roots)
                .cloned()
                .ok_or_else(|| StateError::parameter_path(path.text())),
            Self::Intrinsic(intrinsic) => intrinsic.evaluate(roots),
        }
    }
}

impl TryFrom<String> for Expression {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.starts_with('$') {
            Path::parse(&text).map(Self::Path)
        } else {
            Intrinsic::parse(&text).map(Box::new).map(Self::Intrinsic)
        }
    }
}
