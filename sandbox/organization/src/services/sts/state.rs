use std::collections::HashMap;

use time::OffsetDateTime;

use crate::caller::Caller;

/// Every access key there is: of users, and of sessions.
#[derive(Debug, Default)]
pub(crate) struct State {
    keys: HashMap<String, AccessKey>,
}

/// An access key, by its id.
#[derive(Debug, Clone)]
pub(crate) struct AccessKey {
    pub(crate) secret: String,
    /// The token that belongs to it, if it is a session's.
    pub(crate) token: Option<String>,
    pub(crate) expires: Option<OffsetDateTime>,
    pub(crate) caller: Caller,
}

impl State {
    pub(crate) fn key(&self, access_key_id: &str) -> Option<&AccessKey> {
        self.keys.get(access_key_id)
    }

    /// Takes a key out: nobody can use it any more.
    pub(crate) fn take(&mut self, access_key_id: &str) -> Option<AccessKey> {
        self.keys.remove(access_key_id)
    }

    pub(crate) fn insert(&mut self, access_key_id: String, key: AccessKey) {
        self.keys.insert(access_key_id, key);
    }
}
