//! The names a patch uses. They are the same in every version of rolepair, because `unpatch` must
//! find what an older one wrote.

/// The volume that holds the config file, and the start of everything else of ours.
pub(crate) const VOLUME: &str = "rolepair";

/// The container that writes the config file.
pub(crate) const INIT_CONTAINER: &str = "rolepair-init";

/// Where the volume is mounted: never below a home directory, which the AWS CLI writes to.
pub(crate) const MOUNT_PATH: &str = "/rolepair";

/// The config file, as the containers see it.
pub(crate) const CONFIG_FILE: &str = "/rolepair/config";

/// The docker label that opts a container out, unless its value is `false`.
pub(crate) const SKIP_LABEL: &str = "rolepair.skip";

/// The docker label in which a patched container keeps what was added to it.
pub(crate) const ADDED_LABEL: &str = "rolepair.added";

/// The profile that the SDKs are to use.
pub(crate) const AWS_PROFILE: &str = "AWS_PROFILE";

/// The config file that the SDKs are to read.
pub(crate) const AWS_CONFIG_FILE: &str = "AWS_CONFIG_FILE";

/// What makes older Go SDKs read the config file at all.
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
