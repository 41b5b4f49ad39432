use rolepair_model::Tags;
use serde_json::{Map, Value};

use crate::{aws_service::AwsService, service_error::ServiceError};

/// The input of a call, in any protocol. In the query protocol every scalar is a text; the readers
/// here accept both forms.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Input {
    service: AwsService,
    members: Map<String, Value>,
}

impl Input {
    pub(crate) fn new(service: AwsService, members: Map<String, Value>) -> Self {
        Self { service, members }
    }

    /// The input as it came.
    pub(crate) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// A member as it came.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A required text.
    pub(crate) fn text(&self, name: &str) -> Result<&str, ServiceError> {
        self.optional_text(name)?
            .ok_or_else(|| self.invalid(&format!("the member `{name}` is missing")))
    }

    /// An optional text.
    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<&str>, ServiceError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.invalid(&format!("the member `{name}` is not a text"))),
        }
    }

    /// An optional whole number.
    pub(crate) fn optional_number(&self, name: &str) -> Result<Option<i64>, ServiceError> {
        let number = match self.value(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        number
            .map(Some)
            .ok_or_else(|| self.invalid(&format!("the member `{name}` is not a whole number")))
    }

    /// A list; a missing one is empty.
    pub(crate) fn list(&self, name: &str) -> Result<&[Value], ServiceError> {
        match self.value(name) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            // The query protocol writes an empty list as an empty text.
            Some(Value::String(text)) if text.is_empty() => Ok(&[]),
            Some(_) => Err(self.invalid(&format!("the member `{name}` is not a list"))),
        }
    }

    /// A list of texts; a missing one is empty.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, ServiceError> {
        let not_text = || self.invalid(&format!("the member `{name}` is not a list of texts"));
        self.list(name)?
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(not_text))
            .collect()
    }

    /// A list of `{Key, Value}` (or `{key, value}`); a missing one is empty, a key given twice is
    /// refused.
    pub(crate) fn tags(&self, name: &str) -> Result<Tags, ServiceError> {
        let mut tags = Tags::new();
        for item in self.list(name)? {
            let member = |upper: &str, lower: &str| {
                let value = item.get(upper).or_else(|| item.get(lower));
                value.and_then(Value::as_str).map(str::to_owned)
            };
            let key = member("Key", "key")
                .ok_or_else(|| self.invalid(&format!("a tag in `{name}` has no key")))?;
            let value = member("Value", "value").unwrap_or_default();
            if tags.insert(key.clone(), value).is_some() {
                return Err(self.invalid(&format!("the tag key `{key}` is given twice")));
            }
        }
        Ok(tags)
    }

    fn invalid(&self, message: &str) -> ServiceError {
        ServiceError::invalid_input(self.service, message)
    }
}
