use rolepair_model::{Finding, FindingCode};

use super::{
    container::Container,
    layout::{
        AWS_CONFIG_FILE, AWS_DEFAULT_REGION, AWS_PROFILE, AWS_REGION, AWS_SDK_LOAD_CONFIG,
        CONFIG_FILE,
    },
};
use crate::{PatchSpec, quoted::quoted};

/// Variables that give a container credentials of its own. The profile must not replace them, or
/// would have no effect because of them.
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

/// Variables that name a credentials file. It may hold the credentials that the container uses today,
/// or a section of the pair's name, which the SDKs would merge with the profile. Older Java SDKs read
/// the second variable.
const CREDENTIALS_FILES: [&str; 2] = [
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CREDENTIAL_PROFILES_FILE",
];

/// An empty credentials file, which some images set to rule out any other.
const NO_FILE: &str = "/dev/null";

/// Finds the variables of a selected container that block the patch or are worth a note.
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
        let message = "the container reads environment files; rolepair does not know what they set";
        add(FindingCode::EnvironmentFiles, message.to_owned());
    }
}

/// The values that the SDK for Go, the only one that reads the variable, takes for true
/// (<https://pkg.go.dev/strconv#ParseBool>).
fn is_true(value: &str) -> bool {
    matches!(value, "1" | "t" | "T" | "TRUE" | "true" | "True")
}
