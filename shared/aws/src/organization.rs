use aws_sdk_organizations::{
    Client,
    types::{self, AccountStatus, ParentType},
};
use futures::future::try_join;
use rolepair_config::Wanted;
use rolepair_model::{Account, AccountId, AccountState, OrganizationPath, Tags};
use rolepair_reconcile::{Organization, Page, PageToken, PortError};

use crate::{
    Aws,
    error::{is_missing, sorted},
};

/// The most accounts that AWS Organizations lists in one page.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>
const ACCOUNTS_PER_PAGE: i32 = 20;

/// The most parents of an account: the root, and five levels of units below it.
///
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const LEVELS: usize = 6;

const LIST_PARENTS: &str = "organizations:ListParents";

impl Organization for Aws {
    async fn account(
        &self,
        account: &AccountId,
        wanted: Wanted,
    ) -> Result<Option<Account>, PortError> {
        let client = &self.hub().await.organizations;
        let (described, tags) = try_join(
            describe(client, account),
            tags_if(wanted.tags, client, account),
        )
        .await?;
        let (Some(described), Some(tags)) = (described, tags) else {
            return Ok(None);
        };
        let path = match path_in(&described) {
            Some(path) => path,
            None => path_by_parents(client, account, &described).await?,
        };
        Ok(Some(Account {
            id: account.clone(),
            state: state(&described),
            name: described.name.unwrap_or_default(),
            path,
            tags,
        }))
    }

    async fn accounts(&self, page: Option<&PageToken>) -> Result<Page<AccountId>, PortError> {
        const OPERATION: &str = "organizations:ListAccounts";
        let client = &self.hub().await.organizations;
        let answer = client
            .list_accounts()
            .max_results(ACCOUNTS_PER_PAGE)
            .set_next_token(page.map(|page| page.0.clone()))
            .send()
            .await
            .map_err(|error| sorted(OPERATION, error))?;
        let ids = answer.accounts.unwrap_or_default().into_iter();
        Ok(Page {
            items: ids
                .filter_map(|account| account.id)
                .map(AccountId::try_from)
                .collect::<Result<_, _>>()
                .map_err(|error| PortError::refused(OPERATION, error))?,
            next: answer.next_token.map(PageToken),
        })
    }
}

async fn describe(
    client: &Client,
    account: &AccountId,
) -> Result<Option<types::Account>, PortError> {
    let answer = client
        .describe_account()
        .account_id(account.as_str())
        .send()
        .await;
    match answer {
        Ok(answer) => Ok(answer.account),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(sorted("organizations:DescribeAccount", error)),
    }
}

/// The tags of an account. No call is made if they are not wanted.
async fn tags_if(
    wanted: bool,
    client: &Client,
    account: &AccountId,
) -> Result<Option<Tags>, PortError> {
    let mut tags = Tags::new();
    if !wanted {
        return Ok(Some(tags));
    }
    let mut pages = client
        .list_tags_for_resource()
        .resource_id(account.as_str())
        .into_paginator()
        .items()
        .send();
    while let Some(tag) = pages.next().await {
        match tag {
            Ok(tag) => tags.insert(tag.key, tag.value),
            Err(error) if has_no_such_target(&error) => return Ok(None),
            Err(error) => return Err(sorted("organizations:ListTagsForResource", error)),
        };
    }
    Ok(Some(tags))
}

type TagsError = aws_sdk_organizations::error::SdkError<
    aws_sdk_organizations::operation::list_tags_for_resource::ListTagsForResourceError,
>;

fn has_no_such_target(error: &TagsError) -> bool {
    error
        .as_service_error()
        .is_some_and(|error| error.is_target_not_found_exception())
}

/// The path from the answer. Organizations has given it only for a short time, so a path that ends
/// with the account is read too, in case that becomes its form.
fn path_in(account: &types::Account) -> Option<OrganizationPath> {
    let path = account.paths().first()?;
    let units = path
        .split_terminator('/')
        .filter(|part| part.parse::<AccountId>().is_err());
    let units: Vec<&str> = units.collect();
    format!("{}/", units.join("/")).parse().ok()
}

/// The path, built by asking for one parent after another, if the answer does not have it.
async fn path_by_parents(
    client: &Client,
    account: &AccountId,
    described: &types::Account,
) -> Result<OrganizationPath, PortError> {
    let mut units: Vec<String> = Vec::new();
    let mut child = account.to_string();
    for _ in 0..LEVELS {
        let Some((id, kind)) = parent(client, child).await? else {
            break;
        };
        units.push(id.clone());
        if kind == ParentType::Root {
            break;
        }
        child = id;
    }
    let organization = described
        .arn()
        .and_then(organization_of)
        .unwrap_or_default();
    let ids: Vec<&str> = std::iter::once(organization)
        .chain(units.iter().rev().map(String::as_str))
        .collect();
    format!("{}/", ids.join("/"))
        .parse()
        .map_err(|error| PortError::transient(LIST_PARENTS, error))
}

/// The parent of an account or unit. There is only one, but empty pages may come before it.
async fn parent(client: &Client, child: String) -> Result<Option<(String, ParentType)>, PortError> {
    let request = client.list_parents().child_id(child);
    let mut pages = request.into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| sorted(LIST_PARENTS, error))?;
        if let Some(parent) = page.parents.unwrap_or_default().into_iter().next() {
            return Ok(parent.id.zip(parent.r#type));
        }
    }
    Ok(None)
}

/// The organization in an ARN like `arn:aws:organizations::111111111111:account/o-a1b2c3d4e5/2222`.
fn organization_of(arn: &str) -> Option<&str> {
    arn.split_once(":account/")?.1.split('/').next()
}

/// `State` replaces `Status`, which is read only from an answer without a `State`.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>
fn state(account: &types::Account) -> AccountState {
    match (account.state(), account.status()) {
        (Some(types::AccountState::Active), _) | (None, Some(AccountStatus::Active)) => {
            AccountState::Active
        }
        (Some(types::AccountState::PendingActivation), _) => AccountState::PendingActivation,
        _ => AccountState::Closed,
    }
}

#[cfg(test)]
mod tests;
