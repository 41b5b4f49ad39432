use rolepair_model::{AccountId, Family, FamilyOrArn, Partition, Region, TaskDefinitionArn};

use crate::{
    Fact,
    envelope::{Envelope, NoFact, shown},
};

/// Reads an event of Amazon ECS. ECS itself sends no events about task definitions; CloudTrail does.
pub(crate) fn fact(event: &Envelope, name: &str) -> Result<Fact, NoFact> {
    match name.to_ascii_lowercase().as_str() {
        "registertaskdefinition" => registered(event),
        _ => Err(event.unknown(format!("rolepair does not act on `{}`", shown(name)))),
    }
}

/// A registration by rolepair itself is a fact like any other. The event rule filters it out, and a
/// patched revision needs no patch. If such an event does come, it finishes work that was cut off
/// after registering.
fn registered(event: &Envelope) -> Result<Fact, NoFact> {
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

/// The family, from the request or the answer, since CloudTrail may have cut off either.
fn family(event: &Envelope) -> Result<Option<Family>, NoFact> {
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
) -> Result<TaskDefinitionArn, NoFact> {
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
