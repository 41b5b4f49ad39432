use std::{
    ffi::{OsStr, OsString},
    fs::{self, OpenOptions, Permissions},
    io::{self, ErrorKind, Write as _},
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::{Path, PathBuf},
};

use crate::InitError;

/// The variable with the path of the file.
const PATH: &str = "ROLEPAIR_CONFIG_FILE";

/// The variable with its text, without the final line break.
const TEXT: &str = "ROLEPAIR_CONFIG_TEXT";

/// Each container may run as another user, and has to read the file.
const MODE: u32 = 0o644;

/// A file to be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    text: OsString,
}

impl ConfigFile {
    /// The file that the environment describes.
    pub(crate) fn from_environment(
        variable: impl Fn(&'static str) -> Option<OsString>,
    ) -> Result<Self, InitError> {
        let required = |name: &'static str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .ok_or(InitError::Unset(name))
        };
        let path = PathBuf::from(required(PATH)?);
        // A relative path would lead into the image, not to the volume.
        if path.is_relative() || path.file_name().is_none() || ends_as_a_folder(&path) {
            return Err(InitError::NotAPath { name: PATH, path });
        }
        let text = required(TEXT)?;
        Ok(Self { path, text })
    }

    /// Writes the file under another name and renames it, so that no reader sees half of it.
    pub(crate) fn write(&self) -> Result<(), InitError> {
        let mut new = self.path.clone().into_os_string();
        new.push(".new");
        let new = PathBuf::from(new);
        write_new(&new, &self.text)
            .map_err(|source| InitError::Unwritable {
                path: new.clone(),
                source,
            })
            .and_then(|()| {
                fs::rename(&new, &self.path).map_err(|source| InitError::Unwritable {
                    path: self.path.clone(),
                    source,
                })
            })
    }
}

/// Creates the file anew: one from an earlier run may belong to another user.
fn write_new(path: &Path, text: &OsStr) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    // Set afterwards, where the umask does not apply.
    file.set_permissions(Permissions::from_mode(MODE))
}

/// `Path` treats `a/` and `a/.` like `a`; the system does not.
fn ends_as_a_folder(path: &Path) -> bool {
    let bytes = path.as_os_str().as_bytes();
    bytes.ends_with(b"/") || bytes.ends_with(b"/.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: Option<&str>, text: Option<&str>) -> Result<ConfigFile, String> {
        let variable = |name| match name {
            "ROLEPAIR_CONFIG_FILE" => path.map(OsString::from),
            "ROLEPAIR_CONFIG_TEXT" => text.map(OsString::from),
            _ => None,
        };
        ConfigFile::from_environment(variable).map_err(|error| error.to_string())
    }

    #[test]
    fn a_variable_that_is_missing_is_named() {
        for (path, text, expected) in [
            (None, None, "the variable `ROLEPAIR_CONFIG_FILE` is not set"),
            (
                Some(""),
                Some("x"),
                "the variable `ROLEPAIR_CONFIG_FILE` is not set",
            ),
            (
                Some("/a"),
                None,
                "the variable `ROLEPAIR_CONFIG_TEXT` is not set",
            ),
            (
                Some("/a"),
                Some(""),
                "the variable `ROLEPAIR_CONFIG_TEXT` is not set",
            ),
        ] {
            assert_eq!(read(path, text).unwrap_err(), expected);
        }
    }

    #[test]
    fn only_the_absolute_path_of_a_file_is_accepted() {
        for wrong in ["config", "./config", "/", "/a/..", "/a/", "/a/.", "/a\n/"] {
            let error = read(Some(wrong), Some("x")).unwrap_err();
            let end = "and not the absolute path of a file";
            assert!(error.ends_with(end) && !error.contains('\n'), "{error}");
        }
        assert!(read(Some("/rolepair/config"), Some("x")).is_ok());
    }
}
