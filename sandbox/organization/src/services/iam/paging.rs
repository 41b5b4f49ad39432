//! IAM's way of paging: `Marker` in, `IsTruncated` and `Marker` out.

use serde_json::{Value, json};

use crate::{call::Call, paging::Cut, service_error::ServiceError, world::World};

const DEFAULT_ITEMS: i64 = 100;

/// The answer with the requested page of `items` as `name`. They are in the order of their keys.
pub(super) fn page(
    call: &Call,
    world: &World,
    name: &str,
    items: Vec<(String, Value)>,
) -> Result<Value, ServiceError> {
    let asked = call
        .input
        .optional_number("MaxItems")?
        .unwrap_or(DEFAULT_ITEMS);
    let limit = usize::try_from(asked).unwrap_or(1);
    let cut = Cut {
        token: call.input.optional_text("Marker")?,
        limit: world.dials.page_size.map_or(limit, |size| size.min(limit)),
        empty_first: false,
    };
    let page = cut
        .page(items)
        .map_err(|_| ServiceError::new(400, "ValidationError", "Invalid Marker"))?;
    Ok(json!({ name: page.items, "IsTruncated": page.next.is_some(), "Marker": page.next }))
}
