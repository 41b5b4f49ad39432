use rolepair_model::{FamilyOrArn, Finding, FindingCode, TaskDefinition};
use serde_json::Value;

use crate::{patch::task::family, quoted::quoted};

/// The member that holds the ARN of a revision.
const ARN: &str = "taskDefinitionArn";

/// Which task definition this is: its ARN if ECS has given it one, else its family.
///
/// # Errors
/// RP115 where the family is missing or the ARN is not one of a task definition.
pub fn identity(definition: &TaskDefinition) -> Result<FamilyOrArn, Finding> {
    let family = family(&definition.body)?;
    let text = match definition.body.get(ARN) {
        None | Some(Value::Null) => return Ok(FamilyOrArn::Family(family)),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    text.parse().map(FamilyOrArn::Arn).map_err(|_| {
        let message = format!(
            "`{ARN}` is {}, not the ARN of a task definition",
            quoted(&text)
        );
        Finding::new(FindingCode::MalformedDefinition, &family, message).of_family(&family)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::examples::{definition, shown};

    const TEXT: &str = "arn:aws:ecs:eu-west-1:222222222222:task-definition/orders-api:5";

    #[test]
    fn a_definition_is_known_by_its_arn_else_by_its_family() {
        let family = Ok(FamilyOrArn::Family("orders-api".parse().unwrap()));
        assert_eq!(identity(&definition(json!({}))), family);
        assert_eq!(identity(&definition(json!({ARN: null}))), family);
        assert_eq!(
            identity(&definition(json!({ARN: TEXT}))),
            Ok(FamilyOrArn::Arn(TEXT.parse().unwrap()))
        );
    }

    #[test]
    fn an_arn_of_something_else_is_a_finding() {
        for (wrong, quoted) in [
            (
                json!("arn:aws:ecs:eu-west-1:222222222222:task/x"),
                "`arn:aws:ecs:eu-west-1:222222222222:task/x`",
            ),
            (json!(""), "``"),
            (json!(7), "`7`"),
        ] {
            let finding = identity(&definition(json!({ARN: wrong}))).unwrap_err();
            assert_eq!(
                shown(&finding),
                format!(
                    "RP115 orders-api: `taskDefinitionArn` is {quoted}, not the ARN of a task definition"
                )
            );
        }
    }
}
