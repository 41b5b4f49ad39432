use std::cell::Cell;

use rolepair_model::{RoleArn, Tags};
use time::{Duration, OffsetDateTime};

use super::grants::Grants;
use crate::dials::Propagation;

/// A role of an account.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) arn: RoleArn,
    /// `AROA...`: never used again, even for a role of the same name.
    pub(crate) id: String,
    pub(crate) created: OffsetDateTime,
    pub(crate) description: Option<String>,
    pub(crate) max_session_seconds: i64,
    pub(crate) tags: Tags,
    /// The documents as IAM itself shows them.
    pub(crate) grants: Grants,
    lag: Option<Lag>,
}

/// A change that others do not see yet.
#[derive(Debug, Clone)]
struct Lag {
    /// What they see instead; `None` if the role is new.
    before: Option<Grants>,
    until: Option<OffsetDateTime>,
    looks_left: Option<Cell<u32>>,
}

impl Role {
    pub(crate) fn new(arn: RoleArn, id: String, created: OffsetDateTime, grants: Grants) -> Self {
        Self {
            arn,
            id,
            created,
            description: None,
            max_session_seconds: 3_600,
            tags: Tags::new(),
            grants,
            lag: None,
        }
    }

    /// The documents as AssumeRole and trust policies see them; `None` while the role is too new.
    /// Each call is one look.
    pub(crate) fn seen(&self, now: OffsetDateTime) -> Option<&Grants> {
        let Some(lag) = &self.lag else {
            return Some(&self.grants);
        };
        let due = lag.until.is_some_and(|until| until <= now);
        let looked_often = lag.looks_left.as_ref().is_some_and(|left| {
            let before = left.get();
            left.set(before.saturating_sub(1));
            before == 0
        });
        if due || looked_often {
            Some(&self.grants)
        } else {
            lag.before.as_ref()
        }
    }

    /// Makes the role new as of `now`.
    pub(crate) fn begin(&mut self, propagation: Propagation, now: OffsetDateTime) {
        self.lag = Lag::new(None, propagation, now);
    }

    /// Changes the role's documents as of `now`.
    pub(crate) fn change(
        &mut self,
        propagation: Propagation,
        now: OffsetDateTime,
        change: impl FnOnce(&mut Grants),
    ) {
        let before = match self.lag.take() {
            Some(lag) if !lag.is_over(now) => lag.before,
            _ => Some(self.grants.clone()),
        };
        change(&mut self.grants);
        self.lag = Lag::new(before, propagation, now);
    }
}

impl Lag {
    fn new(before: Option<Grants>, propagation: Propagation, now: OffsetDateTime) -> Option<Self> {
        let Propagation { reads, ms } = propagation;
        if reads == 0 && ms == 0 {
            return None;
        }
        let wait = Duration::milliseconds(i64::try_from(ms).unwrap_or(i64::MAX));
        Some(Self {
            before,
            until: (ms > 0).then(|| now.saturating_add(wait)),
            looks_left: (reads > 0).then(|| Cell::new(reads)),
        })
    }

    fn is_over(&self, now: OffsetDateTime) -> bool {
        let no_looks_left = self.looks_left.as_ref().is_some_and(|left| left.get() == 0);
        no_looks_left || self.until.is_some_and(|until| until <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::iam::grants::Grants;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn role() -> Role {
        let arn = "arn:aws:iam::111111111111:role/r".parse().unwrap();
        let grants = Grants {
            trust: serde_json::json!({}),
            inline: Default::default(),
            attached: Default::default(),
            boundary: None,
        };
        Role::new(arn, "AROA1".to_owned(), NOW, grants)
    }

    #[test]
    fn a_new_role_is_seen_after_a_number_of_looks() {
        let mut role = role();
        role.begin(Propagation { reads: 2, ms: 0 }, NOW);
        assert!(role.seen(NOW).is_none());
        assert!(role.seen(NOW).is_none());
        assert!(role.seen(NOW).is_some());
    }

    #[test]
    fn a_change_is_seen_after_its_time_and_the_earlier_documents_until_then() {
        let mut role = role();
        let propagation = Propagation { reads: 0, ms: 10 };
        role.change(propagation, NOW, |grants| {
            grants.boundary = Some("b".to_owned())
        });
        assert_eq!(role.seen(NOW).unwrap().boundary, None);
        assert_eq!(role.grants.boundary.as_deref(), Some("b"));
        let later = NOW + Duration::milliseconds(10);
        assert_eq!(role.seen(later).unwrap().boundary.as_deref(), Some("b"));
    }
}
