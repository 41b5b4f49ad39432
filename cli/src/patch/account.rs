use clap::Args;
use rolepair_config::Config;
use rolepair_model::{Account, AccountId, AccountState, OrganizationPath, Tags};

/// What is known about the task account.
#[derive(Debug, Args)]
pub(crate) struct AccountArguments {
    /// The task account: where the task definition is registered.
    #[arg(long = "account", value_name = "ID")]
    pub(crate) id: AccountId,

    /// Its name in the organization.
    #[arg(
        long = "account-name",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    name: String,

    /// A tag of it in the organization. May be given more than once.
    #[arg(long = "account-tag", value_name = "KEY=VALUE", value_parser = tag)]
    tags: Vec<(String, String)>,

    /// Its place in the organization: `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`.
    #[arg(long = "organization-path", value_name = "PATH")]
    pub(crate) path: Option<OrganizationPath>,
}

impl AccountArguments {
    /// The account with everything that the choice of a pair depends on.
    pub(crate) fn account(&self, config: &Config) -> Result<Account, String> {
        let path = match &self.path {
            Some(path) => path.clone(),
            None if config.wants().path => {
                return Err(
                    "the configuration selects accounts by organizational unit; give the place of \
                     this one by `--organization-path`, or name the pair by `--pair`"
                        .to_owned(),
                );
            }
            // No pair selects by place, so any place will do.
            None => format!("{}/r-0000/", config.organization_id)
                .parse()
                .map_err(|error: rolepair_model::InvalidText| error.to_string())?,
        };
        Ok(Account {
            id: self.id.clone(),
            name: self.name.clone(),
            path,
            tags: self.tags.iter().cloned().collect::<Tags>(),
            state: AccountState::Active,
        })
    }
}

fn tag(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a tag is written KEY=VALUE".to_owned()),
    }
}
