use std::{collections::BTreeMap, path::Path};

use serde_json::json;

use super::*;
use crate::stack::Stack;

fn stack(account: &str) -> Stack {
    Stack {
        name: "rolepair".to_owned(),
        unique: "A1B2C3D4E5F6".to_owned(),
        account: account.to_owned(),
        region: "eu-west-1".to_owned(),
        partition: "aws".to_owned(),
    }
}

fn evaluated(source: &str, given: &[(&str, &str)], account: &str) -> Result<Evaluated, String> {
    let template = Template::parse(source).map_err(|error| error.to_string())?;
    let given = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let (texts, missing) = template.texts(&given.collect::<BTreeMap<_, _>>());
    assert_eq!(missing, [""; 0]);
    let values = template.parameters.iter().map(|parameter| {
        let value = parameter.value(&texts[&parameter.name]).unwrap();
        (parameter.name.clone(), value)
    });
    let bindings = Bindings {
        values: values.collect(),
        stack: stack(account),
    };
    let evaluated = template.evaluate(&bindings);
    evaluated.map_err(|error| error.to_string())
}

const SOURCE: &str = r#"
Parameters:
  Name: {Type: String}
  List: {Type: CommaDelimitedList, Default: "a,b"}
Conditions:
  Yes: !Equals [!Ref Name, orders]
  No: !Not [!Condition Yes]
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Ref Name
      Role: !GetAtt Role.Arn
      List: !Ref List
      Items: [!If [Yes, 1, !Ref AWS::NoValue], !If [No, 2, !Ref "AWS::NoValue"]]
      Gone: !If [No, x, !Ref AWS::NoValue]
      Text: !Sub "${AWS::Region}/${Role}/${Role.Arn}/${!Kept}/$${x"
  Role:
    Type: AWS::IAM::Role
    Properties: {Path: /p/}
  Never:
    Type: AWS::SQS::Queue
    Condition: No
Outputs:
  Role: {Value: !Sub ["${Given}-${Role}", {Given: !Ref Name}]}
  Never: {Condition: No, Value: !Ref Never}
"#;

#[test]
fn functions_are_evaluated_and_a_resource_comes_after_those_it_refers_to() {
    let source = SOURCE.replace("/$${x", "");
    let evaluated = evaluated(&source, &[("Name", "orders")], "111111111111").unwrap();
    let order: Vec<&str> = evaluated
        .resources
        .iter()
        .map(|resource| resource.logical_id.as_str())
        .collect();
    assert_eq!(order, ["Role", "Function"]);
    let role = "rolepair-Role-A1B2C3D4E5F6";
    let arn = format!("arn:aws:iam::111111111111:role/p/{role}");
    assert_eq!(
        Value::Object(evaluated.resources[1].properties.clone()),
        json!({
            "FunctionName": "orders",
            "Role": arn,
            "List": ["a", "b"],
            "Items": [1],
            "Text": format!("eu-west-1/{role}/{arn}/${{Kept}}"),
        })
    );
    let outputs: Vec<(&str, &str)> = evaluated
        .outputs
        .iter()
        .map(|output| (output.name.as_str(), output.value.as_str()))
        .collect();
    assert_eq!(outputs, [("Role", format!("orders-{role}").as_str())]);
}

#[test]
fn what_cannot_be_evaluated_is_named() {
    let resource = |properties: &str| {
        format!(
            "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: {{P: {properties}}}\n"
        )
    };
    for (source, named) in [
        (resource("!Ref B"), "`B`"),
        (resource("!GetAtt A.Arn"), "`A` depends on itself"),
        (resource("!Select [0, [a]]"), "`Fn::Select`"),
        (resource("!Sub \"${A\""), "`${`"),
        (resource("!If [C, 1, 2]"), "`C`"),
        (resource("!Ref AWS::StackId"), "`AWS::StackId`"),
        (
            resource("1").replace("SQS::Queue", "SNS::Topic"),
            "`AWS::SNS::Topic`",
        ),
        (
            resource("1").replace("Properties", "CreationPolicy"),
            "`CreationPolicy`",
        ),
        (format!("{}Mappings: {{}}\n", resource("1")), "`Mappings`"),
        (SOURCE.to_owned(), "`${`"),
        (
            "Resources:\n  A: {Type: AWS::SQS::Queue}\nOutputs:\n  O: {Value: !GetAtt A.Url}\n"
                .to_owned(),
            "`Url`",
        ),
    ] {
        let error = evaluated(
            &source,
            &[("Name", "orders")][..source.matches("Name:").count().min(1)],
            "1",
        );
        let error = error.unwrap_err();
        assert!(error.contains(named), "{named}: {error}");
    }
}

fn template(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/templates");
    std::fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap()
}

const ORGANIZATION: (&str, &str) = ("OrganizationId", "o-a1b2c3d4e5");
const HUB: (&str, &str) = ("HubAccountId", "222222222222");
const RESOURCE: (&str, &str) = ("ResourceAccountId", "999999999999");

#[test]
fn the_role_of_a_task_account_is_what_the_template_says() {
    let given = [
        ORGANIZATION,
        HUB,
        RESOURCE,
        ("HubRegion", "eu-west-1"),
        ("HomeRegion", "eu-west-1"),
        ("Regions", "eu-west-1,us-east-1"),
    ];
    let source = template("task-account");
    let at_home = evaluated(&source, &given, "333333333333").unwrap();
    let role = at_home
        .resources
        .iter()
        .find(|one| one.logical_id == "HubRole")
        .unwrap();
    assert_eq!(role.physical.id, "rolepair-hub-task-account");
    let condition = &role.properties["AssumeRolePolicyDocument"]["Statement"][0]["Condition"];
    assert_eq!(
        condition["StringEquals"]["aws:PrincipalOrgID"],
        "o-a1b2c3d4e5"
    );
    // The resource account has no such role.
    let there = evaluated(&source, &given, "999999999999").unwrap();
    assert!(
        there
            .resources
            .iter()
            .all(|one| one.logical_id != "HubRole")
    );
    assert_eq!(there.outputs, []);
}

#[test]
fn resources_of_the_hub_come_after_those_they_need() {
    let given = [
        ORGANIZATION,
        RESOURCE,
        ("ManagementAccountId", "111111111111"),
        ("CodeBucket", "code"),
        ("PairAccountCode", "a"),
        ("PatchTaskDefinitionCode", "b"),
        ("BackfillCode", "c"),
        ("ConfigurationCode", "d"),
        ("BackfillDefinition", "e"),
    ];
    let hub = evaluated(&template("hub"), &given, "222222222222").unwrap();
    let at = |logical_id: &str| {
        let is_it = |one: &EvaluatedResource| one.logical_id == logical_id;
        hub.resources.iter().position(is_it).unwrap()
    };
    for (before, after) in [
        ("PairAccountRole", "FunctionPolicy"),
        ("PairAccountRole", "PairAccountFunction"),
        ("ConfigurationLayer", "PairAccountFunction"),
        ("PairAccountFunction", "PairAccountSource"),
        ("PairAccountDeadLetters", "PairAccountQueue"),
        ("BackfillFunction", "BackfillStateMachine"),
    ] {
        assert!(at(before) < at(after), "{before} {after}");
    }
    assert_eq!(hub.outputs.len(), 7);
}
