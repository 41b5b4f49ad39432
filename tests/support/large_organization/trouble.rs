use aws_sdk_iam::types::Role;
use aws_sdk_organizations::types::PolicyType;
use rolepair_model::AccountId;
use rolepair_sandbox::{AwsService, Throttle};
use serde_json::json;

use super::{LargeOrganization, tag};
use crate::{TaskDefinition, task_definition};

/// What can be wrong with an account, each in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// IAM lets no role be created, however often it is asked.
    Throttled,
    /// A role of the task role's name is somebody else's.
    RoleOfSomebodyElse,
    /// The role the hub assumes is not there.
    NoHubRole,
    /// A service control policy denies what the hub's role may do.
    Denied,
    /// The account is closed.
    Closed,
    /// The account lacks the tag the permissions ask for.
    NoTag,
    /// The tag would widen the permissions.
    WideningTag,
    /// The account has as many roles as it may have.
    NoMoreRoles,
    /// A container has static keys.
    StaticKeys,
    /// A task definition has as many containers as it may have.
    TenContainers,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Throttled,
        Self::RoleOfSomebodyElse,
        Self::NoHubRole,
        Self::Denied,
        Self::Closed,
        Self::NoTag,
        Self::WideningTag,
        Self::NoMoreRoles,
        Self::StaticKeys,
        Self::TenContainers,
    ];

    /// How an account with it fails: the kind of failure, and what its reason holds.
    #[must_use]
    pub fn shows_as(self) -> (&'static str, &'static str) {
        match self {
            Self::Throttled => ("Transient", "`Throttling`"),
            Self::NoHubRole => ("Transient", "sts:AssumeRole"),
            Self::RoleOfSomebodyElse => ("Refused", "RP201"),
            Self::Denied => ("Refused", "RP308"),
            Self::Closed => ("Refused", "RP205"),
            Self::NoTag => ("Refused", "RP206"),
            Self::WideningTag => ("Refused", "RP203"),
            Self::NoMoreRoles => ("Refused", "RP210"),
            Self::StaticKeys => ("Refused", "RP105"),
            Self::TenContainers => ("Refused", "RP101"),
        }
    }
}

/// Accounts in trouble, and what it takes to get them out of it.
#[derive(Debug)]
pub struct Troubles<'o> {
    organization: &'o LargeOrganization,
    /// Each with its trouble.
    pub accounts: Vec<(AccountId, Trouble)>,
    hub_role: Option<(Role, String)>,
    denial: Option<String>,
}

const HUB_ROLE: &str = "rolepair-hub-task-account";
const HUB_POLICY: &str = "rolepair";
const TASK_ROLE: &str = "rolepair-orders";
const NO_NEW_ROLES: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
    "Action": "iam:CreateRole", "Resource": "*"}}"#;
const ANY_TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

impl<'o> Troubles<'o> {
    /// Brings every trouble over an account of its own, far apart from each other.
    pub async fn begin(organization: &'o LargeOrganization) -> Self {
        let apart = organization.accounts.len() / Trouble::ALL.len();
        let accounts = organization.accounts.iter().step_by(apart).cloned();
        let mut troubles = Self {
            organization,
            accounts: accounts.zip(Trouble::ALL).collect(),
            hub_role: None,
            denial: None,
        };
        for (account, trouble) in troubles.accounts.clone() {
            troubles.bring(&account, trouble).await;
        }
        organization.scene.settle().await;
        organization.scene.forget();
        troubles
    }

    async fn bring(&mut self, account: &AccountId, trouble: Trouble) {
        let scene = &self.organization.scene;
        let organizations = scene.management().organizations();
        let iam = scene.operator(account).iam();
        match trouble {
            Trouble::Throttled => scene.sandbox.turn(|dials| {
                dials.throttles.push(Throttle {
                    service: Some(AwsService::Iam),
                    operation: Some("CreateRole".to_owned()),
                    account: Some(account.clone()),
                    per_second: 0.0,
                    burst: 0,
                });
            }),
            Trouble::RoleOfSomebodyElse => {
                let role = iam.create_role().role_name(TASK_ROLE);
                let role = role.assume_role_policy_document(ANY_TRUST);
                role.send().await.expect("CreateRole");
            }
            Trouble::NoHubRole => self.take_hub_role(account).await,
            Trouble::Denied => self.deny(account).await,
            Trouble::Closed => {
                let close = organizations.close_account().account_id(account.as_str());
                close.send().await.expect("CloseAccount");
            }
            Trouble::NoTag => {
                let untag = organizations.untag_resource();
                let untag = untag.resource_id(account.as_str()).tag_keys("team");
                untag.send().await.expect("UntagResource");
            }
            Trouble::WideningTag => self.name_team(account, "*").await,
            Trouble::NoMoreRoles => {
                let roles = iam.list_roles().send().await.expect("ListRoles").roles;
                let quota = roles.len();
                scene.sandbox.turn(|dials| {
                    dials.role_quotas.insert(account.clone(), quota);
                });
            }
            Trouble::StaticKeys => {
                let keys = json!([{"name": "AWS_ACCESS_KEY_ID", "value": "AKIAIOSFODNN7EXAMPLE"}]);
                let definition = task_definition("api");
                let definition = definition.with_container_member("environment", keys);
                scene.register(account, &definition).await;
            }
            Trouble::TenContainers => scene.register(account, &ten_containers()).await,
        }
    }

    /// Takes every trouble away.
    pub async fn end(self) {
        for (account, trouble) in &self.accounts {
            self.take_away(account, *trouble).await;
        }
        self.organization.scene.settle().await;
        self.organization.scene.forget();
    }

    async fn take_away(&self, account: &AccountId, trouble: Trouble) {
        let scene = &self.organization.scene;
        let iam = scene.operator(account).iam();
        match trouble {
            Trouble::Throttled => scene.sandbox.turn(|dials| dials.throttles.clear()),
            Trouble::RoleOfSomebodyElse => {
                let delete = iam.delete_role().role_name(TASK_ROLE).send();
                delete.await.expect("DeleteRole");
            }
            Trouble::NoHubRole => self.give_hub_role_back(account).await,
            Trouble::Denied => self.allow(account).await,
            Trouble::Closed => assert!(scene.sandbox.reinstate_account(account)),
            Trouble::NoTag | Trouble::WideningTag => self.name_team(account, "team").await,
            Trouble::NoMoreRoles => scene.sandbox.turn(|dials| {
                dials.role_quotas.remove(account);
            }),
            Trouble::StaticKeys | Trouble::TenContainers => {
                scene.register(account, &task_definition("api")).await;
            }
        }
    }

    async fn take_hub_role(&mut self, account: &AccountId) {
        let iam = self.organization.scene.operator(account).iam();
        let role = iam.get_role().role_name(HUB_ROLE).send().await;
        let role = role.expect("GetRole").role.expect("a role");
        let policy = iam.get_role_policy().role_name(HUB_ROLE);
        let policy = policy.policy_name(HUB_POLICY).send().await;
        let policy = decoded(&policy.expect("GetRolePolicy").policy_document);
        let delete = iam.delete_role_policy().role_name(HUB_ROLE);
        let delete = delete.policy_name(HUB_POLICY).send();
        delete.await.expect("DeleteRolePolicy");
        let delete = iam.delete_role().role_name(HUB_ROLE).send();
        delete.await.expect("DeleteRole");
        self.hub_role = Some((role, policy));
    }

    async fn give_hub_role_back(&self, account: &AccountId) {
        let iam = self.organization.scene.operator(account).iam();
        let (role, policy) = self.hub_role.as_ref().expect("it was taken");
        let trust = role.assume_role_policy_document().expect("a trust policy");
        let create = iam.create_role().role_name(HUB_ROLE);
        let create = create.assume_role_policy_document(decoded(trust)).send();
        create.await.expect("CreateRole");
        let put = iam.put_role_policy().role_name(HUB_ROLE);
        let put = put.policy_name(HUB_POLICY).policy_document(policy).send();
        put.await.expect("PutRolePolicy");
    }

    async fn deny(&mut self, account: &AccountId) {
        let organizations = self.organization.scene.management().organizations();
        let policy = organizations.create_policy().name("no-new-roles");
        let policy = policy.description("none").content(NO_NEW_ROLES);
        let policy = policy.r#type(PolicyType::ServiceControlPolicy).send().await;
        let policy = policy.expect("CreatePolicy").policy;
        let summary = policy.and_then(|policy| policy.policy_summary);
        let id = summary.and_then(|summary| summary.id).expect("an id");
        let attach = organizations.attach_policy().policy_id(&id);
        let attach = attach.target_id(account.as_str()).send();
        attach.await.expect("AttachPolicy");
        self.denial = Some(id);
    }

    async fn allow(&self, account: &AccountId) {
        let organizations = self.organization.scene.management().organizations();
        let detach = organizations.detach_policy();
        let detach = detach.policy_id(self.denial.as_deref().expect("it was denied"));
        let detach = detach.target_id(account.as_str()).send();
        detach.await.expect("DetachPolicy");
    }

    async fn name_team(&self, account: &AccountId, team: &str) {
        let organizations = self.organization.scene.management().organizations();
        let tags = organizations.tag_resource().resource_id(account.as_str());
        tags.tags(tag(team)).send().await.expect("TagResource");
    }
}

fn ten_containers() -> TaskDefinition {
    let container = |number| {
        json!({
            "name": format!("app-{number}"), "image": "registry.example.com/shop/app:1",
            "essential": number == 0
        })
    };
    let containers: Vec<_> = (0..10).map(container).collect();
    task_definition("api").with("containerDefinitions", json!(containers))
}

/// A document as it was before IAM percent-encoded it.
fn decoded(document: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(document).decode_utf8();
    decoded.expect("a document").into_owned()
}
