use std::future::Future;

use rolepair_config::Wanted;
use rolepair_model::{Account, AccountId};

use crate::{Page, PageToken, PortError};

/// AWS Organizations, as far as rolepair asks it.
pub trait Organization: Sync {
    /// What the organization knows of an account; `None` where it is no member.
    ///
    /// `wanted` says which costly parts (path, tags) the configuration decides by.
    fn account(
        &self,
        account: &AccountId,
        wanted: Wanted,
    ) -> impl Future<Output = Result<Option<Account>, PortError>> + Send;

    /// One page of the ids of all member accounts; `None` asks for the first.
    fn accounts(
        &self,
        page: Option<&PageToken>,
    ) -> impl Future<Output = Result<Page<AccountId>, PortError>> + Send;
}
