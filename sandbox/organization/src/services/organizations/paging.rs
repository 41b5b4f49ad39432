//! Organizations' way of paging: `NextToken` in and out, at most 20 items. A page may be empty and
//! still have a next one.

use serde_json::{Value, json};

use crate::{call::Call, paging::Cut, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>
const MOST_ITEMS: usize = 20;

/// The answer with the requested page of `items` as `name`. They are in the order of their keys.
pub(super) fn page(
    call: &Call,
    world: &World,
    name: &str,
    items: Vec<(String, Value)>,
) -> Result<Value, ServiceError> {
    let invalid = |message: &str| ServiceError::new(400, "InvalidInputException", message);
    let asked = match call.input.optional_number("MaxResults")? {
        None => MOST_ITEMS,
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|number| (1..=MOST_ITEMS).contains(number))
            .ok_or_else(|| {
                invalid("You provided a value outside of the allowed range.")
                    .with("Reason", "MAX_VALUE_EXCEEDED")
            })?,
    };
    let cut = Cut {
        token: call.input.optional_text("NextToken")?,
        limit: world.dials.page_size.map_or(asked, |size| size.min(asked)),
        empty_first: world.dials.empty_pages,
    };
    let page = cut.page(items).map_err(|_| {
        invalid("You provided an invalid pagination token.").with("Reason", "INVALID_NEXT_TOKEN")
    })?;
    let mut output = json!({ name: page.items });
    if let (Some(next), Value::Object(members)) = (page.next, &mut output) {
        members.insert("NextToken".to_owned(), json!(next));
    }
    Ok(output)
}
