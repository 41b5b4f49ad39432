//! Where a story of rolepair is played: an embedded organization of its own, rolepair's functions in
//! it, the people who work there, and the checklist of what has to hold.

mod api_error;
mod checklist;
mod functions;
mod perform;
mod sample;
mod stage_error;

use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_credential_types::Credentials;
use rolepair_model::AccountId;
use rolepair_rehearsal::Person;
use rolepair_sandbox::{Options, Sandbox};

pub(crate) use api_error::ApiError;
pub(crate) use checklist::Checklist;
pub(crate) use functions::Functions;
pub(crate) use perform::perform;
pub(crate) use sample::sample;
pub(crate) use stage_error::StageError;

use crate::function::FunctionName;

/// How long the events of a step may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An embedded organization with functions of rolepair.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    /// What the functions are, for a person.
    pub(crate) description: String,
    folder: tempfile::TempDir,
}

impl Stage {
    /// Starts the organization and these functions of rolepair.
    pub(crate) async fn set(
        options: Options,
        names: &[FunctionName],
        binaries: Option<&Path>,
    ) -> Result<Self, StageError> {
        let folder = tempfile::tempdir()?;
        let sandbox = Sandbox::start(options).await?;
        let functions = Functions::new(&config_in(&folder), binaries)?;
        let is_named = |name: &str| names.iter().any(|one| one.as_str() == name);
        for function in functions.list() {
            if is_named(&function.name) {
                sandbox.run_function(function)?;
            }
        }
        Ok(Self {
            sandbox,
            description: functions.description().to_owned(),
            folder,
        })
    }

    /// An empty folder for programs that need a home.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Writes the configuration, which the functions read with their first event.
    pub(crate) fn configure(&self, config: &str) -> Result<(), StageError> {
        Ok(std::fs::write(config_in(&self.folder), config)?)
    }

    /// An operator of the management account.
    pub(crate) fn management(&self) -> Person {
        Person::in_account(&self.sandbox, &self.sandbox.options().management.id)
    }

    /// An operator of the account that owns the resources.
    pub(crate) fn shared(&self) -> Person {
        Person::in_account(&self.sandbox, &self.sandbox.options().resource.id)
    }

    /// An administrator of a member account, by the role that AWS Organizations makes in it.
    pub(crate) async fn administrator(&self, account: &AccountId) -> Result<Person, ApiError> {
        let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
        assume(&self.management(), &role).await
    }

    /// The Region of the stage.
    pub(crate) fn region(&self) -> &str {
        self.sandbox.options().region.as_str()
    }

    /// Waits until every event is handled.
    pub(crate) async fn settle(&self) -> Result<(), StageError> {
        tokio::time::timeout(PATIENCE, self.sandbox.idle())
            .await
            .map_err(|_| StageError::NeverIdle(PATIENCE.as_secs()))
    }
}

/// The person in the session of a role.
pub(crate) async fn assume(person: &Person, role: &str) -> Result<Person, ApiError> {
    const OPERATION: &str = "AssumeRole";
    let answer = aws_sdk_sts::Client::new(person.config())
        .assume_role()
        .role_arn(role)
        .role_session_name("demo")
        .send()
        .await
        .map_err(ApiError::of(OPERATION))?;
    let session = answer.credentials().ok_or_else(|| ApiError {
        operation: OPERATION,
        code: "NoCredentials".to_owned(),
        message: "the answer has no credentials".to_owned(),
    })?;
    Ok(person.with_credentials(Credentials::new(
        session.access_key_id(),
        session.secret_access_key(),
        Some(session.session_token().to_owned()),
        None,
        "rolepair-demo",
    )))
}

fn config_in(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("rolepair.yaml")
}
