use rolepair_model::{AccountId, Family, FamilyOrArn, Partition, Region, TaskDefinitionArn};

use crate::{
    Fact,
    envelope::{Envelope, Stop, shown},
};

/// Reads an event of Amazon ECS. ECS itself tells nothing of task definitions; CloudTrail does.
pub(crate) fn fact(event: &Envelope, name: &str) -> Result<Fact, Stop> {
    match name.to_ascii_lowercase().as_str() {
        "registertaskdefinition" => registered(event),
        _ => Err(event.unknown(format!("nothing is done about `{}`", shown(name)))),
    }
}

/// A registration by rolepair itself is a fact like any other: the rule keeps it away, a patched
/// revision needs no patch, and where it does come it finishes what was cut off after registering.
fn registered(event: &Envelope) -> Result<Fact, Stop> {
    let (account, region) = (event.account()?, event.region()?);
    let family = family(event)?;
    let arn = event.text(&[
        "detail",
        "responseElements",
        "taskDefinition",
        "taskDefinitionArn",
    ])?;
    let task_definition = match (arn, family) {
        (Some(arn), family) => {
            let arn = revision(event, arn, &account, &region)?;
            if let Some(family) = family.filter(|family| *family != arn.family) {
                return Err(event.malformed(format!("`family` is `{family}`, the ARN is `{arn}`")));
            }
            FamilyOrArn::Arn(arn)
        }
        (None, Some(family)) => FamilyOrArn::Family(family),
        (None, None) => return Err(event.malformed("the event names no task definition")),
    };
    Ok(Fact::TaskDefinitionRegistered {
        account,
        region,
        task_definition,
    })
}

/// The family, from the answer or, where CloudTrail cut that off, from the request.
fn family(event: &Envelope) -> Result<Option<Family>, Stop> {
    let family = event.one_of(&[
        &["detail", "requestParameters", "family"],
        &["detail", "responseElements", "taskDefinition", "family"],
    ])?;
    let invalid = |family| event.malformed(format!("`{}` is not a family", shown(family)));
    family
        .map(|family| family.parse().map_err(|_| invalid(family)))
        .transpose()
}

fn revision(
    event: &Envelope,
    arn: &str,
    account: &AccountId,
    region: &Region,
) -> Result<TaskDefinitionArn, Stop> {
    let parsed: TaskDefinitionArn = arn.parse().map_err(|_| {
        event.malformed(format!(
            "`{}` is not the ARN of a task definition",
            shown(arn)
        ))
    })?;
    let partition = Partition::of(region);
    if parsed.account != *account || parsed.region != *region || parsed.partition != partition {
        return Err(event.differ(format!(
            "the event comes from account `{account}`, Region `{region}`; the ARN is `{parsed}`"
        )));
    }
    Ok(parsed)
}
