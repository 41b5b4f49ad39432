use std::fmt::Write;

use rolepair_sandbox::Options;

/// The entry of a pair in `rolepair.yaml`.
#[derive(Debug, Clone)]
pub struct PairEntry {
    name: String,
    accounts: String,
    permissions: String,
    further: Vec<String>,
}

/// What the containers of a pair may do, if a story does not choose other permissions.
const READ_ORDERS: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:{{partition}}:dynamodb:*:{{resource_account.id}}:table/orders"}}"#;

/// Every account of the organization except the management account and the hub.
const WORKLOADS: &str = "{organizational_units: [r-ab12], exclude: [111111111111, 222222222222]}";

/// A pair for every account of a team. Its containers may read the table `orders`.
pub fn pair(name: &str) -> PairEntry {
    PairEntry {
        name: name.to_owned(),
        accounts: WORKLOADS.to_owned(),
        permissions: READ_ORDERS.to_owned(),
        further: Vec::new(),
    }
}

impl PairEntry {
    /// Selects other accounts.
    #[must_use]
    pub fn for_accounts(mut self, accounts: &str) -> Self {
        accounts.clone_into(&mut self.accounts);
        self
    }

    /// Gives other permissions.
    #[must_use]
    pub fn allowing(mut self, permissions: &str) -> Self {
        permissions.clone_into(&mut self.permissions);
        self
    }

    /// Adds a line, such as `trust: organization`.
    #[must_use]
    pub fn with(mut self, line: &str) -> Self {
        self.further.push(line.to_owned());
        self
    }

    fn write(&self, text: &mut String) {
        let Self {
            name,
            accounts,
            permissions,
            further,
        } = self;
        let head = format!("  {name}:\n    accounts: {accounts}\n    permissions: {permissions}\n");
        text.push_str(&head);
        for line in further {
            let _ = writeln!(text, "    {line}");
        }
    }
}

/// The text of a `rolepair.yaml` for the embedded organization.
pub(crate) fn configuration(options: &Options, regions: &[&str], pairs: &[PairEntry]) -> String {
    let mut text = format!(
        "version: 1\norganization_id: {}\nresource_account: {}\nroles:\n  task_account: {}\n  resource_account: {}\nregions: [{}]\npairs:\n",
        options.organization,
        options.resource.id,
        options.task_account_role.name,
        options.resource_account_role.name,
        regions.join(", "),
    );
    pairs.iter().for_each(|pair| pair.write(&mut text));
    text
}
