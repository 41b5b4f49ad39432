use std::fmt;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// An error in the configuration, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{file}:{line}: {code} {}{message}", Prefix(field))]
pub struct ConfigError {
    /// The stable code. Scripts can match it.
    pub code: ConfigErrorCode,
    /// The file, as it was named. The path of a permissions file is relative to the same folder.
    pub file: String,
    /// The line in that file, from 1. It is 1 for an error about the whole file.
    pub line: usize,
    /// The path of the field in that file, such as `pairs.orders.accounts.include[0]`. It is empty
    /// for an error about the whole file.
    pub field: String,
    /// One sentence, lower-case, without a full stop.
    pub message: String,
}

struct Prefix<'a>(&'a str);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => Ok(()),
            field => write!(f, "{field}: "),
        }
    }
}

/// Declares the codes in one table: code, name, meaning.
macro_rules! config_error_codes {
    ($($code:literal $name:ident $doc:literal)*) => {
        /// The stable code of a configuration error. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ConfigErrorCode {
            $(#[doc = $doc] $name,)*
        }

        impl ConfigErrorCode {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is printed, such as `RPC01`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code means, as one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

config_error_codes! {
    "RPC01" Unreadable "The file cannot be read."
    "RPC02" Syntax "The file is not well-formed."
    "RPC03" AnchorOrAlias "Anchors and aliases are not part of the configuration language."
    "RPC04" YamlTag "YAML tags are not part of the configuration language."
    "RPC05" SeveralDocuments "The file holds more than one YAML document."
    "RPC06" TooDeep "Lists and mappings are nested too deep."
    "RPC07" DuplicateKey "A mapping has the same key twice."
    "RPC08" UnknownKey "rolepair does not know a key."
    "RPC09" MissingKey "A required key is missing."
    "RPC10" WrongType "A value has the wrong type."
    "RPC11" UnknownVersion "rolepair does not know the version of the configuration."
    "RPC12" InvalidValue "A value does not have the required form."
    "RPC13" Empty "A list or mapping must not be empty."
    "RPC14" DuplicateValue "A list has the same value twice."
    "RPC15" ConflictingKeys "Two keys exclude each other."
    "RPC16" PartitionsDiffer "Regions or ARNs of different AWS partitions cannot be mixed."
    "RPC17" RoleNameTooLong "A role name would be longer than the 64 characters that IAM allows."
    "RPC18" RoleNameTaken "A role of the pair would have the name of another role that rolepair needs."
    "RPC19" NoAccounts "The pair selects no account."
    "RPC20" ResourceAccountSelected "The resource account cannot be a task account of a pair."
    "RPC21" OrganizationTrustSelection "A shared resource role can select accounts by organizational units only."
    "RPC22" OrganizationTrustValue "The permissions of a shared resource role cannot have a value of one account."
    "RPC23" InvalidPermissions "The permissions are not a valid permissions policy."
    "RPC24" UnknownPlaceholder "rolepair does not know a placeholder in the permissions."
    "RPC25" WideningPlaceholder "A placeholder is where its value could widen the permissions."
    "RPC26" PermissionsTooLarge "The permissions exceed the quota for a role's inline policies."
    "RPC27" TrustTooLarge "The trust policy of a role would exceed its quota."
    "RPC28" PairsOverlap "Two pairs can claim the same task definition."
}

impl fmt::Display for ConfigErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ConfigErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbered_without_gaps() {
        for (index, code) in ConfigErrorCode::ALL.iter().enumerate() {
            assert_eq!(code.as_str(), format!("RPC{:02}", index + 1));
        }
    }

    #[test]
    fn an_error_prints_in_the_form_that_editors_recognize() {
        let mut error = ConfigError {
            code: ConfigErrorCode::Empty,
            file: "rolepair.yaml".to_owned(),
            line: 7,
            field: "regions".to_owned(),
            message: "is empty".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "rolepair.yaml:7: RPC13 regions: is empty"
        );
        error.field.clear();
        assert_eq!(error.to_string(), "rolepair.yaml:7: RPC13 is empty");
    }
}
