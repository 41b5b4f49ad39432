use std::collections::BTreeMap;

use crate::json::{self, InvalidMember, JsonObject};

/// What a patch has to know about a container, read from its definition.
#[derive(Debug, Clone)]
pub(crate) struct Container<'a> {
    pub(crate) name: &'a str,
    /// Name and value of each variable, in order. A name may occur twice.
    pub(crate) environment: Vec<(&'a str, &'a str)>,
    /// The names of the variables that come from a secret.
    pub(crate) secrets: Vec<&'a str>,
    pub(crate) environment_files: usize,
    pub(crate) mounts: Vec<Mount<'a>>,
    pub(crate) tmpfs: Vec<&'a str>,
    /// The containers whose mounts this one shares.
    pub(crate) volumes_from: Vec<&'a str>,
    pub(crate) depends_on: Vec<&'a str>,
    pub(crate) labels: BTreeMap<&'a str, &'a str>,
}

/// A volume in a container.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mount<'a> {
    pub(crate) volume: Option<&'a str>,
    pub(crate) path: &'a str,
}

impl<'a> Container<'a> {
    pub(crate) fn read(object: &'a JsonObject) -> Result<Self, InvalidMember> {
        Ok(Self {
            name: json::required_text(object, "name")?,
            environment: json::each(object, "environment", |entry| {
                let value = json::text(entry, "value")?.unwrap_or_default();
                Ok((json::required_text(entry, "name")?, value))
            })?,
            secrets: json::each(object, "secrets", |entry| {
                json::required_text(entry, "name")
            })?,
            environment_files: json::list(object, "environmentFiles")?.len(),
            mounts: json::each(object, "mountPoints", Mount::read)?,
            tmpfs: tmpfs(object)?,
            volumes_from: json::each(object, "volumesFrom", |entry| {
                Ok(json::text(entry, "sourceContainer")?.unwrap_or_default())
            })?,
            depends_on: json::each(object, "dependsOn", |entry| {
                json::required_text(entry, "containerName")
            })?,
            labels: labels(object)?,
        })
    }

    /// All values of a variable that are set in plain text.
    pub(crate) fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        self.environment
            .iter()
            .filter(move |(key, _)| *key == name)
            .map(|(_, value)| *value)
    }

    /// Whether the container sets the variable, by value or from a secret.
    pub(crate) fn sets(&self, name: &str) -> bool {
        self.values(name).next().is_some() || self.secrets.contains(&name)
    }
}

impl<'a> Mount<'a> {
    fn read(object: &'a JsonObject) -> Result<Self, InvalidMember> {
        Ok(Self {
            volume: json::text(object, "sourceVolume")?,
            path: json::text(object, "containerPath")?.unwrap_or_default(),
        })
    }
}

fn tmpfs(object: &JsonObject) -> Result<Vec<&str>, InvalidMember> {
    match json::object(object, "linuxParameters")? {
        None => Ok(Vec::new()),
        Some(parameters) => json::each(parameters, "tmpfs", |entry| {
            Ok(json::text(entry, "containerPath")?.unwrap_or_default())
        }),
    }
}

fn labels(object: &JsonObject) -> Result<BTreeMap<&str, &str>, InvalidMember> {
    let Some(labels) = json::object(object, "dockerLabels")? else {
        return Ok(BTreeMap::new());
    };
    labels
        .keys()
        .map(|key| Ok((key.as_str(), json::required_text(labels, key)?)))
        .collect()
}
