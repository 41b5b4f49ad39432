/// What the pairs need to know about an account, in addition to its name and state.
///
/// It decides which accounts are selected, and fills placeholders. Each part costs a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Wanted {
    /// The place of the account in the organization.
    pub path: bool,
    /// The tags of the account.
    pub tags: bool,
}
