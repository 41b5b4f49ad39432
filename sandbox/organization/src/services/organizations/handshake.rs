use rolepair_model::{AccountId, Tags};
use time::{Duration, OffsetDateTime};

/// How long an invitation can be accepted.
pub(super) const VALID_FOR: Duration = Duration::days(15);

/// An invitation.
#[derive(Debug, Clone)]
pub(super) struct Handshake {
    pub(super) id: String,
    pub(super) account: AccountId,
    pub(super) tags: Tags,
    pub(super) requested: OffsetDateTime,
    pub(super) accepted: bool,
}
