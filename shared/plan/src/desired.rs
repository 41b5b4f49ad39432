use rolepair_config::{Config, Pair, Trust};
use rolepair_model::{Account, AccountId, Finding, FindingCode, RoleArn, Tags};
use rolepair_policy::{Document, RolePair, TemplateValues, TrustScope};

use crate::{DesiredRole, Destination, MANAGED_BY, MANAGED_BY_TAG, admit};

/// The tag of a role that names its pair.
pub const PAIR_TAG: &str = "rolepair:pair";

/// The tag of a role that names its task account, or says [`ALL_ACCOUNTS`].
pub const ACCOUNT_TAG: &str = "rolepair:account";

/// The value of [`ACCOUNT_TAG`] on a resource role that all accounts share.
pub const ALL_ACCOUNTS: &str = "organization";

/// The name of the one inline policy of a role that rolepair makes.
pub const POLICY_NAME: &str = "rolepair";

/// Both roles of a pair in one task account, as they should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredPair {
    /// What both are made from, and proven against.
    pub role_pair: RolePair,
    /// The role of the tasks, in the task account.
    pub task_role: DesiredRole,
    /// The role that the tasks assume, in the resource account.
    pub resource_role: DesiredRole,
}

/// The roles that `pair` should have for `account`.
///
/// # Errors
/// Every finding against them: an account that is not admitted ([`admit`](crate::admit)), one that
/// the trust policy would not let in, a value that must not or cannot be put into the permissions.
pub fn desired(
    config: &Config,
    pair: &Pair,
    account: &Account,
) -> Result<DesiredPair, Vec<Finding>> {
    let role_pair = role_pair(config, pair, &account.id);
    let mut findings = unsuitable(config, &role_pair, account);
    let per_account = role_pair.trust == TrustScope::Account;
    let permissions = pair.permissions.render(&TemplateValues {
        partition: &config.partition,
        resource_account: &config.resource_account,
        account: per_account.then_some(account),
    });
    match permissions {
        Ok(permissions) if findings.is_empty() => Ok(DesiredPair {
            task_role: task_role(config, pair, &role_pair),
            resource_role: resource_role(config, pair, &role_pair, permissions),
            role_pair,
        }),
        Ok(_) => Err(findings),
        Err(more) => {
            findings.extend(more);
            Err(findings)
        }
    }
}

/// The names of the two roles of `pair` for the task account `account`, and whom they trust.
#[must_use]
pub fn role_pair(config: &Config, pair: &Pair, account: &AccountId) -> RolePair {
    RolePair {
        partition: config.partition.clone(),
        organization: config.organization_id.clone(),
        pair: pair.name.clone(),
        task_account: account.clone(),
        resource_account: config.resource_account.clone(),
        trust: match pair.trust {
            Trust::Account => TrustScope::Account,
            Trust::Organization => TrustScope::Organization {
                units: pair.accounts.organizational_units.iter().cloned().collect(),
            },
        },
        ecs_exec: pair.ecs_exec,
    }
}

/// What is wrong with the account for this pair, and then for every pair.
fn unsuitable(config: &Config, role_pair: &RolePair, account: &Account) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut unproven = |message: &str, cure: &'static str| {
        let finding = Finding::new(FindingCode::Unproven, &account.id, message);
        findings.push(finding.in_account(&account.id).with_cure(cure));
    };
    if let TrustScope::Organization { units } = &role_pair.trust
        && !units.is_empty()
        && !units.iter().any(|unit| account.path.is_below(unit))
    {
        unproven(
            "the account is not below any of the organizational units that the shared resource role lets in",
            "add a unit of the account to `organizational_units`, or leave the account out of the pair",
        );
    }
    if role_pair.task_role() == role_pair.resource_role() {
        unproven(
            "the task role would have the name of the shared resource role",
            "leave the account out of the pair",
        );
    }
    let destination = Destination::member(account);
    let reasons = admit(config, &destination).err().unwrap_or_default();
    findings.extend(reasons.iter().map(|reason| reason.finding(&destination)));
    findings
}

fn task_role(config: &Config, pair: &Pair, role_pair: &RolePair) -> DesiredRole {
    let description = format!(
        "Task role of the pair {}; may only assume its role in account {}",
        pair.name, config.resource_account
    );
    role(
        config,
        pair,
        role_pair.task_role(),
        description,
        (role_pair.task_role_trust(), role_pair.task_role_policy()),
        role_pair.task_account.as_str(),
    )
}

fn resource_role(
    config: &Config,
    pair: &Pair,
    role_pair: &RolePair,
    permissions: Document,
) -> DesiredRole {
    let (whose, account) = match role_pair.trust {
        TrustScope::Account => (
            format!("tasks in account {}", role_pair.task_account),
            role_pair.task_account.as_str(),
        ),
        TrustScope::Organization { .. } => (
            format!("tasks of organization {}", role_pair.organization),
            ALL_ACCOUNTS,
        ),
    };
    role(
        config,
        pair,
        role_pair.resource_role(),
        format!("Resource role of the pair {} for {whose}", pair.name),
        (role_pair.resource_role_trust(), permissions),
        account,
    )
}

fn role(
    config: &Config,
    pair: &Pair,
    arn: RoleArn,
    description: String,
    (trust, policy): (Document, Document),
    account: &str,
) -> DesiredRole {
    let boundary = pair
        .permissions_boundary
        .arn(&config.partition, &arn.account);
    let tags = [
        (MANAGED_BY_TAG, MANAGED_BY),
        (PAIR_TAG, pair.name.as_str()),
        (ACCOUNT_TAG, account),
    ];
    DesiredRole {
        arn,
        description,
        trust,
        policy_name: POLICY_NAME.to_owned(),
        policy,
        boundary,
        tags: tags
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into_iter()
            .collect::<Tags>(),
    }
}

#[cfg(test)]
mod tests {
    use rolepair_model::AccountState;
    use serde_json::json;

    use super::*;
    use crate::examples::{account, config};

    fn codes(account: &Account) -> Vec<&'static str> {
        let config = config();
        let findings = desired(&config, &config.pairs[0], account).unwrap_err();
        findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect()
    }

    #[test]
    fn both_roles_follow_from_the_configuration_and_the_account() {
        let config = config();
        let pair = desired(&config, &config.pairs[0], &account()).unwrap();
        let (task, resource) = (&pair.task_role, &pair.resource_role);
        assert_eq!(task.arn, pair.role_pair.task_role());
        assert_eq!(task.trust, pair.role_pair.task_role_trust());
        assert_eq!(task.policy, pair.role_pair.task_role_policy());
        assert_eq!(resource.arn, pair.role_pair.resource_role());
        assert_eq!(resource.trust, pair.role_pair.resource_role_trust());
        assert_eq!(
            resource.policy.to_value()["Statement"][0]["Resource"],
            json!("arn:aws:dynamodb:eu-west-1:111111111111:table/orders")
        );
        let boundaries = [task, resource].map(|role| role.boundary.to_string());
        assert_eq!(
            boundaries,
            [
                "arn:aws:iam::222222222222:policy/boundary",
                "arn:aws:iam::111111111111:policy/boundary"
            ]
        );
        for role in [task, resource] {
            let tags: Vec<&str> = role.tags.values().map(String::as_str).collect();
            assert_eq!(tags, ["222222222222", "rolepair", "orders"]);
        }
    }

    #[test]
    fn a_resource_role_that_all_accounts_share_does_not_name_them() {
        let config = config();
        let pair = desired(&config, &config.pairs[1], &account()).unwrap();
        assert_eq!(pair.resource_role.tags[ACCOUNT_TAG], ALL_ACCOUNTS);
        assert_eq!(pair.task_role.tags[ACCOUNT_TAG], "222222222222");
        assert!(!pair.resource_role.description.contains("222222222222"));
        let other = Account {
            id: "333333333333".parse().unwrap(),
            ..account()
        };
        let other = desired(&config, &config.pairs[1], &other).unwrap();
        assert_eq!(other.resource_role, pair.resource_role);
    }

    #[test]
    fn an_account_that_must_not_have_the_roles_does_not_get_them() {
        let path = |path: &str| Account {
            path: path.parse().unwrap(),
            ..account()
        };
        assert_eq!(codes(&path("o-bbbbbbbbbb/r-ab12/")), ["RP207"]);
        let closed = Account {
            state: AccountState::Closed,
            ..account()
        };
        assert_eq!(codes(&closed), ["RP205"]);
        let widening = Account {
            tags: [("table".to_owned(), "*".to_owned())].into(),
            ..path("o-bbbbbbbbbb/r-ab12/")
        };
        assert_eq!(codes(&widening), ["RP207", "RP203"]);
        let missing = Account {
            tags: Tags::new(),
            ..account()
        };
        assert_eq!(codes(&missing), ["RP206"]);
    }

    #[test]
    fn a_shared_role_that_would_not_let_the_account_in_is_a_finding() {
        let config = config();
        let elsewhere = Account {
            path: "o-a1b2c3d4e5/r-zz99/".parse().unwrap(),
            ..account()
        };
        let findings = desired(&config, &config.pairs[1], &elsewhere).unwrap_err();
        assert_eq!(findings[0].code, FindingCode::Unproven);
        let owner = Account {
            id: config.resource_account.clone(),
            ..account()
        };
        let findings = desired(&config, &config.pairs[1], &owner).unwrap_err();
        assert_eq!(findings[0].code, FindingCode::Unproven);
    }
}
