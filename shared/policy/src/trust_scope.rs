use rolepair_model::OrganizationalUnitId;

/// Whom the resource role of a pair lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustScope {
    /// The task role of one task account; every account has a resource role of its own.
    Account,
    /// The pair's task role in every account of the organization; one resource role serves all.
    Organization {
        /// Only accounts below one of these units; every account where there is none.
        units: Vec<OrganizationalUnitId>,
    },
}
