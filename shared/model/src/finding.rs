use std::fmt;

use serde::{Serialize, Serializer};

/// Something skipped, refused or drifted, that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The stable code: what scripts and alarms match.
    pub code: FindingCode,
    /// Whether the finding stopped the change it is about.
    pub severity: Severity,
    /// What it is about: a role's ARN, a container, a family, an account.
    pub subject: String,
    /// One sentence, lower-case, without a full stop.
    pub message: String,
}

impl Finding {
    /// A finding of the severity its code has. Somebody's words in it stay on one line.
    pub fn new(code: FindingCode, subject: impl fmt::Display, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            subject: on_one_line(&subject.to_string()),
            message: on_one_line(&message.into()),
        }
    }

    /// Whether the change it is about was not made.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocking
    }
}

fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code, self.subject, self.message)
    }
}

/// What a finding did to the change it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing; it is worth knowing.
    Note,
    /// It stopped the change.
    Blocking,
}

/// Declares the codes in one table: code, name, severity, what it says.
macro_rules! finding_codes {
    ($($code:literal $name:ident $severity:ident $doc:literal)*) => {
        /// The stable code of a finding. A code is never given a second meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $(#[doc = $doc] $name,)*
        }

        impl FindingCode {
            /// Every code there is, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is printed: `RP101`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code means, as one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }

            /// What a finding of this code does to the change it is about.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

finding_codes! {
    "RP101" TooManyContainers Blocking "The task definition has no room for one more container."
    "RP102" Windows Blocking "The task definition is for Windows, which rolepair does not patch."
    "RP103" OwnProfile Blocking "The container chooses an AWS profile of its own."
    "RP104" OwnConfigFile Blocking "The container names an AWS config file of its own."
    "RP105" StaticKeys Blocking "The container has static AWS keys, which outrank every profile."
    "RP106" OwnCredentialsEndpoint Blocking "The container has a credentials endpoint or web identity of its own."
    "RP107" EnvironmentFiles Note "The container reads environment files, which rolepair cannot look into."
    "RP108" OtherTaskRole Blocking "The task definition has another task role."
    "RP109" NameTaken Blocking "A volume, container or mount path of rolepair's name is not rolepair's."
    "RP110" DefinitionTooLarge Blocking "The patched task definition would be too large for ECS."
    "RP111" NothingSelected Blocking "No container of the task definition is selected for the pair."
    "RP112" SeveralPairs Blocking "More than one pair claims the task definition."
    "RP113" HostOnFargate Blocking "Delivery by host file is not possible on Fargate."
    "RP114" TooManyTags Blocking "The revision has no room for rolepair's tags."
    "RP115" MalformedDefinition Blocking "The task definition is not of the form ECS documents."
    "RP116" RegionDiffers Note "The container sets a Region other than the task's, and keeps it."
    "RP117" UnknownPair Blocking "The tag of the task definition names no pair that serves the account."
    "RP118" ContainerOptedOut Note "The container opts out by its docker label."
    "RP119" PublicInitImage Note "The init container's image comes from a public registry."
    "RP201" RoleNotOurs Blocking "A role of rolepair's name is there but lacks rolepair's tags."
    "RP202" Unproven Blocking "The role pair, as read back from AWS, lets in someone else, or not the task role."
    "RP203" WideningValue Blocking "A value for the permissions template could widen the policy."
    "RP204" PolicyTooLarge Blocking "A policy document is over its quota."
    "RP205" AccountNotActive Blocking "The account is closed, suspended or closing."
    "RP206" MissingValue Blocking "The permissions template asks for a value the account does not have."
    "RP207" OutsideOrganization Blocking "The account is not in the configured organization."
    "RP209" NoPair Note "No pair of the configuration selects the account."
    "RP210" Quota Blocking "An AWS quota stands in the way."
    "RP301" MalformedEvent Blocking "The event is not of the form its service documents."
    "RP302" UnknownEvent Note "The event is none that rolepair acts on."
    "RP303" EventAccountsDiffer Blocking "The event and the ARN inside it name different accounts or Regions."
    "RP304" NotSuccessful Note "The event tells of a call that did not succeed."
    "RP305" RegionNotServed Note "The event comes from a Region the configuration does not list."
    "RP306" TaskDefinitionGone Note "The task definition or its family is gone or no longer active."
    "RP308" AccessDenied Blocking "AWS refuses rolepair a call it needs."
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn somebodys_words_cannot_start_a_line_of_their_own() {
        let code = FindingCode::NameTaken;
        let finding = Finding::new(code, "app\nRP101 x", "`a\r\u{2028}b` is taken");
        assert_eq!(
            finding.to_string(),
            "RP109 app\\nRP101 x: `a\\r\\u{2028}b` is taken"
        );
    }

    #[test]
    fn no_two_findings_share_a_code() {
        let codes: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), FindingCode::ALL.len());
    }
}
