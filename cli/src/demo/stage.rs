use std::path::{Path, PathBuf};
use std::time::Duration;

use rolepair_model::AccountId;
use rolepair_sandbox::{Options, Sandbox};

use crate::demo::person::Person;
use crate::demo::{DemoError, Refusal};
use crate::sandbox::functions::Functions;
use crate::sandbox::sample::sample;

/// The longest anything in the embedded organization may take before the demo gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the demo plays: an embedded organization, its functions, and who is in it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) functions: Functions,
    folder: tempfile::TempDir,
}

impl Stage {
    /// An organization with three accounts and rolepair's functions, which wait for events.
    pub(crate) async fn set(binaries: Option<&Path>) -> Result<Self, DemoError> {
        let folder = tempfile::tempdir()?;
        let sandbox = Sandbox::start(Options::default()).await?;
        let functions = Functions::new(&folder.path().join("rolepair.yaml"), binaries)?;
        for function in functions.list() {
            sandbox.run_function(function)?;
        }
        Ok(Self {
            sandbox,
            functions,
            folder,
        })
    }

    /// An empty folder for programs that want a home.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Writes the configuration the functions read with their first event.
    pub(crate) fn configure(&self, unit: &str) -> Result<String, DemoError> {
        let config = sample(self.sandbox.options(), unit);
        std::fs::write(self.config_file(), &config)?;
        Ok(config)
    }

    /// Where the configuration is.
    pub(crate) fn config_file(&self) -> PathBuf {
        self.folder.path().join("rolepair.yaml")
    }

    /// An operator of the management account.
    pub(crate) fn management(&self) -> Person {
        self.operator(&self.sandbox.options().management.id)
    }

    /// An operator of the account that owns the table.
    pub(crate) fn shared(&self) -> Person {
        self.operator(&self.sandbox.options().resource.id)
    }

    fn operator(&self, account: &AccountId) -> Person {
        let credentials = self.sandbox.credentials_for(account);
        Person::new(&self.sandbox.endpoint(), self.region(), &credentials)
    }

    /// An administrator of a member account, by the role the organization makes in it.
    pub(crate) async fn administrator(&self, account: &AccountId) -> Result<Person, Refusal> {
        let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
        self.management().assume(&role).await
    }

    /// The Region everything happens in.
    pub(crate) fn region(&self) -> &str {
        self.sandbox.options().region.as_str()
    }

    /// Waits until every event has been dealt with.
    pub(crate) async fn settle(&self) -> Result<(), DemoError> {
        tokio::time::timeout(PATIENCE, self.sandbox.idle())
            .await
            .map_err(|_| DemoError::NeverIdle(PATIENCE.as_secs()))
    }
}
