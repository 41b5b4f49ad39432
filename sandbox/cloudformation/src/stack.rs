/// The stack that a template is evaluated for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Letters and digits that keep the names of its resources apart from those of other stacks.
    pub unique: String,
    /// The account it is in.
    pub account: String,
    /// The Region it is in.
    pub region: String,
    /// The partition it is in.
    pub partition: String,
}

impl Stack {
    /// The pseudo parameters, as far as templates use them.
    pub(crate) fn pseudo(&self, name: &str) -> Option<&str> {
        match name {
            "AWS::AccountId" => Some(&self.account),
            "AWS::Region" => Some(&self.region),
            "AWS::Partition" => Some(&self.partition),
            _ => None,
        }
    }
}
