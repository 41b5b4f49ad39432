use crate::{
    AccountId, PairName,
    text::{consists_of, text_type},
};

text_type!(
    /// The name of an IAM role, without its path.
    ///
    /// 1 to 64 letters, digits and `+=,.@_-`
    /// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>).
    RoleName,
    "a role name (1 to 64 letters, digits and `+=,.@_-`)",
    |text| consists_of(text, 1, 64, |c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c))
);

impl RoleName {
    /// `rolepair-<pair>`: the task role of a pair, or the resource role that all accounts share.
    #[must_use]
    pub fn of_pair(pair: &PairName) -> Self {
        // INVARIANT: a pair name has the characters of a role name, and is short enough.
        Self(format!("rolepair-{pair}"))
    }

    /// `rolepair-<pair>-<account>`: the resource role of a pair for one task account.
    #[must_use]
    pub fn of_pair_for(pair: &PairName, task_account: &AccountId) -> Self {
        // INVARIANT: a pair name has the characters of a role name, and is short enough.
        Self(format!("rolepair-{pair}-{task_account}"))
    }
}

text_type!(
    /// The path of an IAM role: `/`, or one that starts and ends with `/`.
    RolePath,
    "a role path (`/`, or at most 512 characters that start and end with `/`)",
    |text| {
        consists_of(text, 1, 512, |c| ('\u{21}'..='\u{7e}').contains(&c) && !"*?".contains(c))
            && text.starts_with('/')
            && text.ends_with('/')
    }
);

impl RolePath {
    /// The path of every role that rolepair makes. rolepair has no permission for other paths.
    #[must_use]
    pub fn rolepair() -> Self {
        Self("/rolepair/".to_owned())
    }
}
