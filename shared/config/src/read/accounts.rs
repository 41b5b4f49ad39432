use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::AccountId;

use crate::{
    AccountSelection, ConfigErrorCode,
    field::Field,
    keys::{Keys, distinct, distinct_and_some},
};

/// The account selection of a pair. It always excludes the resource account.
pub(crate) fn read(
    field: &Field<'_>,
    resource_account: Option<&AccountId>,
) -> Option<AccountSelection> {
    let keys = Keys::of(
        field,
        &["organizational_units", "tags", "include", "exclude"],
    )?;
    let units = keys.or_default("organizational_units", distinct_and_some);
    let tags = keys.or_default("tags", tags);
    let include: Option<Vec<AccountId>> = keys.or_default("include", distinct);
    let exclude: Option<Vec<AccountId>> = keys.or_default("exclude", distinct);
    if let (Some(include), Some(resource_account)) = (&include, resource_account) {
        refuse_resource_account(&keys, include, resource_account);
    }
    let mut selection = AccountSelection {
        organizational_units: units?.into_iter().collect(),
        tags: tags?,
        include: BTreeSet::from_iter(include?),
        exclude: BTreeSet::from_iter(exclude?),
    };
    if selection.is_empty() {
        let message = "no account is selected; set `organizational_units`, `tags` or `include` (the root, like `r-ab12`, selects every account)";
        field.error(ConfigErrorCode::NoAccounts, message);
    }
    selection.exclude.extend(resource_account.cloned());
    Some(selection)
}

fn refuse_resource_account(keys: &Keys<'_>, include: &[AccountId], resource_account: &AccountId) {
    let items = keys.get("include").and_then(|field| field.items());
    for (item, account) in items.iter().flatten().zip(include) {
        if account == resource_account {
            let message = format!(
                "`{account}` is the resource account, whose tasks need no role pair; remove it"
            );
            item.error(ConfigErrorCode::ResourceAccountSelected, message);
        }
    }
}

fn tags(field: &Field<'_>) -> Option<BTreeMap<String, String>> {
    let entries = field.entries()?;
    if entries.is_empty() {
        field.error(
            ConfigErrorCode::Empty,
            "the mapping is empty; add a tag, or remove the key",
        );
        return None;
    }
    let tags: Vec<Option<(String, String)>> = entries
        .into_iter()
        .map(|(key, value)| tag(key, &value))
        .collect();
    tags.into_iter().collect()
}

/// A tag with the lengths and characters of AWS Organizations
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Tag.html>). None of these
/// characters is a wildcard. Tags are compared literally.
fn tag(key: &str, value: &Field<'_>) -> Option<(String, String)> {
    const MAX_KEY_CHARS: usize = 128;
    const MAX_VALUE_CHARS: usize = 256;
    let is_tag_char = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
    let fits = |text: &str, min: usize, max: usize| {
        (min..=max).contains(&text.chars().count()) && text.chars().all(is_tag_char)
    };
    let text = value.text()?;
    for (what, part, min, max) in [
        ("key", key, 1, MAX_KEY_CHARS),
        ("value", text, 0, MAX_VALUE_CHARS),
    ] {
        if !fits(part, min, max) {
            let shown: String = part.chars().take(max).collect();
            let message = format!(
                "`{shown}` is not a valid tag {what} ({min} to {max} letters, digits, spaces and `_.:/=+-@`)"
            );
            value.error(ConfigErrorCode::InvalidValue, message);
            return None;
        }
    }
    Some((key.to_owned(), text.to_owned()))
}
