//! The environment of a container: the variables of its definition, those ECS adds, and the
//! caller's own unless they concern AWS.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    path::Path,
};

use super::{ResolvedTask, containers::TaskContainer};

/// Variables of the caller that no container may see: they reveal who the caller is.
const NOT_INHERITED: [&str; 5] = ["AWS_", "BOTO", "ECS_", "ROLEPAIR_", "AMAZON_"];

/// The environment of one container of `task`, with the folder `home` as its home.
pub(super) fn of(
    container: &TaskContainer,
    task: &ResolvedTask,
    endpoint: &str,
    home: &Path,
) -> BTreeMap<OsString, OsString> {
    let caller: BTreeMap<OsString, OsString> = std::env::vars_os().collect();
    composed(container, task, endpoint, home, caller)
}

fn composed(
    container: &TaskContainer,
    task: &ResolvedTask,
    endpoint: &str,
    home: &Path,
    caller: BTreeMap<OsString, OsString>,
) -> BTreeMap<OsString, OsString> {
    let mut environment = caller;
    environment.retain(|name, _| !is_the_callers_own(name));
    let mut set = |name: &str, value: &OsStr| environment.insert(name.into(), value.to_owned());
    let own_home = set("HOME", home.as_os_str());
    // A program that is installed only for the user must still find its parts.
    if let Some(own_home) = own_home {
        let base = Path::new(&own_home).join(".local");
        environment
            .entry("PYTHONUSERBASE".into())
            .or_insert(base.into());
    }
    let mut set = |name: &str, value: &OsStr| environment.insert(name.into(), value.to_owned());
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        set(name, OsStr::new(task.region.as_str()));
    }
    for (name, value) in &container.environment {
        set(name, OsStr::new(value));
    }
    // ECS sets the following itself, whatever the definition says.
    set("AWS_ENDPOINT_URL", OsStr::new(endpoint));
    set("AWS_EC2_METADATA_DISABLED", OsStr::new("true"));
    set("NO_PROXY", OsStr::new("127.0.0.1,localhost"));
    set("no_proxy", OsStr::new("127.0.0.1,localhost"));
    if let Some(credentials) = &task.credentials {
        let uri = format!("{endpoint}{}", credentials.path);
        set("AWS_CONTAINER_CREDENTIALS_FULL_URI", OsStr::new(&uri));
        set(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            OsStr::new(&credentials.token),
        );
    }
    environment
}

fn is_the_callers_own(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    NOT_INHERITED.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::TaskCredentials;

    fn task() -> ResolvedTask {
        ResolvedTask {
            account: "333333333333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            task_arn: String::new(),
            task_definition_arn: String::new(),
            container: "app".to_owned(),
            task_definition: Map::new(),
            credentials: Some(TaskCredentials {
                path: "/v2/credentials/1".to_owned(),
                token: "secret".to_owned(),
                role_arn: String::new(),
            }),
        }
    }

    fn environment(caller: &[(&str, &str)], own: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let container = TaskContainer {
            name: "app".to_owned(),
            words: Vec::new(),
            environment: pairs(own),
            mounts: Vec::new(),
        };
        let caller = pairs(caller)
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let composed = composed(
            &container,
            &task(),
            "http://127.0.0.1:1",
            Path::new("/scratch/home"),
            caller,
        );
        let text = |text: OsString| text.into_string().unwrap();
        composed
            .into_iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    #[test]
    fn nothing_that_reveals_the_caller_gets_in() {
        let caller = [
            ("AWS_PROFILE", "mine"),
            ("AWS_ACCESS_KEY_ID", "AKIA"),
            ("aws_session_token", "x"),
            ("BOTO_CONFIG", "x"),
            ("HOME", "/root"),
            ("PATH", "/bin"),
        ];
        let environment = environment(&caller, &[]);
        let names: Vec<&str> = environment.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "AWS_DEFAULT_REGION",
                "AWS_EC2_METADATA_DISABLED",
                "AWS_ENDPOINT_URL",
                "AWS_REGION",
                "HOME",
                "NO_PROXY",
                "PATH",
                "PYTHONUSERBASE",
                "no_proxy",
            ]
        );
        assert_eq!(environment["HOME"], "/scratch/home");
        assert_eq!(
            environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
            "http://127.0.0.1:1/v2/credentials/1"
        );
    }

    #[test]
    fn the_definition_comes_before_the_caller_and_ecs_before_the_definition() {
        let own = [
            ("AWS_REGION", "us-east-1"),
            ("PATH", "/own"),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "forged"),
        ];
        let environment = environment(&[("PATH", "/bin")], &own);
        assert_eq!(environment["AWS_REGION"], "us-east-1");
        assert_eq!(environment["AWS_DEFAULT_REGION"], "eu-west-1");
        assert_eq!(environment["PATH"], "/own");
        assert_eq!(environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"], "secret");
    }
}
