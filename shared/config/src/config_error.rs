use std::fmt;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// Something wrong with the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[error("{file}:{line}: {code} {}{message}", Prefix(field))]
pub struct ConfigError {
    /// The stable code: what scripts match.
    pub code: ConfigErrorCode,
    /// The file: the configuration by the name it was given, a permissions file by its path from
    /// where that is.
    pub file: String,
    /// The line in that file, counted from 1; 1 where the whole file is meant.
    pub line: usize,
    /// The path of the field in that file: `pairs.orders.accounts.include[0]`; empty where the
    /// whole file is meant.
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

/// Declares the codes in one table: code, name, what it says.
macro_rules! config_error_codes {
    ($($code:literal $name:ident $doc:literal)*) => {
        /// The stable code of a configuration error. A code is never given a second meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ConfigErrorCode {
            $(#[doc = $doc] $name,)*
        }

        impl ConfigErrorCode {
            /// Every code there is, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is printed: `RPC01`.
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
    "RPC06" TooDeep "The file is nested deeper than any configuration needs to be."
    "RPC07" DuplicateKey "A key stands twice in one mapping."
    "RPC08" UnknownKey "A key is none that rolepair knows."
    "RPC09" MissingKey "A key that must be there is not."
    "RPC10" WrongType "A value is of another type than its key calls for."
    "RPC11" UnknownVersion "The version of the configuration is none that rolepair knows."
    "RPC12" InvalidValue "A value does not have the form its key calls for."
    "RPC13" Empty "A list or mapping is empty where that would say nothing, or too much."
    "RPC14" DuplicateValue "A list holds a value twice."
    "RPC15" ConflictingKeys "Two keys exclude each other."
    "RPC16" PartitionsDiffer "Regions or ARNs of different AWS partitions cannot be mixed."
    "RPC17" RoleNameTooLong "A role name would be over the 64 characters IAM allows."
    "RPC18" RoleNameTaken "A role of the pair would bear the name of another role rolepair needs."
    "RPC19" NoAccounts "The pair selects no account."
    "RPC20" ResourceAccountSelected "The resource account cannot be a task account of a pair."
    "RPC21" OrganizationTrustSelection "A role that many accounts share can tell them apart by organizational units only."
    "RPC22" OrganizationTrustValue "A role that many accounts share cannot have values of one account in its permissions."
    "RPC23" InvalidPermissions "The permissions are not a policy rolepair can read to the end."
    "RPC24" UnknownPlaceholder "A placeholder of the permissions is none that rolepair knows."
    "RPC25" WideningPlaceholder "A placeholder stands where its value could widen the permissions."
    "RPC26" PermissionsTooLarge "The permissions are over the quota of a role's inline policies, whatever their values."
    "RPC27" TrustTooLarge "The trust policy of a role would be over its quota."
    "RPC28" PairsOverlap "Two pairs claim one task definition."
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
    fn codes_are_numbered_through_without_a_gap() {
        for (index, code) in ConfigErrorCode::ALL.iter().enumerate() {
            assert_eq!(code.as_str(), format!("RPC{:02}", index + 1));
        }
    }

    #[test]
    fn an_error_prints_as_editors_find_it() {
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
