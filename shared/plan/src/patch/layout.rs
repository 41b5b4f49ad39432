//! The names that a patch uses. They are the same in every version of rolepair, because `unpatch` must
//! find what an older version wrote.

/// The volume that holds the config file.
pub(crate) const VOLUME: &str = "rolepair";

/// The container that writes the config file.
pub(crate) const INIT_CONTAINER: &str = "rolepair-init";

/// Where the volume is mounted. It is not below a home directory, because the AWS CLI writes there.
pub(crate) const MOUNT_PATH: &str = "/rolepair";

/// The config file, as the containers see it.
pub(crate) const CONFIG_FILE: &str = "/rolepair/config";

/// The docker label that opts a container out, unless its value is `false`.
pub(crate) const SKIP_LABEL: &str = "rolepair.skip";

/// The docker label of a patched container that records what the patch added.
pub(crate) const ADDED_LABEL: &str = "rolepair.added";

/// The profile that the SDKs use.
pub(crate) const AWS_PROFILE: &str = "AWS_PROFILE";

/// The config file that the SDKs read.
pub(crate) const AWS_CONFIG_FILE: &str = "AWS_CONFIG_FILE";

/// Makes older Go SDKs read the config file.
pub(crate) const AWS_SDK_LOAD_CONFIG: &str = "AWS_SDK_LOAD_CONFIG";

/// The Region, for most SDKs.
pub(crate) const AWS_REGION: &str = "AWS_REGION";

/// The Region, for the AWS CLI and boto3.
pub(crate) const AWS_DEFAULT_REGION: &str = "AWS_DEFAULT_REGION";

/// Every environment variable a patch may add.
pub(crate) const ENVIRONMENT: [&str; 5] = [
    AWS_PROFILE,
    AWS_CONFIG_FILE,
    AWS_SDK_LOAD_CONFIG,
    AWS_REGION,
    AWS_DEFAULT_REGION,
];
