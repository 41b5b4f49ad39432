use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs, io,
    io::{Cursor, Write as _},
    path::{Component, Path},
};

use rolepair_config::{Config, ConfigError, ConfigErrorCode};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The folder below `/opt`, where Lambda unpacks a layer and a function looks for `rolepair.yaml`.
const FOLDER: &str = "rolepair";

/// The name of the configuration in the zip, whatever the file's own name is.
const CONFIG: &str = "rolepair.yaml";

/// The configuration as the zip of a Lambda layer. It depends only on the content of the files, so an
/// unchanged configuration gives the same layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigurationZip(pub(crate) Vec<u8>);

/// Why there is no zip.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackError {
    #[error("the configuration has errors")]
    Config(Vec<ConfigError>),
    #[error(
        "the permissions file `{0}` is outside the folder of the configuration; only files in that folder are packed"
    )]
    Outside(String),
    #[error("the permissions file `{0}` would take the place of another file of the configuration")]
    Taken(String),
    #[error("the zip cannot be made")]
    Zip(#[from] zip::result::ZipError),
    #[error("the zip cannot be made")]
    Io(#[from] io::Error),
}

/// Reads a configuration, and packs it with the files it names. A configuration with errors is not
/// packed.
pub(crate) fn pack(path: &Path) -> Result<(Config, ConfigurationZip), PackError> {
    let unreadable = |error: io::Error| {
        PackError::Config(vec![ConfigError {
            code: ConfigErrorCode::Unreadable,
            file: path.to_string_lossy().into_owned(),
            line: 1,
            field: String::new(),
            message: format!("cannot be read: {error}"),
        }])
    };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let files = RefCell::new(BTreeMap::new());
    let read = |name: &str| {
        let text = fs::read_to_string(path.with_file_name(name))?;
        files.borrow_mut().insert(name.to_owned(), text.clone());
        Ok(text)
    };
    let config = Config::parse(&text, &path.to_string_lossy(), &read).map_err(PackError::Config)?;
    let mut packed = BTreeMap::from([(CONFIG.to_owned(), text)]);
    for (name, text) in files.into_inner() {
        let inside = inside(&name).ok_or_else(|| PackError::Outside(name.clone()))?;
        if packed.insert(inside, text).is_some() {
            return Err(PackError::Taken(name));
        }
    }
    Ok((config, zip(&packed)?))
}

fn zip(files: &BTreeMap<String, String>) -> Result<ConfigurationZip, PackError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    for (name, text) in files {
        zip.start_file(format!("{FOLDER}/{name}"), options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(ConfigurationZip(zip.finish()?.into_inner()))
}

/// The name without detours; none if it leads out of the folder.
fn inside(name: &str) -> Option<String> {
    let mut words = Vec::new();
    for component in Path::new(name).components() {
        match component {
            Component::Normal(word) => words.push(word.to_str()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(words.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "version: 1
organization_id: o-a1b2c3d4e5
resource_account: \"999999999999\"
regions: [eu-west-1]
pairs:
  orders:
    accounts: {organizational_units: [r-ab12]}
    permissions_file: FILE
";
    const PERMISSIONS: &str = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:orders"}]}"#;

    fn pack_with(file: &str, at: &str) -> Result<(Config, ConfigurationZip), PackError> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("inner/my.yaml");
        fs::create_dir_all(folder.path().join("inner/permissions")).unwrap();
        fs::write(&config, TEXT.replace("FILE", file)).unwrap();
        fs::write(folder.path().join(at), PERMISSIONS).unwrap();
        pack(&config)
    }

    #[test]
    fn the_unpacked_configuration_is_the_same() {
        let (config, zip) = pack_with("permissions/a.json", "inner/permissions/a.json").unwrap();
        let opt = tempfile::tempdir().unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(&zip.0)).unwrap();
        archive.extract(opt.path()).unwrap();
        let unpacked = Config::load(&opt.path().join("rolepair/rolepair.yaml")).unwrap();
        assert_eq!(unpacked, config);
        assert_eq!(archive.len(), 2);
    }

    #[test]
    fn the_same_files_make_the_same_zip() {
        let one = pack_with("permissions/a.json", "inner/permissions/a.json").unwrap();
        let other = pack_with("permissions/a.json", "inner/permissions/a.json").unwrap();
        assert_eq!(one.1, other.1);
    }

    #[test]
    fn a_file_outside_the_folder_or_with_errors_is_not_packed() {
        let outside = pack_with("../a.json", "a.json").unwrap_err();
        assert!(matches!(outside, PackError::Outside(name) if name == "../a.json"));
        let taken = pack_with("./rolepair.yaml", "inner/rolepair.yaml").unwrap_err();
        assert!(matches!(taken, PackError::Taken(_)));
        let missing = pack_with("b.json", "inner/a.json").unwrap_err();
        assert!(matches!(missing, PackError::Config(errors) if errors.len() == 1));
        assert!(pack(Path::new("/nowhere/rolepair.yaml")).is_err());
    }
}
