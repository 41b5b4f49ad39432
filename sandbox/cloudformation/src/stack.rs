/// The stack that a template is worked out for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// What distinguishes the names of its resources from those of others: letters and digits.
    pub unique: String,
    /// The account it is in.
    pub account: String,
    /// The Region it is in.
    pub region: String,
    /// The partition it is in.
    pub partition: String,
}

impl Stack {
    /// What CloudFormation knows of every stack, as far as templates ask for it.
    pub(crate) fn pseudo(&self, name: &str) -> Option<&str> {
        match name {
            "AWS::AccountId" => Some(&self.account),
            "AWS::Region" => Some(&self.region),
            "AWS::Partition" => Some(&self.partition),
            _ => None,
        }
    }
}
