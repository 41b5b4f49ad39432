use std::collections::BTreeMap;

use aws_sdk_organizations::types::Tag;
use futures::stream::{self, StreamExt, TryStreamExt};
use rolepair_model::AccountId;
use rolepair_sandbox::Sandbox;

use crate::{
    RehearsalError,
    people::People,
    task_definition::{plain, register},
};

/// How many calls people make at the same time.
const SIDE_BY_SIDE: usize = 8;

const NAMES: &str = "team-";

/// Makes `count` accounts and returns them in order. Each has the tag that its pair's permissions
/// ask for, and a task definition that asks for the pair. `done` is called once per account.
///
/// # Errors
/// If a call is refused.
pub async fn populate(
    sandbox: &Sandbox,
    accounts: usize,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<AccountId>, RehearsalError> {
    let people = People::of(sandbox);
    create(&people, accounts).await?;
    let accounts = listed(&people, accounts).await?;
    let (people, definition) = (&people, &plain());
    stream::iter(accounts.iter())
        .map(|account| register(people, account, definition))
        .buffer_unordered(SIDE_BY_SIDE)
        .try_for_each(|()| async {
            done();
            Ok(())
        })
        .await?;
    sandbox.idle().await;
    Ok(accounts)
}

async fn create(people: &People<'_>, count: usize) -> Result<(), RehearsalError> {
    let organizations = people.organizations();
    let create = |number: usize| {
        let team = format!("{NAMES}{number:05}");
        let request = organizations.create_account().account_name(&team);
        let request = request.email(format!("{team}@example.com"));
        async move {
            let request = request.tags(team_tag(&team)?);
            let answer = request.send().await;
            answer.map_err(RehearsalError::of("CreateAccount"))
        }
    };
    stream::iter(0..count)
        .map(create)
        .buffer_unordered(SIDE_BY_SIDE)
        .try_for_each(|_| async { Ok(()) })
        .await?;
    people.sandbox.idle().await;
    Ok(())
}

/// The accounts of the teams, in the order of their names.
async fn listed(people: &People<'_>, count: usize) -> Result<Vec<AccountId>, RehearsalError> {
    let mut pages = people
        .organizations()
        .list_accounts()
        .into_paginator()
        .send();
    let mut accounts = BTreeMap::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(RehearsalError::of("ListAccounts"))?;
        for account in page.accounts() {
            let name = account.name().unwrap_or_default();
            if let Some(Ok(id)) = account.id().map(str::parse)
                && name.starts_with(NAMES)
            {
                accounts.insert(name.to_owned(), id);
            }
        }
    }
    if accounts.len() == count {
        return Ok(accounts.into_values().collect());
    }
    let what = format!(
        "the number of accounts, {count}, of which {} are there",
        accounts.len()
    );
    Err(RehearsalError::incomplete(what))
}

/// The tag the pair's permissions ask for.
pub(crate) fn team_tag(team: &str) -> Result<Tag, RehearsalError> {
    let tag = Tag::builder().key("team").value(team);
    tag.build().map_err(RehearsalError::of("TagResource"))
}
