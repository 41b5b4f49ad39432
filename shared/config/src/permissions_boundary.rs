use std::str::FromStr;

use rolepair_model::{AccountId, Arn, InvalidText, Partition, RolePath};

/// The permissions boundary of both roles of a pair.
///
/// It is the name of a managed policy, with or without a path (`/platform/task-boundary`). The
/// policy must exist in the account of each role, so its ARN differs between accounts. A policy that
/// AWS owns (`arn:aws:iam::aws:policy/...`) is the same in all accounts. The default is the policy
/// that the templates create. With the templates, the hub cannot create a role without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionsBoundary {
    owner: Owner,
    /// Path and name: `/platform/task-boundary`.
    policy: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Owner {
    RoleAccount,
    Aws,
}

impl PermissionsBoundary {
    /// The ARN of the boundary for a role in `account`.
    #[must_use]
    pub fn arn(&self, partition: &Partition, account: &AccountId) -> Arn {
        Arn {
            partition: partition.clone(),
            service: "iam".to_owned(),
            region: String::new(),
            account: match self.owner {
                Owner::RoleAccount => account.to_string(),
                Owner::Aws => "aws".to_owned(),
            },
            resource: format!("policy{}", self.policy),
        }
    }

    fn of(owner: Owner, path: &str, name: &str) -> Option<Self> {
        let is_name = (1..=128).contains(&name.len())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c));
        (is_name && path.parse::<RolePath>().is_ok()).then(|| Self {
            owner,
            policy: format!("{path}{name}"),
        })
    }
}

impl Default for PermissionsBoundary {
    fn default() -> Self {
        Self {
            owner: Owner::RoleAccount,
            policy: "/rolepair/rolepair-boundary".to_owned(),
        }
    }
}

impl FromStr for PermissionsBoundary {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let aws_owned = text
            .parse::<Arn>()
            .ok()
            .filter(|arn| arn.service == "iam" && arn.account == "aws" && arn.region.is_empty());
        let boundary = match &aws_owned {
            Some(arn) => arn
                .resource
                .strip_prefix("policy")
                .and_then(|policy| policy.rsplit_once('/'))
                .and_then(|(path, name)| Self::of(Owner::Aws, &format!("{path}/"), name)),
            None => match text.rsplit_once('/') {
                Some((path, name)) => Self::of(Owner::RoleAccount, &format!("{path}/"), name),
                None => Self::of(Owner::RoleAccount, "/", text),
            },
        };
        boundary.ok_or_else(|| {
            InvalidText::new(
                text,
                "the name of a managed policy in the account of each role (like `/platform/task-boundary`), or the ARN of a policy that AWS owns",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_in_the_account_of_its_role() {
        let account = "012345678901".parse().unwrap();
        let partition = "aws-cn".parse().unwrap();
        for (text, expected) in [
            ("b", "arn:aws-cn:iam::012345678901:policy/b"),
            ("/x/y/b", "arn:aws-cn:iam::012345678901:policy/x/y/b"),
            (
                "arn:aws-cn:iam::aws:policy/job-function/b",
                "arn:aws-cn:iam::aws:policy/job-function/b",
            ),
        ] {
            let boundary: PermissionsBoundary = text.parse().unwrap();
            assert_eq!(boundary.arn(&partition, &account).to_string(), expected);
        }
    }

    #[test]
    fn the_default_is_the_boundary_of_the_templates() {
        let default = PermissionsBoundary::default();
        assert_eq!("/rolepair/rolepair-boundary".parse(), Ok(default));
    }

    #[test]
    fn a_policy_of_one_account_cannot_be_the_boundary_of_all() {
        for wrong in [
            "",
            "/x/",
            "x/b",
            "arn:aws:iam::012345678901:policy/b",
            "arn:aws:iam::aws:role/b",
            "b b",
        ] {
            assert!(wrong.parse::<PermissionsBoundary>().is_err(), "{wrong}");
        }
    }
}
