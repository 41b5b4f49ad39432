use rolepair_model::{Family, Finding, FindingCode};

use serde_json::Value;

use super::container::Container;
use crate::json::{self, InvalidMember, JsonObject};

/// What a patch has to know about a task definition, read from its JSON.
#[derive(Debug, Clone)]
pub(crate) struct Task<'a> {
    pub(crate) family: Family,
    /// The task role. ECS takes an empty text for no role.
    pub(crate) task_role: Option<&'a str>,
    pub(crate) containers: Vec<Container<'a>>,
    pub(crate) volumes: Vec<&'a str>,
    pub(crate) is_for_fargate: bool,
    pub(crate) is_for_windows: bool,
    pub(crate) has_task_memory: bool,
}

impl<'a> Task<'a> {
    /// Reads the definition. Every part that does not have the form ECS documents is a finding.
    pub(crate) fn read(body: &'a JsonObject) -> Result<Self, Vec<Finding>> {
        let family = family(body).map_err(|finding| vec![finding])?;
        let mut findings = Vec::new();
        let containers = containers(body, &family, &mut findings);
        match Self::read_rest(body, family.clone(), containers) {
            Ok(task) if findings.is_empty() => Ok(task),
            Ok(_) => Err(findings),
            Err(error) => {
                findings.push(malformed(&family, &error));
                Err(findings)
            }
        }
    }

    fn read_rest(
        body: &'a JsonObject,
        family: Family,
        containers: Vec<Container<'a>>,
    ) -> Result<Self, InvalidMember> {
        let system = match json::object(body, "runtimePlatform")? {
            Some(platform) => json::text(platform, "operatingSystemFamily")?.unwrap_or_default(),
            None => "",
        };
        Ok(Self {
            family,
            task_role: json::text(body, "taskRoleArn")?,
            containers,
            volumes: json::each(body, "volumes", |volume| {
                Ok(json::text(volume, "name")?.unwrap_or_default())
            })?,
            is_for_fargate: json::texts(body, "requiresCompatibilities")?.contains(&"FARGATE"),
            is_for_windows: system.starts_with("WINDOWS"),
            has_task_memory: json::text(body, "memory")?.is_some_and(|memory| !memory.is_empty()),
        })
    }

    pub(crate) fn container(&self, name: &str) -> Option<&Container<'a>> {
        self.containers
            .iter()
            .find(|container| container.name == name)
    }
}

/// The family of a definition.
pub(crate) fn family(body: &JsonObject) -> Result<Family, Finding> {
    read_family(body).map_err(|error| unidentified(&error))
}

pub(crate) fn read_family(body: &JsonObject) -> Result<Family, InvalidMember> {
    let text = json::required_text(body, "family")?;
    let expected = "a family name (1 to 255 letters, digits, `_`, `-`)";
    text.parse()
        .map_err(|_| InvalidMember::unexpected("family", expected))
}

/// What a finding calls a definition whose family is not known.
pub(crate) const UNIDENTIFIED: &str = "task definition";

/// The finding that a definition whose family is not known is malformed.
pub(crate) fn unidentified(error: &InvalidMember) -> Finding {
    let message = error.to_string();
    Finding::new(FindingCode::MalformedDefinition, UNIDENTIFIED, message)
}

/// The finding that the definition of `family` is malformed.
pub(crate) fn malformed(family: &Family, error: &InvalidMember) -> Finding {
    Finding::new(FindingCode::MalformedDefinition, family, error.to_string())
}

/// The containers that can be read. Each of the others is a finding.
fn containers<'a>(
    body: &'a JsonObject,
    family: &Family,
    findings: &mut Vec<Finding>,
) -> Vec<Container<'a>> {
    const MEMBER: &str = "containerDefinitions";
    let list = json::list(body, MEMBER).unwrap_or_default();
    if list.is_empty() {
        let error = match body.get(MEMBER) {
            None | Some(Value::Null) => InvalidMember::missing(MEMBER),
            Some(_) => InvalidMember::unexpected(MEMBER, "a list of at least one container"),
        };
        findings.push(malformed(family, &error));
    }
    let mut containers = Vec::new();
    for (index, entry) in list.iter().enumerate() {
        let at = format!("{MEMBER}[{index}]");
        let container = match entry {
            Value::Object(object) => Container::read(object).map_err(|error| error.below(&at)),
            _ => Err(InvalidMember::unexpected(at, "an object")),
        };
        match container {
            Ok(container) => containers.push(container),
            Err(error) => findings.push(malformed(family, &error)),
        }
    }
    containers
}
