/// What happens to a resource that its stack no longer has.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeletionPolicy {
    /// It is deleted.
    #[default]
    Delete,
    /// It stays, whatever happens.
    Retain,
    /// It stays, unless the operation that made it is rolled back.
    RetainExceptOnCreate,
}

impl DeletionPolicy {
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "Delete" => Some(Self::Delete),
            "Retain" => Some(Self::Retain),
            "RetainExceptOnCreate" => Some(Self::RetainExceptOnCreate),
            _ => None,
        }
    }

    /// Whether the resource stays when the operation that made it is rolled back.
    #[must_use]
    pub fn outlives_a_rollback(self) -> bool {
        self == Self::Retain
    }

    /// Whether the resource stays when its stack is deleted or updated to be without it.
    #[must_use]
    pub fn outlives_its_stack(self) -> bool {
        self != Self::Delete
    }
}
