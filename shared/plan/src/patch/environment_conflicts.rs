use rolepair_model::{Finding, FindingCode};

use super::{
    container::Container,
    layout::{
        AWS_CONFIG_FILE, AWS_DEFAULT_REGION, AWS_PROFILE, AWS_REGION, AWS_SDK_LOAD_CONFIG,
        CONFIG_FILE,
    },
};
use crate::{PatchSpec, quoted::quoted};

/// Variables with which a container has credentials of its own, which a profile must not displace
/// or does not get past.
const OWN_CREDENTIALS: [(FindingCode, &str); 9] = [
    (FindingCode::OwnProfile, "AWS_DEFAULT_PROFILE"),
    (FindingCode::StaticKeys, "AWS_ACCESS_KEY_ID"),
    (FindingCode::StaticKeys, "AWS_SECRET_ACCESS_KEY"),
    (FindingCode::StaticKeys, "AWS_SESSION_TOKEN"),
    (
        FindingCode::OwnCredentialsEndpoint,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ),
    (
        FindingCode::OwnCredentialsEndpoint,
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ),
    (
        FindingCode::OwnCredentialsEndpoint,
        "AWS_WEB_IDENTITY_TOKEN_FILE",
    ),
    (FindingCode::OwnCredentialsEndpoint, "AWS_ROLE_ARN"),
    (FindingCode::StaticKeys, "AWS_SECURITY_TOKEN"),
];

/// Variables that name a credentials file: what the container is today, or a section of the same
/// name that the SDKs would merge with our profile. Older Java SDKs have the second name for it.
const CREDENTIALS_FILES: [&str; 2] = [
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CREDENTIAL_PROFILES_FILE",
];

/// A credentials file that holds nothing, as some images set it to be sure.
const NO_FILE: &str = "/dev/null";

/// What the variables of a selected container have against the patch, and what is worth a note.
pub(crate) fn find(container: &Container<'_>, spec: &PatchSpec, findings: &mut Vec<Finding>) {
    let mut add =
        |code, message: String| findings.push(Finding::new(code, container.name, message));
    for (code, name) in OWN_CREDENTIALS {
        if container.sets(name) {
            add(code, format!("the container sets `{name}`"));
        }
    }
    let mut require = |code, name: &'static str, is_fine: &dyn Fn(&str) -> bool| {
        if container.secrets.contains(&name) {
            add(code, format!("the container takes `{name}` from a secret"));
        }
        if let Some(value) = container.values(name).find(|value| !is_fine(value)) {
            add(
                code,
                format!("the container sets `{name}` to {}", quoted(value)),
            );
        }
    };
    require(FindingCode::OwnProfile, AWS_PROFILE, &|value| {
        value == spec.pair.as_str()
    });
    require(FindingCode::OwnConfigFile, AWS_CONFIG_FILE, &|value| {
        value == CONFIG_FILE
    });
    require(FindingCode::OwnConfigFile, AWS_SDK_LOAD_CONFIG, &is_true);
    for name in CREDENTIALS_FILES {
        require(FindingCode::OwnConfigFile, name, &|value| value == NO_FILE);
    }
    for name in [AWS_REGION, AWS_DEFAULT_REGION] {
        require(FindingCode::RegionDiffers, name, &|value| {
            value == spec.region.as_str()
        });
    }
    if container.environment_files > 0 {
        let message = "what the environment files of the container set is not known to rolepair";
        add(FindingCode::EnvironmentFiles, message.to_owned());
    }
}

/// The values that the SDK for Go, which alone asks for the variable, takes for yes
/// (<https://pkg.go.dev/strconv#ParseBool>).
fn is_true(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "TRUE" | "true" | "True")
}
