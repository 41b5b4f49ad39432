use rolepair_model::{AccountId, Partition, Region};

/// The table a call means: its own account's by name, any account's by ARN.
pub(super) struct TableName {
    pub(super) account: AccountId,
    pub(super) region: Region,
    pub(super) name: String,
    pub(super) arn: String,
}

impl TableName {
    /// Reads a name given by a caller in `account` and `region`; `None` if it names no table.
    pub(super) fn parse(
        given: &str,
        partition: &Partition,
        account: &AccountId,
        region: &Region,
    ) -> Option<Self> {
        let (account, region, name) = match given.strip_prefix("arn:") {
            None => (account.clone(), region.clone(), given),
            Some(rest) => {
                let mut parts = rest.splitn(5, ':').skip(1);
                let service = parts.next()?;
                let (region, account) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                (
                    account,
                    region,
                    parts
                        .next()?
                        .strip_prefix("table/")
                        .filter(|_| service == "dynamodb")?,
                )
            }
        };
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
        if !(3..=255).contains(&name.len()) || !name.chars().all(allowed) {
            return None;
        }
        let arn = format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}");
        Some(Self {
            account,
            region,
            name: name.to_owned(),
            arn,
        })
    }
}
