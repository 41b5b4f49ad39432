use std::fmt;

use serde::Serialize;

use crate::{AccountId, Family, Region, RoleArn};

/// What a finding is about, as far as it is known. As JSON, what is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct About {
    /// The task account, or the account that a malformed event came from. A role may be in the resource
    /// account all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The Region of the task definition, or the one that a malformed event came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The family of the task definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// The revision of the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleArn>,
}

impl About {
    /// Takes from `other` what is not known here. A revision goes with its family: that of another
    /// family is not taken.
    pub fn complete(&mut self, other: &Self) {
        if self.revision.is_none() && (self.family.is_none() || self.family == other.family) {
            self.revision = other.revision;
        }
        fill(&mut self.account, other.account.as_ref());
        fill(&mut self.region, other.region.as_ref());
        fill(&mut self.family, other.family.as_ref());
        fill(&mut self.role, other.role.as_ref());
    }

    /// The known parts in words: `account 222222222222, Region eu-west-1, task definition shop-api:7`.
    /// A part that is just `subject` is left out.
    pub(crate) fn words(&self, subject: &str) -> String {
        let task_definition = self.family.as_ref().map(|family| match self.revision {
            Some(revision) => format!("{family}:{revision}"),
            None => family.to_string(),
        });
        let parts = [
            ("account", self.account.as_ref().map(ToString::to_string)),
            ("Region", self.region.as_ref().map(ToString::to_string)),
            ("task definition", task_definition),
            ("role", self.role.as_ref().map(ToString::to_string)),
        ];
        let known = parts.into_iter().filter_map(|(kind, name)| {
            let name = name.filter(|name| name != subject)?;
            Some(format!("{kind} {name}"))
        });
        known.collect::<Vec<_>>().join(", ")
    }
}

/// The known parts in words; empty where nothing is known.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(""))
    }
}

fn fill<T: Clone>(field: &mut Option<T>, value: Option<&T>) {
    if field.is_none() {
        *field = value.cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_and_what_is_not_is_taken() {
        let mut about = About {
            family: Some("shop".parse().unwrap()),
            ..About::default()
        };
        let other = |family: &str| About {
            account: Some("222222222222".parse().unwrap()),
            family: Some(family.parse().unwrap()),
            revision: Some(7),
            ..About::default()
        };
        about.complete(&other("other"));
        assert_eq!(
            about.to_string(),
            "account 222222222222, task definition shop"
        );
        about.complete(&other("shop"));
        assert_eq!(about.words("222222222222"), "task definition shop:7");
    }
}
