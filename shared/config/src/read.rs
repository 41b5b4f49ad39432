//! Reads the configuration. Each function reads what it can and reports every error. It returns a
//! value only if there was none.

mod accounts;
pub(crate) mod json_file;
mod pair;
pub(crate) mod permissions;
mod regions;
mod roles;
mod task_definitions;

use std::{cell::RefCell, fs, io, path::Path};

use crate::{
    Config, ConfigError, ConfigErrorCode, Pair, check,
    field::Field,
    file_errors::FileErrors,
    keys::Keys,
    surroundings::{ReadFile, Surroundings},
    yaml,
};

const VERSION: &str = "1";

impl Config {
    /// Reads a configuration from its text.
    ///
    /// `file` is the name for errors. `read_file` reads a permissions file by its path in the
    /// configuration.
    ///
    /// # Errors
    /// Every error, sorted by file and line.
    pub fn parse(
        text: &str,
        file: &str,
        read_file: &dyn Fn(&str) -> io::Result<String>,
    ) -> Result<Self, Vec<ConfigError>> {
        read(text, file, read_file)
    }

    /// Reads a configuration from disk. Paths of permissions files are relative to it.
    ///
    /// # Errors
    /// Every error, sorted by file and line.
    pub fn load(path: &Path) -> Result<Self, Vec<ConfigError>> {
        let file = path.to_string_lossy();
        let text = fs::read_to_string(path).map_err(|error| {
            vec![ConfigError {
                code: ConfigErrorCode::Unreadable,
                file: file.clone().into_owned(),
                line: 1,
                field: String::new(),
                message: format!("cannot be read: {error}"),
            }]
        })?;
        let in_same_folder = |name: &str| fs::read_to_string(path.with_file_name(name));
        Self::parse(&text, &file, &in_same_folder)
    }
}

fn read(text: &str, file: &str, read_file: ReadFile<'_>) -> Result<Config, Vec<ConfigError>> {
    let errors = RefCell::default();
    let file_errors = FileErrors::new(file, &errors);
    let config = yaml::read(text, file_errors)
        .and_then(|node| root(&Field::root(&node, file_errors), file, read_file));
    let mut errors = errors.into_inner();
    errors.sort_by_cached_key(|error| (error.file != file, error.file.clone(), error.line));
    match config {
        Some(config) if errors.is_empty() => Ok(config),
        _ => Err(errors),
    }
}

fn root(root: &Field<'_>, file: &str, read_file: ReadFile<'_>) -> Option<Config> {
    let known = [
        "version",
        "organization_id",
        "resource_account",
        "roles",
        "regions",
        "pairs",
    ];
    if !is_known_version(root) {
        return None;
    }
    let keys = Keys::of(root, &known)?;
    let organization_id = keys
        .required("organization_id", "every trust policy names it")
        .and_then(|field| field.parsed());
    let resource_account = keys
        .required("resource_account", "it owns the tables, buckets and queues")
        .and_then(|field| field.parsed());
    let roles = roles::read(keys.get("roles").as_ref());
    let regions = keys
        .required(
            "regions",
            "list the Regions in which task definitions are patched",
        )
        .and_then(|field| regions::read(&field));
    let around = Surroundings {
        organization_id,
        resource_account,
        partition: regions.as_ref().map(|(partition, _)| partition.clone()),
        file,
        read_file,
    };
    let pairs = keys
        .required("pairs", "rolepair needs at least one pair")
        .and_then(|field| pairs(&field, &around))?;
    check::pairs(&pairs, &around, roles.as_ref());
    let (partition, regions) = regions?;
    Some(Config {
        organization_id: around.organization_id?,
        resource_account: around.resource_account?,
        partition,
        roles: roles?,
        regions,
        pairs: pairs.into_iter().map(|(pair, _)| pair).collect(),
    })
}

/// Whether rolepair knows the version of the file. The rest of the file depends on it.
fn is_known_version(root: &Field<'_>) -> bool {
    let Some(version) = root.find(&["version"]) else {
        return true;
    };
    match version.text() {
        Some(VERSION) => true,
        Some(text) => {
            let message = format!("rolepair does not know the version `{text}`; use {VERSION}");
            version.error(ConfigErrorCode::UnknownVersion, message);
            false
        }
        None => false,
    }
}

/// The valid pairs, each with its place in the file.
fn pairs<'a>(field: &Field<'a>, around: &Surroundings<'_>) -> Option<Vec<(Pair, Field<'a>)>> {
    let entries = field.entries()?;
    if entries.is_empty() {
        field.error(ConfigErrorCode::Empty, "the mapping is empty; add a pair");
    }
    let pairs = entries.into_iter().filter_map(|(name, field)| {
        let pair = pair::read(name, &field, around)?;
        Some((pair, field))
    });
    Some(pairs.collect())
}
