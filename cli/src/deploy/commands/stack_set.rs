use rolepair_model::{AccountId, OrganizationalUnitId, Region};
use serde_json::json;

use super::given;
use crate::deploy::deployment::Stack;
use crate::deploy::shell::{Command, word};

/// What a StackSet is made of, in the script.
const CONTENT: &str = "\"${content[@]}\"";

/// One account that fails does not keep the others from theirs.
const PREFERENCES: &str =
    "RegionConcurrencyType=PARALLEL,MaxConcurrentPercentage=25,FailureTolerancePercentage=100";

/// Since failures are tolerated, an operation that succeeded says nothing about them. StackSets leaves
/// out accounts that are suspended.
const BEHIND: &str = "Summaries[?Status!='CURRENT' && StackInstanceStatus.DetailedStatus!='SKIPPED_SUSPENDED_ACCOUNT'].[Account,Region,StatusReason]";

/// The commands that make or change a StackSet, and then tell which accounts lack its stack.
pub(super) fn commands(
    stack: &Stack,
    hub: &AccountId,
    hub_region: &Region,
    units: &[OrganizationalUnitId],
    regions: &[Region],
) -> String {
    let of_the_set = |operation: &str| {
        Command::in_account(hub)
            .words(["cloudformation", operation])
            .option("--region", hub_region.as_str())
            .option("--call-as", "DELEGATED_ADMIN")
            .option("--stack-set-name", &stack.name)
    };
    let describe = of_the_set("describe-stack-set");
    let create = of_the_set("create-stack-set").raw(CONTENT);
    let update = of_the_set("update-stack-set")
        .raw(CONTENT)
        .option("--operation-preferences", PREFERENCES)
        .option("--query", "OperationId")
        .option("--output", "text");
    let status = of_the_set("describe-stack-set-operation")
        .raw("--operation-id \"$1\"")
        .option("--query", "StackSetOperation.Status")
        .option("--output", "text");
    let units: Vec<&str> = units.iter().map(OrganizationalUnitId::as_str).collect();
    let regions: Vec<String> = regions.iter().map(Region::to_string).collect();
    let instances = of_the_set("create-stack-instances")
        .option(
            "--deployment-targets",
            &format!("OrganizationalUnitIds={}", units.join(",")),
        )
        .list("--regions", &regions)
        .option("--operation-preferences", PREFERENCES)
        .option("--query", "OperationId")
        .option("--output", "text");
    let behind = of_the_set("list-stack-instances")
        .raw(&format!("--query \"{BEHIND}\""))
        .option("--output", "text");
    format!(
        "\n# The StackSet {name} over the task accounts, from the hub account.\n\
         wait_for() {{\n  while status=$({status}) &&\n    [[ $status =~ ^(QUEUED|RUNNING)$ ]]; do sleep 5; done\n  \
         [ \"$status\" = SUCCEEDED ] || echo \"The operation $1 of the StackSet ended: $status\" >&2\n}}\n\
         {content}\n\
         if {describe} > /dev/null 2>&1; then\n  operation=$({update})\n  wait_for \"$operation\"\nelse\n  {create}\nfi\n\
         operation=$({instances})\nwait_for \"$operation\"\n\
         behind=$({behind})\n\
         if [ -n \"$behind\" ] || [ \"$status\" != SUCCEEDED ]; then\n  \
         printf '%s\\n' 'These accounts do not have the stack as it is to be:' \"$behind\" >&2\n  exit 1\nfi\n",
        name = stack.name,
        content = content(stack),
    )
}

/// What the StackSet is made of, for making and for changing it.
fn content(stack: &Stack) -> String {
    let mut lines = vec![
        format!(
            "--template-body {}",
            word(&format!("file://{}", stack.template.display()))
        ),
        format!("--capabilities {}", stack.capabilities.join(" ")),
        "--permission-model SERVICE_MANAGED".to_owned(),
        "--auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false".to_owned(),
        "--parameters".to_owned(),
    ];
    for (name, value) in given(stack) {
        let parameter = json!({ "ParameterKey": name, "ParameterValue": value });
        lines.push(format!("  {}", word(&parameter.to_string())));
    }
    format!("content=(\n  {}\n)", lines.join("\n  "))
}
