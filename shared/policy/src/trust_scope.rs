use rolepair_model::OrganizationalUnitId;

/// Whom the resource role of a pair trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustScope {
    /// The task role of one task account. Every account has its own resource role.
    Account,
    /// The pair's task roles in all accounts of the organization. They share one resource role.
    Organization {
        /// Only accounts below one of these units are trusted. Without any unit, all are.
        units: Vec<OrganizationalUnitId>,
    },
}
