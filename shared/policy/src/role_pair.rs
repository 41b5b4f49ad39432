use rolepair_model::{AccountId, OrganizationId, PairName, Partition, RoleArn, RoleName, RolePath};

use crate::{Comparison, ConditionOperator, Document, Principals, Statement, TrustScope};

/// A pair in one task account: the names of its two roles, whom they trust, and what the task role
/// can do. Every policy document is a pure function of these fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePair {
    /// The partition of both accounts.
    pub partition: Partition,
    /// The organization of both accounts.
    pub organization: OrganizationId,
    /// The name of the pair.
    pub pair: PairName,
    /// The account that runs the tasks.
    pub task_account: AccountId,
    /// The account that owns the resources.
    pub resource_account: AccountId,
    /// Whom the resource role trusts.
    pub trust: TrustScope,
    /// Whether the task role allows ECS Exec.
    pub ecs_exec: bool,
}

/// The service that assumes a task role. Its name is the same in every partition.
pub(crate) const ECS_TASKS: &str = "ecs-tasks.amazonaws.com";
pub(crate) const ASSUME_ROLE: &str = "sts:AssumeRole";

/// The actions that ECS Exec needs in the task role.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions>
pub(crate) const ECS_EXEC_ACTIONS: [&str; 4] = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

impl RolePair {
    /// The task role, in the task account. ECS assumes it for the tasks.
    #[must_use]
    pub fn task_role(&self) -> RoleArn {
        self.role_in(&self.task_account, RoleName::of_pair(&self.pair))
    }

    /// The resource role, in the resource account. The tasks assume it.
    #[must_use]
    pub fn resource_role(&self) -> RoleArn {
        let name = match self.trust {
            TrustScope::Account => RoleName::of_pair_for(&self.pair, &self.task_account),
            TrustScope::Organization { .. } => RoleName::of_pair(&self.pair),
        };
        self.role_in(&self.resource_account, name)
    }

    fn role_in(&self, account: &AccountId, name: RoleName) -> RoleArn {
        RoleArn {
            partition: self.partition.clone(),
            account: account.clone(),
            path: RolePath::rolepair(),
            name,
        }
    }

    /// The trust policy of the task role. It trusts ECS, for tasks of this account.
    #[must_use]
    pub fn task_role_trust(&self) -> Document {
        let Self {
            partition,
            task_account,
            ..
        } = self;
        let source = format!("arn:{partition}:ecs:*:{task_account}:*");
        Document::new(vec![
            Statement::allow([ASSUME_ROLE])
                .to(Principals::service(ECS_TASKS))
                .when(
                    ConditionOperator::new(Comparison::ArnLike),
                    "aws:SourceArn",
                    [source],
                )
                .when(
                    ConditionOperator::new(Comparison::StringEquals),
                    "aws:SourceAccount",
                    [task_account.as_str()],
                ),
        ])
    }

    /// The only policy of the task role. It allows assuming the resource role.
    ///
    /// An SDK that cannot use a profile silently uses the task role instead. Because the task role
    /// can do nothing else, its calls then fail instead of writing to the wrong account.
    #[must_use]
    pub fn task_role_policy(&self) -> Document {
        let mut statements =
            vec![Statement::allow([ASSUME_ROLE]).on(self.resource_role().to_string())];
        if self.ecs_exec {
            statements.push(Statement::allow(ECS_EXEC_ACTIONS).on("*"));
        }
        Document::new(statements)
    }

    /// The trust policy of the resource role.
    ///
    /// A condition names the task role, not the principal. So the task role does not have to exist
    /// yet, and can be deleted and created again. Another condition requires the organization, so
    /// an account that leaves it loses access at once.
    #[must_use]
    pub fn resource_role_trust(&self) -> Document {
        let allow = Statement::allow([ASSUME_ROLE]).when(
            ConditionOperator::new(Comparison::StringEquals),
            "aws:PrincipalOrgID",
            [self.organization.as_str()],
        );
        Document::new(vec![match &self.trust {
            TrustScope::Account => self.trust_account(allow),
            TrustScope::Organization { units } if units.is_empty() => {
                self.trust_organization(allow)
            }
            TrustScope::Organization { .. } => self.trust_organization(allow).when(
                ConditionOperator::for_any_value(Comparison::StringLike),
                "aws:PrincipalOrgPaths",
                self.trusted_paths(),
            ),
        }])
    }

    fn trust_account(&self, allow: Statement) -> Statement {
        let root = format!("arn:{}:iam::{}:root", self.partition, self.task_account);
        allow.to(Principals::aws([root])).when(
            ConditionOperator::new(Comparison::ArnEquals),
            "aws:PrincipalArn",
            [self.task_role().to_string()],
        )
    }

    /// The resource role has the same name as the task roles. It must not trust itself, or its
    /// sessions could renew themselves forever.
    fn trust_organization(&self, allow: Statement) -> Statement {
        allow
            .to(Principals::any())
            .when(
                ConditionOperator::new(Comparison::ArnLike),
                "aws:PrincipalArn",
                [self.task_roles_of_all_accounts()],
            )
            .when(
                ConditionOperator::new(Comparison::StringNotEquals),
                "aws:PrincipalAccount",
                [self.resource_account.as_str()],
            )
    }

    fn task_roles_of_all_accounts(&self) -> String {
        let RoleArn {
            partition,
            path,
            name,
            ..
        } = self.task_role();
        format!("arn:{partition}:iam::*:role{path}{name}")
    }

    /// Patterns of `aws:PrincipalOrgPaths` for the trusted accounts.
    fn trusted_paths(&self) -> Vec<String> {
        let TrustScope::Organization { units } = &self.trust else {
            return Vec::new();
        };
        let organization = &self.organization;
        let path = |unit: &rolepair_model::OrganizationalUnitId| {
            if unit.as_str().starts_with("r-") {
                format!("{organization}/{unit}/*")
            } else {
                format!("{organization}/*/{unit}/*")
            }
        };
        units.iter().map(path).collect()
    }
}
