use std::{borrow::Cow, fmt};

use serde::{Serialize, Serializer};

use crate::{About, AccountId, Family, FindingCode, Region, RoleArn, Severity};

/// Something skipped, refused or drifted, that a person should know of.
///
/// What it is about is filled in from the inside out: the code that finds it says what it knows,
/// and each layer around that adds what is still missing. Nothing that is set is ever replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable code: what scripts and alarms match.
    pub code: FindingCode,
    /// Whether the finding stopped the change it is about.
    pub severity: Severity,
    /// The thing it is found at: a role's ARN, a container, a family, an account.
    pub subject: String,
    /// One sentence, lower-case, without a full stop.
    pub message: String,
    /// The account, Region, task definition and role it is about, as far as they are known.
    pub about: Box<About>,
    /// A cure that is more specific than that of the code.
    cure: Option<Cow<'static, str>>,
}

impl Finding {
    /// A finding of the severity its code has. Somebody else's words in it stay on one line.
    pub fn new(code: FindingCode, subject: impl fmt::Display, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            subject: on_one_line(&subject.to_string()),
            message: on_one_line(&message.into()),
            about: Box::default(),
            cure: None,
        }
    }

    /// Says which task account it is about.
    #[must_use]
    pub fn in_account(mut self, account: &AccountId) -> Self {
        self.about.account.get_or_insert_with(|| account.clone());
        self
    }

    /// Says which Region it is about.
    #[must_use]
    pub fn in_region(mut self, region: &Region) -> Self {
        self.about.region.get_or_insert_with(|| region.clone());
        self
    }

    /// Says which family of task definitions it is about.
    #[must_use]
    pub fn of_family(mut self, family: &Family) -> Self {
        self.about.family.get_or_insert_with(|| family.clone());
        self
    }

    /// Says which revision of the family it is about.
    #[must_use]
    pub fn of_revision(mut self, revision: u32) -> Self {
        self.about.revision.get_or_insert(revision);
        self
    }

    /// Says which role it is about.
    #[must_use]
    pub fn of_role(mut self, role: &RoleArn) -> Self {
        self.about.role.get_or_insert_with(|| role.clone());
        self
    }

    /// Says what it is about, where it does not say so itself.
    #[must_use]
    pub fn concerning(mut self, about: &About) -> Self {
        self.about.complete(about);
        self
    }

    /// Gives a cure that is more specific than that of the code: lower-case, without a full stop.
    #[must_use]
    pub fn with_cure(mut self, cure: impl Into<Cow<'static, str>>) -> Self {
        if self.cure.is_none() {
            self.cure = Some(on_one_line(&cure.into()).into());
        }
        self
    }

    /// What a person does about it.
    #[must_use]
    pub fn cure(&self) -> &str {
        self.cure.as_deref().unwrap_or(self.code.cure())
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

/// One line: `RP105 app: the container sets AWS_ACCESS_KEY_ID (account 222222222222, Region
/// eu-west-1, task definition shop-api:7). Cure: remove the keys ...`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code, self.subject, self.message)?;
        let about = self.about.words(&self.subject);
        if !about.is_empty() {
            write!(f, " ({about})")?;
        }
        write!(f, ". Cure: {}", self.cure())
    }
}

/// A finding as JSON. Scripts match these keys; new ones come last.
#[derive(Serialize)]
struct Wire<'f> {
    code: FindingCode,
    severity: Severity,
    subject: &'f str,
    message: &'f str,
    #[serde(flatten)]
    about: &'f About,
    cure: &'f str,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = Wire {
            code: self.code,
            severity: self.severity,
            subject: &self.subject,
            message: &self.message,
            about: &self.about,
            cure: self.cure(),
        };
        wire.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn static_keys() -> Finding {
        let message = "the container sets `AWS_ACCESS_KEY_ID`";
        Finding::new(FindingCode::StaticKeys, "app", message)
    }

    fn located() -> Finding {
        static_keys()
            .in_account(&"222222222222".parse().unwrap())
            .in_region(&"eu-west-1".parse().unwrap())
            .of_family(&"shop-api".parse().unwrap())
            .of_revision(7)
    }

    #[test]
    fn somebody_elses_words_cannot_start_a_line_of_their_own() {
        let code = FindingCode::NameTaken;
        let finding = Finding::new(code, "app\nRP101 x", "`a\r\u{2028}b` is taken");
        assert_eq!(
            finding.with_cure("rename `a\nb`").to_string(),
            "RP109 app\\nRP101 x: `a\\r\\u{2028}b` is taken. Cure: rename `a\\nb`"
        );
    }

    #[test]
    fn a_finding_says_what_it_is_about_and_what_to_do() {
        assert_eq!(
            located().to_string(),
            "RP105 app: the container sets `AWS_ACCESS_KEY_ID` (account 222222222222, Region \
             eu-west-1, task definition shop-api:7). Cure: remove the keys from the task \
             definition, then delete them in IAM"
        );
    }

    #[test]
    fn as_json_new_keys_come_last_and_what_is_not_known_is_left_out() {
        let json = |finding| serde_json::to_string(&finding).unwrap();
        let known = r#"{"code":"RP105","severity":"blocking","subject":"app","message":"the container sets `AWS_ACCESS_KEY_ID`","#;
        let about = r#""account":"222222222222","region":"eu-west-1","family":"shop-api","revision":7,"role":"arn:aws:iam::222222222222:role/a","#;
        let cure = r#""cure":"rotate"}"#;
        let role = "arn:aws:iam::222222222222:role/a".parse().unwrap();
        assert_eq!(
            json(located().of_role(&role).with_cure("rotate")),
            format!("{known}{about}{cure}")
        );
        assert_eq!(
            json(static_keys().with_cure("rotate")),
            format!("{known}{cure}")
        );
    }

    #[test]
    fn an_outer_layer_replaces_nothing() {
        let finding = located().with_cure("the first");
        let again = finding
            .clone()
            .in_account(&"333333333333".parse().unwrap())
            .in_region(&"eu-west-2".parse().unwrap())
            .of_family(&"other".parse().unwrap())
            .of_revision(8)
            .with_cure("the second");
        assert_eq!(again, finding);
    }
}
