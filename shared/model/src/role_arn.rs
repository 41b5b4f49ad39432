use std::{fmt, str::FromStr};

use crate::{AccountId, Arn, InvalidArn, Partition, RoleName, RolePath, arn::text_as_json};

/// The ARN of an IAM role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleArn {
    /// The partition of the role's account.
    pub partition: Partition,
    /// The account that owns the role.
    pub account: AccountId,
    /// The path. `/` if the role has none.
    pub path: RolePath,
    /// The name. It is unique in the account, whatever the path.
    pub name: RoleName,
}

impl FromStr for RoleArn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidArn::new(text, "the ARN of a role");
        let arn: Arn = text.parse().map_err(|_| invalid())?;
        let resource = arn.resource.strip_prefix("role/").ok_or_else(invalid)?;
        if arn.service != "iam" || !arn.region.is_empty() {
            return Err(invalid());
        }
        let (path, name) = match resource.rsplit_once('/') {
            Some((path, name)) => (format!("/{path}/"), name),
            None => ("/".to_owned(), resource),
        };
        Ok(Self {
            partition: arn.partition,
            account: arn.account.parse().map_err(|_| invalid())?,
            path: path.parse().map_err(|_| invalid())?,
            name: name.parse().map_err(|_| invalid())?,
        })
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            path,
            name,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:role{path}{name}")
    }
}

text_as_json!(RoleArn);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_with_and_without_path() {
        for text in [
            "arn:aws:iam::123456789012:role/a",
            "arn:aws-us-gov:iam::123456789012:role/x/y/a.b@c",
        ] {
            assert_eq!(text.parse::<RoleArn>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_text_that_is_not_a_role_is_refused() {
        for wrong in [
            "arn:aws:iam::123456789012:user/a",
            "arn:aws:iam::12:role/a",
            "arn:aws:sts::123456789012:assumed-role/a/b",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role/*",
        ] {
            assert!(wrong.parse::<RoleArn>().is_err(), "{wrong}");
        }
    }
}
