use rolepair_sandbox::{Delay, Options};

/// The quota AWS grants on request.
const ROLES_IN_THE_RESOURCE_ACCOUNT: usize = 10_000;

/// Options of an organization for a rehearsal: accounts are made at once, a state machine's retries
/// do not wait, and the resource account has room for everybody's roles.
#[must_use]
pub fn options() -> Options {
    let mut options = Options::default();
    let resource = options.resource.id.clone();
    let dials = &mut options.dials;
    dials.account_creation = Delay::Calls(0);
    dials.hub_role = Delay::Calls(0);
    dials.skip_retry_waits = true;
    dials
        .role_quotas
        .insert(resource, ROLES_IN_THE_RESOURCE_ACCOUNT);
    options
}

/// The `rolepair.yaml` of the rehearsal: the pair `orders` gives every team's account access to its
/// team's folder.
#[must_use]
pub fn configuration(options: &Options) -> String {
    let Options {
        organization,
        root,
        region,
        management,
        hub,
        resource,
        task_account_role,
        resource_account_role,
        ..
    } = options;
    format!(
        r#"version: 1
organization_id: {organization}
resource_account: "{}"
roles:
  task_account: {}
  resource_account: {}
regions: [{region}]
pairs:
  orders:
    accounts:
      organizational_units: [{root}]
      exclude: ["{}", "{}"]
    permissions:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: s3:GetObject
          Resource: "arn:{{{{partition}}}}:s3:::orders/{{{{account.tags.team}}}}/*"
"#,
        resource.id, task_account_role.name, resource_account_role.name, management.id, hub.id
    )
}
