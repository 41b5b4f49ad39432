use rolepair_model::{AccountId, OrganizationId, PairName, Partition, RoleArn, RoleName, RolePath};

use crate::{Comparison, ConditionOperator, Document, Principals, Statement, TrustScope};

/// A pair in one task account: what its two roles are called, whom they trust, and what the task
/// role may do. Every document is a pure function of these fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolePair {
    /// The partition both accounts are in.
    pub partition: Partition,
    /// The organization both accounts are in.
    pub organization: OrganizationId,
    /// The pair.
    pub pair: PairName,
    /// The account that runs the tasks.
    pub task_account: AccountId,
    /// The account that owns the resources.
    pub resource_account: AccountId,
    /// Whom the resource role lets in.
    pub trust: TrustScope,
    /// Whether ECS Exec works in the tasks.
    pub ecs_exec: bool,
}

/// The service that assumes a task role; the same name in every partition.
pub(crate) const ECS_TASKS: &str = "ecs-tasks.amazonaws.com";
pub(crate) const ASSUME_ROLE: &str = "sts:AssumeRole";

/// What ECS Exec asks of a task role.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions>
pub(crate) const ECS_EXEC_ACTIONS: [&str; 4] = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

impl RolePair {
    /// The task role: the role of the tasks, in the task account.
    #[must_use]
    pub fn task_role(&self) -> RoleArn {
        self.role_in(&self.task_account, RoleName::of_pair(&self.pair))
    }

    /// The resource role: the role the tasks work as, in the resource account.
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

    /// The trust policy of the task role: ECS, for tasks of this account.
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

    /// The one policy of the task role: to assume the resource role.
    ///
    /// SDKs that do not get a profile to work fall back to the task role without a word. A task
    /// role that can do nothing else turns that into an error instead of a write to the wrong
    /// account.
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
    /// It pins the task role by condition instead of naming it: the task role need not exist yet,
    /// deleting and recreating it breaks nothing, and an account that leaves the organization is
    /// cut off at once.
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

    /// In the resource account the same name is the resource role itself: it must not be let in, or
    /// its sessions could renew themselves for ever.
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

    /// Where in the organization a trusted account may stand, as `aws:PrincipalOrgPaths` has it.
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
