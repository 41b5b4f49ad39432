use clap::Args;
use rolepair_config::Config;
use rolepair_model::{Account, AccountId, AccountState, OrganizationPath, Tags};

/// What is known of the task account.
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

    /// A tag it has in the organization. Can be given several times.
    #[arg(long = "account-tag", value_name = "KEY=VALUE", value_parser = tag)]
    tags: Vec<(String, String)>,

    /// Where it stands: `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`.
    #[arg(long = "organization-path", value_name = "PATH")]
    path: Option<OrganizationPath>,
}

impl AccountArguments {
    /// The account, as far as the choice of a pair needs to know it.
    pub(crate) fn account(&self, config: &Config) -> Result<Account, String> {
        let path = match &self.path {
            Some(path) => path.clone(),
            None if config.wants().path => {
                return Err(
                    "the configuration selects accounts by organizational unit: \
                            `--organization-path` says where this one stands, or `--pair` \
                            which pair is meant"
                        .to_owned(),
                );
            }
            // No pair asks where the account stands, so any place will do.
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
