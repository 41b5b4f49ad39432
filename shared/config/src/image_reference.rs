use std::{fmt, str::FromStr};

use rolepair_model::InvalidText;

/// A reference to a container image: `[registry/]repository[:tag][@digest]`.
///
/// Only the form is checked, not whether the image exists
/// (<https://github.com/distribution/reference/blob/main/reference.go>).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference(String);

impl ImageReference {
    /// The longest reference that ECS accepts
    /// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>).
    const MAX_CHARS: usize = 255;

    /// Docker Hub, which is the default registry, and other registries without an address in a VPC.
    const PUBLIC_REGISTRIES: [&str; 9] = [
        "docker.io",
        "index.docker.io",
        "registry-1.docker.io",
        "public.ecr.aws",
        "ghcr.io",
        "quay.io",
        "gcr.io",
        "mcr.microsoft.com",
        "registry.k8s.io",
    ];

    /// A text that is known to have the form.
    pub(crate) fn of_valid(text: String) -> Self {
        Self(text)
    }

    /// The reference as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the registry is public. A task cannot pull from it in a subnet without access to the
    /// Internet. An unknown registry counts as private.
    #[must_use]
    pub fn is_public(&self) -> bool {
        match registry_and_rest(&self.0) {
            (Some(registry), _) => Self::PUBLIC_REGISTRIES.contains(&registry),
            (None, _) => true,
        }
    }
}

impl FromStr for ImageReference {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= Self::MAX_CHARS && is_reference(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidText::new(
                text,
                "an image reference (like `public.ecr.aws/docker/library/busybox:1.37`)",
            ))
        }
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_reference(text: &str) -> bool {
    let (named, digest_is_valid) = match text.split_once('@') {
        Some((named, digest)) => (named, is_digest(digest)),
        None => (text, true),
    };
    // A colon after the last slash starts a tag. Before it, a colon starts the registry's port.
    let (name, tag_is_valid) = match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, is_tag(tag)),
        _ => (named, true),
    };
    digest_is_valid && tag_is_valid && is_name(name)
}

fn is_name(name: &str) -> bool {
    let (registry, repository) = registry_and_rest(name);
    registry.is_none_or(is_registry) && repository.split('/').all(is_component)
}

/// The registry, if one is named, and the rest of the reference.
fn registry_and_rest(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((registry, rest)) if registry.contains(['.', ':']) || registry == "localhost" => {
            (Some(registry), rest)
        }
        _ => (None, name),
    }
}

fn is_registry(registry: &str) -> bool {
    let (host, port) = registry.split_once(':').unwrap_or((registry, "0"));
    let is_label = |label: &str| {
        label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.split('.').all(is_label) && !port.is_empty() && port.chars().all(|c| c.is_ascii_digit())
}

/// Lower-case words, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(component: &str) -> bool {
    let is_word_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_separator = |separator: &str| {
        matches!(separator, "" | "." | "_" | "__") || separator.chars().all(|c| c == '-')
    };
    component.starts_with(is_word_char)
        && component.ends_with(is_word_char)
        && component.split(is_word_char).all(is_separator)
}

fn is_tag(tag: &str) -> bool {
    let is_word_char = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (1..=128).contains(&tag.len())
        && tag.starts_with(is_word_char)
        && tag.chars().all(|c| is_word_char(c) || c == '.' || c == '-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm == "sha256"
            && hex.len() == 64
            && hex
                .chars()
                .all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_the_form_of_registries_are_accepted() {
        let digest = format!("busybox@sha256:{}", "0a".repeat(32));
        for text in [
            "public.ecr.aws/docker/library/busybox:1.37",
            "busybox",
            "busybox:1.37",
            "library/busybox",
            "localhost:5000/a/b__c:x",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/tools/busy--box.2:1.37-glibc",
            &digest,
        ] {
            assert!(text.parse::<ImageReference>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_public_registry_is_recognized() {
        let is_public = |text: &str| text.parse::<ImageReference>().unwrap().is_public();
        for public in [
            "busybox",
            "library/busybox:1.37",
            "docker.io/library/busybox",
            "public.ecr.aws/docker/library/busybox:1.37",
            "quay.io/a/b",
            "ghcr.io/a/b",
        ] {
            assert!(is_public(public), "{public}");
        }
        for own in [
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker.io/busybox",
            "registry.example.com:5000/busybox",
            "localhost/busybox",
        ] {
            assert!(!is_public(own), "{own}");
        }
    }

    #[test]
    fn a_text_that_is_not_a_reference_is_refused() {
        for wrong in [
            "",
            "Busybox",
            "busybox:",
            "busybox:-x",
            "busy box",
            "busybox@sha256:12",
            "busybox@md5:0a",
            "a..b",
            "a/",
            "/a",
            "https://public.ecr.aws/busybox",
            "registry.example.com:/busybox",
            "-a.example.com/busybox",
        ] {
            assert!(wrong.parse::<ImageReference>().is_err(), "{wrong}");
        }
        assert!("a".repeat(256).parse::<ImageReference>().is_err());
    }
}
