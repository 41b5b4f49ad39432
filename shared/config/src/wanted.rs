/// What must be asked of the organization, beyond name and state, to know whether an account is
/// selected and to fill the permissions: every answer is a call of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Wanted {
    /// Where the account stands.
    pub path: bool,
    /// Its tags.
    pub tags: bool,
}
