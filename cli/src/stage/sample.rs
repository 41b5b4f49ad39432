use rolepair_sandbox::Options;

/// The configuration of an embedded organization if none is given. It has one pair, `orders`, for the
/// accounts below `unit` and the task definitions with the pair's tag.
pub(crate) fn sample(options: &Options, unit: &str) -> String {
    let Options {
        organization,
        hub,
        resource,
        region,
        ..
    } = options;
    let task_account_role = &options.task_account_role.name;
    let resource_account_role = &options.resource_account_role.name;
    format!(
        r#"version: 1
organization_id: {organization}
resource_account: "{}"
roles:
  task_account: {task_account_role}
  resource_account: {resource_account_role}
regions: [{region}]
pairs:
  orders:
    accounts:
      organizational_units: [{unit}]
    permissions:
      Version: "2012-10-17"
      Statement:
      - Effect: Allow
        Action: ["dynamodb:GetItem", "dynamodb:Query"]
        Resource:
          arn:{{{{partition}}}}:dynamodb:*:{{{{resource_account.id}}}}:table/orders
    init_image: "{}.dkr.ecr.{{{{region}}}}.amazonaws.com/busybox:1.37"
"#,
        resource.id, hub.id
    )
}
