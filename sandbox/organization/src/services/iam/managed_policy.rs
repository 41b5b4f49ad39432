use rolepair_model::Tags;
use time::OffsetDateTime;

/// A customer-managed policy, in its one version.
#[derive(Debug, Clone)]
pub(crate) struct ManagedPolicy {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) description: Option<String>,
    pub(crate) document: String,
    pub(crate) created: OffsetDateTime,
    pub(crate) tags: Tags,
}
