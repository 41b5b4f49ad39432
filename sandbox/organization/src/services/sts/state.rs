use std::collections::HashMap;

use time::OffsetDateTime;

use crate::caller::Caller;

/// Every access key there is: of users, and of sessions.
#[derive(Debug, Default)]
pub(crate) struct State {
    keys: HashMap<String, AccessKey>,
}

/// What an access key id stands for.
#[derive(Debug, Clone)]
pub(crate) struct AccessKey {
    pub(crate) secret: String,
    /// The token that belongs to it, where it is a session's.
    pub(crate) token: Option<String>,
    pub(crate) expires: Option<OffsetDateTime>,
    pub(crate) caller: Caller,
}

impl State {
    pub(crate) fn key(&self, access_key_id: &str) -> Option<&AccessKey> {
        self.keys.get(access_key_id)
    }

    /// The key, which is of no use to anybody from now on.
    pub(crate) fn take(&mut self, access_key_id: &str) -> Option<AccessKey> {
        self.keys.remove(access_key_id)
    }

    pub(crate) fn insert(&mut self, access_key_id: String, key: AccessKey) {
        self.keys.insert(access_key_id, key);
    }
}
