use std::{fmt, str::FromStr};

use rolepair_model::{InvalidText, Region};

use crate::ImageReference;

/// The image of the init container. In the reference, `{{region}}` is replaced by the Region of the
/// task, for registries that differ between Regions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InitImage(String);

impl InitImage {
    const REGION: &str = "{{region}}";

    /// A text in the form of a Region, longer than every Region.
    const SAMPLE_REGION: &str = "xxxx-xxxxxxxxxxxxx-11";

    /// The reference as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The image for tasks in `region`.
    #[must_use]
    pub fn in_region(&self, region: &Region) -> ImageReference {
        // INVARIANT: the reference is valid with the sample Region, so it is valid with any Region.
        ImageReference::of_valid(self.0.replace(Self::REGION, region.as_str()))
    }
}

impl Default for InitImage {
    /// A small image with a shell, from a registry that needs no password.
    fn default() -> Self {
        Self("public.ecr.aws/docker/library/busybox:1.37".to_owned())
    }
}

impl FromStr for InitImage {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.replace(Self::REGION, Self::SAMPLE_REGION)
            .parse::<ImageReference>()
            .map(|_| Self(text.to_owned()))
            .map_err(|error| InvalidText::new(text, error.expected))
    }
}

impl fmt::Display for InitImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_can_have_its_own_registry() {
        let image = "111111111111.dkr.ecr.{{region}}.amazonaws.com/init:{{region}}";
        let image: InitImage = image.parse().unwrap();
        let reference = image.in_region(&"eu-west-1".parse().unwrap());
        let expected = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/init:eu-west-1";
        assert_eq!(reference, expected.parse().unwrap());
        let default = InitImage::default();
        let region = "us-isob-east-1".parse().unwrap();
        assert_eq!(default.in_region(&region).as_str(), default.as_str());
    }

    #[test]
    fn a_text_that_is_not_an_image_in_any_region_is_refused() {
        let long = format!("a{{{{region}}}}{}", "a".repeat(240));
        for wrong in [
            "",
            "{{account.id}}/init",
            "{{ region }}",
            "init:-{{region}}",
            &long,
        ] {
            let error = wrong.parse::<InitImage>().unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("`{}", &wrong[..wrong.len().min(100)])),
                "{error}"
            );
        }
    }
}
