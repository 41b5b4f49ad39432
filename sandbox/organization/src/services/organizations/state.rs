use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{AccountId, OrganizationId, Partition, Tags};
use time::OffsetDateTime;

use super::{handshake::Handshake, service_control_policy::ServiceControlPolicy};
use crate::options::Options;

/// The organization.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) id: OrganizationId,
    pub(crate) root: String,
    pub(super) root_tags: Tags,
    pub(crate) management: AccountId,
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) members: BTreeMap<AccountId, Member>,
    pub(super) creations: BTreeMap<String, Creation>,
    pub(super) handshakes: BTreeMap<String, Handshake>,
    pub(super) policies: BTreeMap<String, ServiceControlPolicy>,
    /// Delegated administrators and the services they are for.
    pub(super) delegated: BTreeMap<AccountId, BTreeSet<String>>,
    /// The services that may work in its accounts.
    pub(crate) services: BTreeSet<String>,
}

/// An organizational unit.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) parent: String,
    pub(super) tags: Tags,
}

/// An account of the organization.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) id: AccountId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) parent: String,
    pub(super) method: JoinedMethod,
    pub(super) joined: OffsetDateTime,
    /// Closed: it stays a member until AWS removes it.
    pub(super) is_suspended: bool,
    pub(super) tags: Tags,
}

/// How an account came into the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JoinedMethod {
    /// CreateAccount made it.
    Created,
    /// It accepted an invitation.
    Invited,
}

/// A request to create an account.
#[derive(Debug, Clone)]
pub(super) struct Creation {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role_name: String,
    pub(super) tags: Tags,
    pub(super) requested: OffsetDateTime,
    pub(super) outcome: Option<Created>,
}

/// How a request to create an account ended.
#[derive(Debug, Clone)]
pub(super) struct Created {
    pub(super) at: OffsetDateTime,
    pub(super) result: Result<AccountId, &'static str>,
}

/// The place of an account in the organization, as condition keys have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) organization: OrganizationId,
    /// `o-.../r-.../ou-.../`
    pub(crate) path: String,
}

impl State {
    /// An organization with nothing but its root.
    pub(crate) fn new(options: &Options) -> Self {
        let full_access = ServiceControlPolicy::full_access(options.root.as_str());
        Self {
            id: options.organization.clone(),
            root: options.root.as_str().to_owned(),
            root_tags: Tags::new(),
            management: options.management.id.clone(),
            units: BTreeMap::new(),
            members: BTreeMap::new(),
            creations: BTreeMap::new(),
            handshakes: BTreeMap::new(),
            policies: BTreeMap::from([(full_access.id.clone(), full_access)]),
            delegated: BTreeMap::new(),
            services: BTreeSet::new(),
        }
    }

    /// The place of an account; `None` if it is not in the organization.
    pub(crate) fn membership(&self, account: &AccountId) -> Option<Membership> {
        let member = self.members.get(account)?;
        let mut path = format!("{}/", self.id);
        for id in self.levels(&member.parent) {
            path.push_str(&id);
            path.push('/');
        }
        Some(Membership {
            organization: self.id.clone(),
            path,
        })
    }

    /// The root and the units from it down to `parent`, which is the last.
    fn levels(&self, parent: &str) -> Vec<String> {
        let mut levels = vec![parent.to_owned()];
        let mut at = parent;
        while let Some(unit) = self.units.get(at) {
            at = &unit.parent;
            levels.push(at.to_owned());
        }
        levels.reverse();
        levels
    }

    /// The service control policies over an account, level by level from the root down. The
    /// management account has none.
    pub(crate) fn service_control_policies(&self, account: &AccountId) -> Vec<Vec<String>> {
        let Some(member) = self
            .members
            .get(account)
            .filter(|member| member.id != self.management)
        else {
            return Vec::new();
        };
        let mut levels = self.levels(&member.parent);
        levels.push(account.to_string());
        let attached = |target: &String| {
            let policies = self
                .policies
                .values()
                .filter(|policy| policy.targets.contains(target));
            policies.map(|policy| policy.content.clone()).collect()
        };
        levels.iter().map(attached).collect()
    }

    /// Whether there is a root or unit of that id.
    pub(crate) fn is_parent(&self, id: &str) -> bool {
        id == self.root || self.units.contains_key(id)
    }

    /// The name of a member account.
    pub(crate) fn name(&self, account: &AccountId) -> Option<&str> {
        self.members.get(account).map(|member| member.name.as_str())
    }

    pub(super) fn member(&self, id: &str) -> Option<&Member> {
        self.members.get(&id.parse().ok()?)
    }

    /// The ARN of an account, a unit, the root or a policy.
    pub(crate) fn arn(&self, partition: &Partition, id: &str) -> String {
        let kind = match id.split('-').next() {
            Some("ou") => "ou",
            Some("r") => "root",
            Some("p") => "policy",
            Some("h") => "handshake",
            _ => "account",
        };
        let detail = match kind {
            "policy" => "service_control_policy/",
            "handshake" => "invite/",
            _ => "",
        };
        format!(
            "arn:{partition}:organizations::{}:{kind}/{}/{detail}{id}",
            self.management, self.id
        )
    }

    /// The tags of an account, a unit, the root or a policy; `None` if there is no such thing.
    pub(crate) fn tags(&self, id: &str) -> Option<&Tags> {
        if id == self.root {
            return Some(&self.root_tags);
        }
        let unit = self.units.get(id).map(|unit| &unit.tags);
        let policy = self.policies.get(id).map(|policy| &policy.tags);
        unit.or(policy)
            .or_else(|| self.member(id).map(|member| &member.tags))
    }

    pub(super) fn tags_mut(&mut self, id: &str) -> Option<&mut Tags> {
        if id == self.root {
            return Some(&mut self.root_tags);
        }
        if let Some(unit) = self.units.get_mut(id) {
            return Some(&mut unit.tags);
        }
        if let Some(policy) = self.policies.get_mut(id) {
            return Some(&mut policy.tags);
        }
        Some(&mut self.members.get_mut(&id.parse().ok()?)?.tags)
    }

    /// A new root, unit or account has the policy that allows everything.
    pub(super) fn attach_full_access(&mut self, target: &str) {
        if let Some(policy) = self.policies.get_mut(ServiceControlPolicy::FULL_ACCESS) {
            policy.targets.insert(target.to_owned());
        }
    }

    /// Puts an account into the organization, at the root.
    pub(crate) fn add_member(
        &mut self,
        id: &AccountId,
        name: &str,
        email: &str,
        method: JoinedMethod,
        joined: OffsetDateTime,
    ) {
        let member = Member {
            id: id.clone(),
            name: name.to_owned(),
            email: email.to_owned(),
            parent: self.root.clone(),
            method,
            joined,
            is_suspended: false,
            tags: Tags::new(),
        };
        self.members.insert(id.clone(), member);
        self.attach_full_access(id.as_str());
    }

    /// Reopens a closed account, as AWS Support does; false if it is not a member.
    pub(crate) fn reinstate(&mut self, account: &AccountId) -> bool {
        let member = self.members.get_mut(account);
        member.is_some_and(|member| {
            member.is_suspended = false;
            true
        })
    }

    /// Whether an account is a delegated administrator for a service.
    pub(crate) fn is_delegated(&self, account: &AccountId, service: &str) -> bool {
        let services = self.delegated.get(account);
        services.is_some_and(|services| services.contains(service))
    }

    /// The accounts that are not closed.
    pub(crate) fn active_accounts(&self) -> Vec<AccountId> {
        let members = self.members.values();
        let active = members.filter(|member| !member.is_suspended);
        active.map(|member| member.id.clone()).collect()
    }

    /// Makes an account a delegated administrator.
    pub(crate) fn delegate(&mut self, account: &AccountId, service: &str) -> bool {
        self.delegated
            .entry(account.clone())
            .or_default()
            .insert(service.to_owned())
    }
}
