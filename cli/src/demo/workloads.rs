//! Step 1: a unit for the task accounts, and an account that owns a table.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use rolepair_rehearsal::Person;
use serde_json::json;

use crate::demo::demo_error::DemoError;
use crate::demo::names::{ITEM_ID, TABLE};
use crate::stage::{ApiError, Checklist, Stage, sample};
use crate::terminal::{plain, quiet, table, word};

/// The unit `workloads`.
#[derive(Debug)]
pub(crate) struct Workloads {
    /// The root, in which a new account begins.
    pub(crate) root: String,
    /// The id of the unit. Its accounts get a role pair.
    pub(crate) unit: String,
}

/// Makes the unit and the table, and shows the accounts.
pub(crate) async fn play(stage: &Stage, checklist: &mut Checklist) -> Result<Workloads, DemoError> {
    checklist.step("An organization, and a shared account that owns a table");
    let management = stage.management();
    let workloads = found(&management).await?;
    let made =
        json!({"organization": stage.sandbox.options().organization, "unit": workloads.unit});
    let words = format!("{} in {}", workloads.unit, workloads.root);
    checklist.check("the unit `workloads` was made", true, &words, made);

    let shared = stage.shared();
    make_table(&shared).await?;
    let item = read_back(&shared).await?;
    let holds = item.is_some();
    let words = format!("orders/{ITEM_ID}");
    checklist.check(
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
    checklist.show_as_is(&table(
        &["", "account", "id", ""],
        [
            row(
                "",
                &options.management,
                "the management account; operators work here",
            ),
            row(
                "",
                &options.hub,
                "runs rolepair's functions; a delegated administrator",
            ),
            row("A", &options.resource, "owns the table `orders`"),
        ],
        Checklist::width(),
    ));
    let config = sample(options, &workloads.unit);
    stage.configure(&config)?;
    checklist.note("The whole configuration, rolepair.yaml:");
    checklist.note_as_is(&config);
    Ok(workloads)
}

async fn found(management: &Person) -> Result<Workloads, DemoError> {
    let organizations = aws_sdk_organizations::Client::new(management.config());
    let roots = organizations
        .list_roots()
        .send()
        .await
        .map_err(ApiError::of("ListRoots"))?;
    let root = roots.roots().first().and_then(|root| root.id());
    let root = root.ok_or(DemoError::Incomplete("ListRoots"))?.to_owned();
    let made = organizations
        .create_organizational_unit()
        .parent_id(&root)
        .name("workloads")
        .send()
        .await
        .map_err(ApiError::of("CreateOrganizationalUnit"))?;
    let unit = made.organizational_unit().and_then(|unit| unit.id());
    let unit = unit.ok_or(DemoError::Incomplete("CreateOrganizationalUnit"))?;
    Ok(Workloads {
        root,
        unit: unit.to_owned(),
    })
}

async fn make_table(shared: &Person) -> Result<(), DemoError> {
    let dynamodb = aws_sdk_dynamodb::Client::new(shared.config());
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
        .map_err(ApiError::of("CreateTable"))?;
    dynamodb
        .put_item()
        .table_name(TABLE)
        .item("id", AttributeValue::S(ITEM_ID.to_owned()))
        .item("item", AttributeValue::S("espresso machine".to_owned()))
        .item("quantity", AttributeValue::N("2".to_owned()))
        .send()
        .await
        .map_err(ApiError::of("PutItem"))?;
    Ok(())
}

async fn read_back(shared: &Person) -> Result<Option<String>, ApiError> {
    let answer = aws_sdk_dynamodb::Client::new(shared.config())
        .get_item()
        .table_name(TABLE)
        .key("id", AttributeValue::S(ITEM_ID.to_owned()))
        .send()
        .await
        .map_err(ApiError::of("GetItem"))?;
    let item = answer
        .item()
        .and_then(|item| item.get("item")?.as_s().ok().cloned());
    Ok(item)
}
