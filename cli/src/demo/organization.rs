//! Step 1: an organization with a unit, and an account that owns a table.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use serde_json::json;

use crate::demo::person::{Person, refusal};
use crate::demo::report::Report;
use crate::demo::stage::Stage;
use crate::demo::{DemoError, ITEM_ID, Refusal, TABLE};
use crate::terminal::{indent, plain, quiet, table, word};

/// What step 1 leaves for the others.
#[derive(Debug)]
pub(crate) struct Organization {
    /// The root new accounts begin in.
    pub(crate) root: String,
    /// The unit whose accounts get a role pair.
    pub(crate) unit: String,
}

/// Makes the unit and the table, and tells who is there.
pub(crate) async fn play(stage: &Stage, report: &mut Report) -> Result<Organization, DemoError> {
    report.step("An organization, and a shared account that owns a table");
    let management = stage.management();
    let organization = found(&management).await?;
    let made =
        json!({"organization": stage.sandbox.options().organization, "unit": organization.unit});
    let words = format!("{} in {}", organization.unit, organization.root);
    report.check("the unit `workloads` was made", true, &words, made);

    let shared = stage.shared();
    make_table(&shared).await?;
    let item = read_back(&shared).await?;
    let holds = item.is_some();
    let words = format!("orders/{ITEM_ID}");
    report.check(
        "the shared account owns the table `orders`",
        holds,
        &words,
        json!({"item": item}),
    );

    let options = stage.sandbox.options();
    let row = |letter, account: &rolepair_sandbox::AccountSeed, what| {
        [
            plain(letter),
            plain(&account.name),
            word(&account.id),
            quiet(what),
        ]
    };
    report.show(&table(
        &["", "account", "id", ""],
        [
            row(
                "",
                &options.management,
                "the organization's own; operators work here",
            ),
            row(
                "",
                &options.hub,
                "runs the functions of rolepair; delegated administrator",
            ),
            row("A", &options.resource, "owns the table `orders`"),
        ],
    ));
    let config = stage.configure(&organization.unit)?;
    report.note("The whole configuration, rolepair.yaml:");
    report.show(&indent(&config, 2));
    Ok(organization)
}

async fn found(management: &Person) -> Result<Organization, DemoError> {
    let organizations = management.organizations();
    let roots = organizations
        .list_roots()
        .send()
        .await
        .map_err(|error| refusal("ListRoots", error))?;
    let root = roots.roots().first().and_then(|root| root.id());
    let root = root.ok_or(DemoError::Incomplete("ListRoots"))?.to_owned();
    let made = organizations
        .create_organizational_unit()
        .parent_id(&root)
        .name("workloads")
        .send()
        .await
        .map_err(|error| refusal("CreateOrganizationalUnit", error))?;
    let unit = made.organizational_unit().and_then(|unit| unit.id());
    let unit = unit.ok_or(DemoError::Incomplete("CreateOrganizationalUnit"))?;
    Ok(Organization {
        root,
        unit: unit.to_owned(),
    })
}

async fn make_table(shared: &Person) -> Result<(), DemoError> {
    let dynamodb = shared.dynamodb();
    let key = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S)
        .build()?;
    let hash = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash)
        .build()?;
    dynamodb
        .create_table()
        .table_name(TABLE)
        .attribute_definitions(key)
        .key_schema(hash)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .map_err(|error| refusal("CreateTable", error))?;
    dynamodb
        .put_item()
        .table_name(TABLE)
        .item("id", AttributeValue::S(ITEM_ID.to_owned()))
        .item("item", AttributeValue::S("espresso machine".to_owned()))
        .item("quantity", AttributeValue::N("2".to_owned()))
        .send()
        .await
        .map_err(|error| refusal("PutItem", error))?;
    Ok(())
}

async fn read_back(shared: &Person) -> Result<Option<String>, Refusal> {
    let answer = shared
        .dynamodb()
        .get_item()
        .table_name(TABLE)
        .key("id", AttributeValue::S(ITEM_ID.to_owned()))
        .send()
        .await
        .map_err(|error| refusal("GetItem", error))?;
    let item = answer
        .item()
        .and_then(|item| item.get("item")?.as_s().ok().cloned());
    Ok(item)
}
