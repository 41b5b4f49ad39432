use rolepair_model::AccountId;
use serde::Serialize;

/// What a client signs with.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Credentials {
    /// The account the principal lives in.
    pub account: AccountId,
    /// `AKIA...` of a user, `ASIA...` of a session.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// Given with a session, never with a user.
    pub session_token: Option<String>,
    /// When the session ends.
    pub expiration: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("account", &self.account)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
