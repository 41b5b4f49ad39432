use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::backfill_definition::{self, with_retries};
use crate::configuration_zip::ConfigurationZip;
use crate::deploy::deploy_arguments::DeployArguments;
use crate::deploy::deployment::Upload;
use crate::deploy::deployment_error::DeploymentError;

/// The parameters of the hub's template that name a zip, each with its function.
const FUNCTIONS: [(&str, &str); 3] = [
    ("PairAccountCode", "pair-account"),
    ("PatchTaskDefinitionCode", "patch-task-definition"),
    ("BackfillCode", "backfill"),
];

/// The files that `rolepair pack` makes for the upload.
pub(crate) const CONFIGURATION: &str = "target/configuration.zip";
pub(crate) const DEFINITION: &str = "target/backfill.asl.json";

/// How many digits of the hash a key has: enough that no two builds share a key.
const HASH_CHARS: usize = 12;

/// The files that the hub's template refers to.
#[derive(Debug, Default)]
pub(crate) struct Package {
    pub(crate) uploads: Vec<Upload>,
    /// The key of each file, by the parameter that names it.
    pub(crate) keys: BTreeMap<&'static str, String>,
    /// The files that are not built yet.
    pub(crate) missing: Vec<PathBuf>,
}

impl Package {
    /// Reads the files that are there.
    pub(crate) fn read(
        arguments: &DeployArguments,
        configuration: &ConfigurationZip,
    ) -> Result<Self, DeploymentError> {
        let mut package = Self::default();
        let architecture = arguments.architecture.as_str();
        let mut add = |parameter, name: &str, file, made, bytes: Option<&[u8]>| {
            package.add(arguments, parameter, name, (file, made), bytes);
        };
        for (parameter, function) in FUNCTIONS {
            let name = format!("{function}-{architecture}");
            let file = arguments.package.join(format!("{name}.zip"));
            let bytes = read(&file)?;
            add(parameter, &name, Some(file), None, bytes.as_deref());
        }
        let path = arguments.infra.join(backfill_definition::FILE);
        // Without a definition the template makes no state machine.
        if let Some(bytes) = read(&path)? {
            let bytes = with_retries(&bytes, &arguments.retries).map_err(|source| {
                let path = path.clone();
                DeploymentError::Retries { path, source }
            })?;
            let (parameter, made) = ("BackfillDefinition", Some(DEFINITION));
            add(parameter, "backfill", Some(path), made, Some(&bytes));
        }
        let bytes = Some(configuration.0.as_slice());
        let (parameter, made) = ("ConfigurationCode", Some(CONFIGURATION));
        add(parameter, "configuration", None, made, bytes);
        Ok(package)
    }

    fn add(
        &mut self,
        arguments: &DeployArguments,
        parameter: &'static str,
        name: &str,
        (file, made): (Option<PathBuf>, Option<&str>),
        bytes: Option<&[u8]>,
    ) {
        let sha256 = bytes.map(sha256);
        let hash: String = match &sha256 {
            Some(sha256) => sha256.chars().take(HASH_CHARS).collect(),
            None => "not-built".to_owned(),
        };
        let uploaded = made.map(PathBuf::from).or_else(|| file.clone());
        let uploaded = uploaded.unwrap_or_default();
        let extension = match made {
            Some(DEFINITION) => "asl.json",
            _ => "zip",
        };
        let version = env!("CARGO_PKG_VERSION");
        let key = format!("rolepair/{version}/{name}-{hash}.{extension}");
        if sha256.is_none() {
            self.missing.extend(file.clone());
        }
        self.keys.insert(parameter, key.clone());
        self.uploads.push(Upload {
            bucket: arguments.code_bucket.clone(),
            key,
            file,
            uploaded,
            sha256,
            bytes: bytes.map(<[u8]>::len),
        });
    }
}

/// The bytes of a file; none if it does not exist.
fn read(path: &Path) -> Result<Option<Vec<u8>>, DeploymentError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(DeploymentError::Unreadable {
            path: path.to_owned(),
            source,
        }),
    }
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
