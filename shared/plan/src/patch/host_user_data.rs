use super::{apply::host_directory, config_file};
use crate::PatchSpec;

/// The user data of an EC2 host for `delivery: host`: a shell script that writes the config file of
/// the pair, readable by all users. It replaces the file at once, so that no reader sees half of it.
///
/// On a host without the file, most SDKs silently use the task role, which can only assume the
/// resource role.
#[must_use]
pub fn host_user_data(spec: &PatchSpec) -> String {
    let directory = host_directory(spec);
    let text = config_file::text(spec, &config_file::session_of_pair(&spec.pair));
    format!(
        "#!/bin/sh\n\
         set -eu\n\
         umask 022\n\
         mkdir -p {directory}\n\
         cat > {directory}/config.new <<'END'\n\
         {text}\n\
         END\n\
         mv -f {directory}/config.new {directory}/config\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::host_spec;

    #[test]
    fn the_script_writes_the_file_of_the_pair() {
        let expected = include_str!("../../../../tests/golden/host-user-data.sh");
        assert_eq!(host_user_data(&host_spec()), expected);
    }
}
