use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::error::invalid;
use crate::{clock, service_error::ServiceError};

/// An item, as the API writes it: `{"id": {"S": "1"}}`.
pub(super) type Item = Map<String, Value>;

/// A table and what is in it.
#[derive(Debug)]
pub(super) struct Table {
    name: String,
    arn: String,
    id: String,
    created: OffsetDateTime,
    /// The names of the partition key and, if there is one, the sort key.
    pub(super) keys: Vec<String>,
    key_schema: Value,
    attributes: Value,
    /// By the text of their key.
    items: BTreeMap<String, Item>,
}

impl Table {
    pub(super) fn new(
        name: &str,
        arn: &str,
        id: String,
        created: OffsetDateTime,
        input: &Map<String, Value>,
    ) -> Result<Self, ServiceError> {
        let member = |name: &str| input.get(name).cloned().unwrap_or_default();
        let (key_schema, attributes) = (member("KeySchema"), member("AttributeDefinitions"));
        let keys = keys(&key_schema, &attributes)?;
        Ok(Self {
            name: name.to_owned(),
            arn: arn.to_owned(),
            id,
            created,
            keys,
            key_schema,
            attributes,
            items: BTreeMap::new(),
        })
    }

    /// The table as DescribeTable gives it.
    pub(super) fn description(&self, status: &str) -> Value {
        json!({
            "TableName": self.name,
            "TableArn": self.arn,
            "TableId": self.id,
            "TableStatus": status,
            "CreationDateTime": clock::epoch(self.created),
            "KeySchema": self.key_schema,
            "AttributeDefinitions": self.attributes,
            "ItemCount": self.items.len(),
            "TableSizeBytes": 0,
            "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" },
            "ProvisionedThroughput": { "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0 },
            "DeletionProtectionEnabled": false,
        })
    }

    /// The key of `attributes` as text. They may hold more than the key.
    pub(super) fn key_of(&self, attributes: &Item) -> Result<String, ServiceError> {
        let values: Option<Vec<&Value>> = self.keys.iter().map(|key| attributes.get(key)).collect();
        let values =
            values.ok_or_else(|| invalid("The provided key element does not match the schema"))?;
        Ok(values
            .iter()
            .map(|value| value.to_string())
            .collect::<Vec<_>>()
            .join("\u{1f}"))
    }

    pub(super) fn put(&mut self, item: Item) -> Result<Option<Item>, ServiceError> {
        let key = self.key_of(&item)?;
        Ok(self.items.insert(key, item))
    }

    pub(super) fn get(&self, key: &Item) -> Result<Option<&Item>, ServiceError> {
        Ok(self.items.get(&self.key_of(key)?))
    }

    pub(super) fn delete(&mut self, key: &Item) -> Result<Option<Item>, ServiceError> {
        let key = self.key_of(key)?;
        Ok(self.items.remove(&key))
    }

    /// Every item, with the text of its key.
    pub(super) fn items(&self) -> impl Iterator<Item = (&String, &Item)> {
        self.items.iter()
    }
}

/// The names of the partition key and, if there is one, the sort key.
fn keys(key_schema: &Value, attributes: &Value) -> Result<Vec<String>, ServiceError> {
    let text = |element: &Value, member: &str| {
        element
            .get(member)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let elements = || key_schema.as_array().into_iter().flatten();
    let of_type = |kind: &str| {
        let element =
            elements().find(|element| text(element, "KeyType").as_deref() == Some(kind))?;
        text(element, "AttributeName")
    };
    let hash = of_type("HASH").ok_or_else(|| {
        invalid(
            "No Hash Key specified in schema. All Dynamo DB tables must have exactly one hash key",
        )
    })?;
    let keys: Vec<String> = std::iter::once(hash).chain(of_type("RANGE")).collect();
    let definitions = attributes.as_array().into_iter().flatten();
    let defined: Vec<String> = definitions
        .filter_map(|definition| text(definition, "AttributeName"))
        .collect();
    if keys.iter().all(|key| defined.contains(key)) {
        return Ok(keys);
    }
    Err(invalid(
        "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions.",
    ))
}
