//! Mount paths without a mount namespace: each mount path in a text is replaced by the folder of
//! its volume.

use std::path::Path;

/// A mount path and the folder of its volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping<'a> {
    pub(super) path: &'a str,
    pub(super) folder: &'a Path,
}

/// The text with folders instead of mount paths. Only a whole path counts: `/rolepair/config`,
/// `FILE=/rolepair`, but not the middle of `role/rolepair/x` or `/rolepairs`.
pub(super) fn mapped(text: &str, mappings: &[Mapping<'_>]) -> String {
    let mut longest_first: Vec<&Mapping<'_>> = mappings.iter().collect();
    longest_first.sort_by_key(|mapping| std::cmp::Reverse(mapping.path.len()));
    let mut mapped = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        let starts_path = !before.is_some_and(belongs_to_path);
        let here = longest_first.iter().find_map(|mapping| {
            let after = rest.strip_prefix(mapping.path).filter(|_| starts_path)?;
            let ends = after.starts_with('/') || !after.chars().next().is_some_and(belongs_to_path);
            ends.then_some((mapping, after))
        });
        let length = match here {
            Some((mapping, after)) => {
                mapped.push_str(&mapping.folder.to_string_lossy());
                before = mapping.path.chars().next_back();
                rest.len() - after.len()
            }
            None => {
                mapped.push(character);
                before = Some(character);
                character.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    mapped
}

fn belongs_to_path(character: char) -> bool {
    character.is_alphanumeric() || "/._-~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_path_is_replaced_only_where_it_is_a_whole_path() {
        let mappings = [
            Mapping {
                path: "/rolepair",
                folder: Path::new("/s/v"),
            },
            Mapping {
                path: "/rolepair/deep",
                folder: Path::new("/s/w"),
            },
        ];
        for (text, expected) in [
            ("/rolepair/config", "/s/v/config"),
            ("/rolepair", "/s/v"),
            ("/rolepair/deep/x", "/s/w/x"),
            ("/rolepair/deeper", "/s/v/deeper"),
            (
                "cat /rolepair/a > \"/rolepair/b\"",
                "cat /s/v/a > \"/s/v/b\"",
            ),
            ("file:/rolepair:/rolepair/", "file:/s/v:/s/v/"),
            (
                "arn:aws:iam::1:role/rolepair/rolepair-x",
                "arn:aws:iam::1:role/rolepair/rolepair-x",
            ),
            (
                "/rolepairs /rolepair.d /x/rolepair",
                "/rolepairs /rolepair.d /x/rolepair",
            ),
            ("ü/rolepair é /rolepair", "ü/rolepair é /s/v"),
            ("", ""),
        ] {
            assert_eq!(mapped(text, &mappings), expected, "{text}");
        }
    }
}
