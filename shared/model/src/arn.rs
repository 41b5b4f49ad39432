use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::Partition;

/// An ARN, split into its six fields.
///
/// Only the partition is checked. Types such as [`RoleArn`](crate::RoleArn) check the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    /// The partition.
    pub partition: Partition,
    /// The service, such as `iam` or `ecs`.
    pub service: String,
    /// The Region. Empty for a global service.
    pub region: String,
    /// The account. Empty for a bucket, and `aws` for what AWS owns.
    pub account: String,
    /// Everything after the fifth colon.
    pub resource: String,
}

/// A text that is not the required kind of ARN.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{value}` is not {expected}")]
pub struct InvalidArn {
    /// The invalid text.
    pub value: String,
    /// What is expected, with its article.
    pub expected: &'static str,
}

impl InvalidArn {
    pub(crate) fn new(value: &str, expected: &'static str) -> Self {
        Self {
            value: value.to_owned(),
            expected,
        }
    }
}

impl FromStr for Arn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidArn::new(text, "an ARN");
        let mut fields = text.splitn(6, ':');
        let mut next = || fields.next().ok_or_else(invalid);
        if next()? != "arn" {
            return Err(invalid());
        }
        let partition = next()?.parse().map_err(|_| invalid())?;
        let (service, region, account, resource) = (next()?, next()?, next()?, next()?);
        let is_plain = |field: &str| !field.chars().any(|c| c.is_whitespace() || c.is_control());
        if service.is_empty()
            || resource.is_empty()
            || ![service, region, account, resource]
                .into_iter()
                .all(is_plain)
        {
            return Err(invalid());
        }
        Ok(Self {
            partition,
            service: service.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
            resource: resource.to_owned(),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            service,
            region,
            account,
            resource,
        } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

/// Implements the text and JSON forms of a type that has `FromStr` and `Display`.
macro_rules! text_as_json {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use text_as_json;

text_as_json!(Arn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in [
            "arn:aws:s3:::bucket/a:b",
            "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/t",
            "arn:aws:iam::aws:policy/x",
        ] {
            assert_eq!(text.parse::<Arn>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_not_an_arn_is_refused() {
        for wrong in [
            "",
            "arn",
            "arn:aws:s3:::",
            "arn:mars:s3:::b",
            "arn:aws::::b",
            "urn:aws:s3:::b",
            "arn:aws:s3:::a b",
        ] {
            assert!(wrong.parse::<Arn>().is_err(), "{wrong}");
        }
    }
}
