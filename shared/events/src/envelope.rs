use rolepair_model::{About, AccountId, Finding, FindingCode, Region};

use crate::tree::Tree;

/// An event that EventBridge delivered, and the questions that every reader has about it.
pub(crate) struct Envelope {
    tree: Tree,
    /// The subject of findings about this event.
    subject: String,
    /// The account and the Region it comes from, as far as EventBridge says so without contradiction.
    origin: About,
}

/// Why an event gives no fact.
pub(crate) enum NoFact {
    /// The event is wrong.
    Malformed(Finding),
    /// The event is right, but rolepair does not act on it.
    Skipped(Finding),
}

/// How many characters of a text from an event a finding shows.
const SHOWN_CHARS: usize = 120;

impl Envelope {
    pub(crate) fn new(tree: Tree) -> Self {
        let mut envelope = Self {
            tree,
            subject: "event".to_owned(),
            origin: About::default(),
        };
        if let Ok(Some(id)) = envelope.text(&["id"]) {
            envelope.subject = format!("event {}", shown(id));
        }
        envelope.origin.account = envelope.account().ok();
        envelope.origin.region = envelope.region().ok();
        envelope
    }

    pub(crate) fn all(&self, path: &[&str]) -> Vec<&Tree> {
        self.tree.all(path)
    }

    /// The text at `path`: none if it is absent or redacted, an error if two texts disagree.
    pub(crate) fn text(&self, path: &[&str]) -> Result<Option<&str>, NoFact> {
        self.one_of(&[path])
    }

    /// The text at any of `paths`. If several of them have one, the texts must agree.
    pub(crate) fn one_of(&self, paths: &[&[&str]]) -> Result<Option<&str>, NoFact> {
        let trees = paths.iter().flat_map(|path| self.tree.all(path));
        self.agreed(
            trees,
            &paths
                .first()
                .map_or_else(String::new, |path| path.join(".")),
        )
    }

    /// The text that `trees` agree on. A message about two that disagree calls it `name`.
    pub(crate) fn agreed<'t>(
        &self,
        trees: impl IntoIterator<Item = &'t Tree>,
        name: &str,
    ) -> Result<Option<&'t str>, NoFact> {
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

    /// The account the event comes from, as EventBridge says.
    pub(crate) fn account(&self) -> Result<AccountId, NoFact> {
        let account = self.text(&["account"])?;
        let account = account.ok_or_else(|| self.malformed("the envelope names no `account`"))?;
        self.account_id(account)
    }

    /// The Region the event comes from, as EventBridge says.
    pub(crate) fn region(&self) -> Result<Region, NoFact> {
        let region = self.text(&["region"])?;
        let region = region.ok_or_else(|| self.malformed("the envelope names no `region`"))?;
        region
            .parse()
            .map_err(|_| self.malformed(format!("`{}` is not a Region", shown(region))))
    }

    pub(crate) fn account_id(&self, text: &str) -> Result<AccountId, NoFact> {
        text.parse()
            .map_err(|_| self.malformed(format!("`{}` is not an account id", shown(text))))
    }

    /// The event does not have the form that its service documents.
    pub(crate) fn malformed(&self, message: impl Into<String>) -> NoFact {
        NoFact::Malformed(self.finding(FindingCode::MalformedEvent, message))
    }

    /// The event contradicts itself about where it comes from.
    pub(crate) fn differ(&self, message: impl Into<String>) -> NoFact {
        NoFact::Malformed(self.finding(FindingCode::EventAccountsDiffer, message))
    }

    /// rolepair does not act on this event.
    pub(crate) fn unknown(&self, message: impl Into<String>) -> NoFact {
        NoFact::Skipped(self.finding(FindingCode::UnknownEvent, message))
    }

    /// The event reports something that did not succeed.
    pub(crate) fn not_successful(&self, message: impl Into<String>) -> NoFact {
        NoFact::Skipped(self.finding(FindingCode::NotSuccessful, message))
    }

    fn finding(&self, code: FindingCode, message: impl Into<String>) -> Finding {
        Finding::new(code, &self.subject, message).concerning(&self.origin)
    }
}

/// A text from the event, in a form that fits into one log line.
pub(crate) fn shown(text: &str) -> String {
    let printable = |c: char| if c.is_control() || c == '`' { '?' } else { c };
    text.chars().take(SHOWN_CHARS).map(printable).collect()
}
