use crate::PatchSpec;

/// The user data of an EC2 host for delivery by host file: a shell script that writes the config
/// file of the pair.
#[must_use]
pub fn host_user_data(spec: &PatchSpec) -> String {
    let _ = spec;
    String::new()
}
