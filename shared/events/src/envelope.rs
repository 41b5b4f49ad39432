use rolepair_model::{AccountId, Finding, FindingCode, Region};

use crate::tree::Tree;

/// An event that EventBridge delivered, with what every reader asks of it.
pub(crate) struct Envelope {
    tree: Tree,
    /// What findings about the event call it.
    subject: String,
}

/// Why reading an event ends early: it is wrong, or it is one to leave alone.
pub(crate) enum Stop {
    Malformed(Finding),
    Skip(Finding),
}

/// How much of a text from an event is shown in a finding.
const SHOWN_CHARS: usize = 120;

impl Envelope {
    pub(crate) fn new(tree: Tree) -> Self {
        let mut envelope = Self {
            tree,
            subject: "event".to_owned(),
        };
        if let Ok(Some(id)) = envelope.text(&["id"]) {
            envelope.subject = format!("event {}", shown(id));
        }
        envelope
    }

    pub(crate) fn all(&self, path: &[&str]) -> Vec<&Tree> {
        self.tree.all(path)
    }

    /// The one text at `path`: none where it is absent or redacted, an error where two disagree.
    pub(crate) fn text(&self, path: &[&str]) -> Result<Option<&str>, Stop> {
        self.one_of(&[path])
    }

    /// The one text at any of `paths`: whatever stands at several of them must agree.
    pub(crate) fn one_of(&self, paths: &[&[&str]]) -> Result<Option<&str>, Stop> {
        let trees = paths.iter().flat_map(|path| self.tree.all(path));
        self.agreed(
            trees,
            &paths
                .first()
                .map_or_else(String::new, |path| path.join(".")),
        )
    }

    /// The one text that `trees` hold between them.
    pub(crate) fn agreed<'t>(
        &self,
        trees: impl IntoIterator<Item = &'t Tree>,
        name: &str,
    ) -> Result<Option<&'t str>, Stop> {
        let mut texts = trees.into_iter().filter_map(Tree::text);
        let Some(first) = texts.next() else {
            return Ok(None);
        };
        match texts.find(|text| *text != first) {
            None => Ok(Some(first)),
            Some(other) => Err(self.malformed(format!(
                "`{name}` is both `{}` and `{}`",
                shown(first),
                shown(other)
            ))),
        }
    }

    /// The account EventBridge says the event comes from.
    pub(crate) fn account(&self) -> Result<AccountId, Stop> {
        let account = self.text(&["account"])?;
        let account = account.ok_or_else(|| self.malformed("the envelope names no `account`"))?;
        self.account_id(account)
    }

    /// The Region EventBridge says the event comes from.
    pub(crate) fn region(&self) -> Result<Region, Stop> {
        let region = self.text(&["region"])?;
        let region = region.ok_or_else(|| self.malformed("the envelope names no `region`"))?;
        region
            .parse()
            .map_err(|_| self.malformed(format!("`{}` is not a Region", shown(region))))
    }

    pub(crate) fn account_id(&self, text: &str) -> Result<AccountId, Stop> {
        text.parse()
            .map_err(|_| self.malformed(format!("`{}` is not an account id", shown(text))))
    }

    /// The event is not of the form its service documents.
    pub(crate) fn malformed(&self, message: impl Into<String>) -> Stop {
        Stop::Malformed(self.finding(FindingCode::MalformedEvent, message))
    }

    /// The event contradicts itself about where it comes from.
    pub(crate) fn differ(&self, message: impl Into<String>) -> Stop {
        Stop::Malformed(self.finding(FindingCode::EventAccountsDiffer, message))
    }

    /// The event is none that rolepair acts on.
    pub(crate) fn unknown(&self, message: impl Into<String>) -> Stop {
        Stop::Skip(self.finding(FindingCode::UnknownEvent, message))
    }

    /// The event tells of something that did not come about.
    pub(crate) fn not_successful(&self, message: impl Into<String>) -> Stop {
        Stop::Skip(self.finding(FindingCode::NotSuccessful, message))
    }

    fn finding(&self, code: FindingCode, message: impl Into<String>) -> Finding {
        Finding::new(code, &self.subject, message)
    }
}

/// A text from the event, fit for one log line.
pub(crate) fn shown(text: &str) -> String {
    let printable = |c: char| if c.is_control() || c == '`' { '?' } else { c };
    text.chars().take(SHOWN_CHARS).map(printable).collect()
}
