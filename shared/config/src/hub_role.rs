use std::str::FromStr;

use rolepair_model::{AccountId, InvalidText, Partition, RoleArn, RoleName, RolePath};

/// The roles that rolepair assumes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HubRoles {
    /// The role in every task account. The default is `rolepair-hub-task-account`.
    pub task_account: HubRole,
    /// The role in the resource account. The default is `rolepair-hub-resource-account`.
    pub resource_account: HubRole,
}

/// The name of a role, with or without a path: `rolepair-hub-task-account`,
/// `/platform/rolepair-hub`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HubRole {
    /// The path. `/` if none was given.
    pub path: RolePath,
    /// The name.
    pub name: RoleName,
}

impl HubRole {
    /// The ARN of the role in an account.
    #[must_use]
    pub fn arn(&self, partition: &Partition, account: &AccountId) -> RoleArn {
        RoleArn {
            partition: partition.clone(),
            account: account.clone(),
            path: self.path.clone(),
            name: self.name.clone(),
        }
    }
}

impl FromStr for HubRole {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (path, name) = match text.rsplit_once('/') {
            Some((path, name)) => (format!("{path}/"), name),
            None => ("/".to_owned(), text),
        };
        let invalid = |_| {
            InvalidText::new(
                text,
                "the name of a role, with or without a path (like `/platform/rolepair-hub`)",
            )
        };
        Ok(Self {
            path: path.parse().map_err(invalid)?,
            name: name.parse().map_err(invalid)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_have_a_path() {
        let account = "012345678901".parse().unwrap();
        let partition = "aws".parse().unwrap();
        for (text, expected) in [
            ("hub", "arn:aws:iam::012345678901:role/hub"),
            ("/hub", "arn:aws:iam::012345678901:role/hub"),
            ("/x/y/hub", "arn:aws:iam::012345678901:role/x/y/hub"),
        ] {
            let role: HubRole = text.parse().unwrap();
            assert_eq!(role.arn(&partition, &account).to_string(), expected);
        }
    }

    #[test]
    fn a_text_that_is_not_a_role_is_refused() {
        for wrong in [
            "",
            "/",
            "x/hub",
            "/x/",
            "arn:aws:iam::012345678901:role/hub",
            "/*/hub",
        ] {
            assert!(wrong.parse::<HubRole>().is_err(), "{wrong}");
        }
    }
}
