//! Lists in pages. A token names the last item given, so a list that changes between two pages
//! neither repeats nor skips what stays.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Part of a list, and the token for the next part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// A token that does not come from this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidToken;

/// How a list is to be cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut<'a> {
    /// The token the caller brought.
    pub(crate) token: Option<&'a str>,
    /// The most items a page may have.
    pub(crate) limit: usize,
    /// Whether the first page is to be empty.
    pub(crate) empty_first: bool,
}

impl Cut<'_> {
    /// The page of `items`, which are in the order of their keys.
    pub(crate) fn page<T>(
        self,
        items: impl IntoIterator<Item = (String, T)>,
    ) -> Result<Page<T>, InvalidToken> {
        let after = self.token.map(decode).transpose()?;
        if after.is_none() && self.empty_first {
            return Ok(Page {
                items: Vec::new(),
                next: Some(encode("")),
            });
        }
        let after = after.unwrap_or_default();
        let mut rest = items.into_iter().filter(|(key, _)| *key > after).peekable();
        let mut page = Page {
            items: Vec::new(),
            next: None,
        };
        let mut last = String::new();
        while page.items.len() < self.limit.max(1)
            && let Some((key, item)) = rest.next()
        {
            last = key;
            page.items.push(item);
        }
        page.next = rest.peek().map(|_| encode(&last));
        Ok(page)
    }
}

fn encode(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("after {key}"))
}

fn decode(token: &str) -> Result<String, InvalidToken> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| InvalidToken)?;
    let text = String::from_utf8(bytes).map_err(|_| InvalidToken)?;
    text.strip_prefix("after ")
        .map(str::to_owned)
        .ok_or(InvalidToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<(String, char)> {
        text.chars().map(|c| (c.to_string(), c)).collect()
    }

    #[test]
    fn the_pages_together_are_the_list() {
        let mut all = String::new();
        let mut token = None;
        loop {
            let cut = Cut {
                token: token.as_deref(),
                limit: 2,
                empty_first: true,
            };
            let page = cut.page(letters("abcde")).unwrap();
            assert!(page.items.len() <= 2);
            all.extend(page.items);
            token = page.next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(all, "abcde");
    }

    #[test]
    fn a_list_that_changes_between_pages_repeats_nothing() {
        let cut = Cut {
            token: None,
            limit: 2,
            empty_first: false,
        };
        let first = cut.page(letters("bcde")).unwrap();
        let cut = Cut {
            token: first.next.as_deref(),
            ..cut
        };
        assert_eq!(cut.page(letters("abde")).unwrap().items, ['d', 'e']);
    }

    #[test]
    fn a_foreign_token_is_refused() {
        let cut = Cut {
            token: Some("bm9uc2Vuc2U"),
            limit: 2,
            empty_first: false,
        };
        assert_eq!(cut.page(letters("ab")), Err(InvalidToken));
    }
}
