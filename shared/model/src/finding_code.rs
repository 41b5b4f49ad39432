use std::fmt;

use serde::{Serialize, Serializer};

/// What a finding did to the change it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing; it is worth knowing.
    Note,
    /// It stopped the change.
    Blocking,
}

/// Declares the codes in one table: code, name, severity, meaning, cure.
macro_rules! finding_codes {
    ($($code:literal $name:ident $severity:ident $meaning:literal $cure:literal)*) => {
        /// The stable code of a finding. A code is never given a second meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $(#[doc = $meaning] $name,)*
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
                match self { $(Self::$name => $meaning,)* }
            }

            /// What a person does about it: lower-case, without a full stop.
            #[must_use]
            pub fn cure(self) -> &'static str {
                match self { $(Self::$name => $cure,)* }
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
    "RP101" TooManyContainers Blocking
        "The task definition has no room for one more container."
        "remove a container, or set `delivery: host` for the pair, which adds none"
    "RP102" Windows Blocking
        "The task definition is for Windows, which rolepair does not patch."
        "leave the family out of the pair; a Windows container has to assume the resource role itself"
    "RP103" OwnProfile Blocking
        "The container sets an AWS profile of its own."
        "remove the variable, or opt the container out with the docker label `rolepair.skip`"
    "RP104" OwnConfigFile Blocking
        "The container sets an AWS config or credentials file of its own."
        "remove the variable, or opt the container out with the docker label `rolepair.skip`"
    "RP105" StaticKeys Blocking
        "The container has static AWS keys, which take precedence over every profile."
        "remove the keys from the task definition, then delete them in IAM"
    "RP106" OwnCredentialsEndpoint Blocking
        "The container has a credentials endpoint or a web identity of its own."
        "remove the variable, or opt the container out with the docker label `rolepair.skip`"
    "RP107" EnvironmentFiles Note
        "The container reads environment files, which rolepair does not read."
        "check that the files set no AWS keys; the other variables of the patch win over a file"
    "RP108" OtherTaskRole Blocking
        "The task definition has a task role that is not the pair's."
        "set `existing_task_role: replace` for the pair, or leave the task definition out of it"
    "RP109" NameTaken Blocking
        "A volume, container, label or mount path that rolepair needs is already in use."
        "rename the volume, container, label or mount path; rolepair needs `rolepair` and `/rolepair`"
    "RP110" DefinitionTooLarge Blocking
        "The patched task definition would be too large for ECS."
        "move long values out of the task definition, into secrets or a file"
    "RP111" NothingSelected Blocking
        "The pair selects no container of the task definition."
        "correct `containers` of the pair, or remove the docker label `rolepair.skip` from a container"
    "RP112" SeveralPairs Blocking
        "More than one pair claims the task definition."
        "narrow `families` of one pair, or tag the task definition `rolepair:pair=<pair>`"
    "RP113" HostOnFargate Blocking
        "Fargate has no host that could hold the config file."
        "set `delivery: init-container` for the pair"
    "RP114" TooManyTags Blocking
        "The patched task definition would have more tags than ECS allows."
        "remove tags from the task definition; rolepair adds up to four"
    "RP115" MalformedDefinition Blocking
        "The task definition does not have the form that ECS documents."
        "correct the field that the message names"
    "RP116" RegionDiffers Note
        "The container sets another Region than the task's, and keeps it."
        "nothing to do if the container is meant to work in that Region; otherwise remove the variable"
    "RP117" UnknownPair Blocking
        "The tag of the task definition does not name a pair that serves the account."
        "correct the tag `rolepair:pair`, or let `accounts` of that pair select the account"
    "RP118" ContainerOptedOut Note
        "The container opts out by its docker label."
        "nothing to do"
    "RP119" PublicInitImage Note
        "The image of the init container comes from a public registry."
        "nothing to do where tasks reach the Internet; otherwise set `init_image` to a registry they reach"
    "RP201" RoleNotOurs Blocking
        "A role of that name exists, and rolepair did not make it for this pair and account."
        "find out who made the role; rename it, rename the pair, or restore the tags that rolepair gave it"
    "RP202" Unproven Blocking
        "The role pair, as AWS returns it, is incomplete, or lets in more than the tasks of the pair."
        "nothing to do while the account is new; if it stays, run a backfill, and treat a foreign principal as an incident"
    "RP203" WideningValue Blocking
        "A value for the permissions template could widen the policy."
        "correct the name or tag of the account, or take the value out of the template"
    "RP204" PolicyTooLarge Blocking
        "A policy document is larger than IAM allows."
        "shorten the permissions of the pair, or split it into two pairs"
    "RP205" AccountNotActive Blocking
        "The account is closed, suspended or closing."
        "nothing to do; once the account is closed for good, delete its resource roles"
    "RP206" MissingValue Blocking
        "The permissions template needs a value that the account does not have."
        "give the account the tag that the template needs, or leave the account out of the pair"
    "RP207" OutsideOrganization Blocking
        "The account is not in the configured organization."
        "correct the account id, or `organization_id` in the configuration"
    "RP209" NoPair Note
        "No pair of the configuration selects the account, or claims the task definition."
        "nothing to do, unless a pair should; then correct its `accounts` or `task_definitions`"
    "RP210" Quota Blocking
        "An AWS quota is reached."
        "raise the quota that the message names, then run a backfill"
    "RP301" MalformedEvent Blocking
        "The input does not have the form it should have."
        "correct the field that the message names; keep an event that came from AWS, and report it"
    "RP302" UnknownEvent Note
        "rolepair does not act on this event."
        "nothing to do"
    "RP303" EventAccountsDiffer Blocking
        "The input contradicts itself about the account or the Region."
        "keep the input, and find out who sent it"
    "RP304" NotSuccessful Note
        "The event reports a call that did not succeed."
        "nothing to do"
    "RP305" RegionNotServed Note
        "The configuration does not list the Region."
        "nothing to do, or add the Region to `regions` in the configuration"
    "RP306" TaskDefinitionGone Note
        "The task definition or its family is gone or no longer active."
        "nothing to do"
    "RP308" AccessDenied Blocking
        "AWS denies rolepair a call that it needs."
        "compare the role that made the call with docs/permissions.md, allow the call, then run a backfill"
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
    fn no_two_findings_share_a_code() {
        let codes: BTreeSet<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), FindingCode::ALL.len());
    }

    #[test]
    fn every_meaning_is_a_sentence_and_every_cure_goes_on_in_one() {
        for code in FindingCode::ALL {
            assert!(code.meaning().ends_with('.'), "{code}");
            let cure = code.cure();
            assert!(cure.starts_with(|c: char| c.is_ascii_lowercase()), "{code}");
            assert!(!cure.ends_with('.') && !cure.contains('\n'), "{code}");
        }
    }
}
