//! CreateAccount, which answers before the account exists.

use rolepair_model::RoleName;
use serde_json::{Value, json};

use super::{authorization, output, paging, state::Creation};
use crate::{
    aws_service::AwsService, call::Call, identifiers, operation::Reply,
    service_error::ServiceError, timers::Due, world::World,
};

pub(super) const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
pub(crate) fn create_account(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let creation = read(call)?;
    let ask = authorization::ask(call).with_request_tags(&creation.tags);
    authorization::authorize_management(call, world, &ask)?;
    let output = json!({ "CreateAccountStatus": output::creation(&creation) });
    world.schedule(
        world.dials.account_creation,
        &["DescribeCreateAccountStatus", "ListCreateAccountStatus"],
        Due::AccountCreated {
            request: creation.id.clone(),
        },
    );
    world
        .organizations
        .creations
        .insert(creation.id.clone(), creation);
    Ok(output.into())
}

fn read(call: &Call) -> Result<Creation, ServiceError> {
    let invalid = |message: String| ServiceError::invalid_input(AwsService::Organizations, message);
    let (name, email) = (call.input.text("AccountName")?, call.input.text("Email")?);
    if !(1..=50).contains(&name.chars().count()) || !name.chars().all(|c| (' '..='~').contains(&c))
    {
        return Err(invalid(format!("`{name}` is not a name for an account")));
    }
    let is_address = email.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if !(6..=64).contains(&email.len()) || !is_address || email.contains(char::is_whitespace) {
        return Err(invalid(format!("`{email}` is not an e-mail address")));
    }
    let role_name = call.input.optional_text("RoleName")?.unwrap_or(ACCESS_ROLE);
    role_name
        .parse::<RoleName>()
        .map_err(|error| invalid(error.to_string()))?;
    Ok(Creation {
        id: format!("car-{}", identifiers::hex(32)),
        name: name.to_owned(),
        email: email.to_owned(),
        role_name: role_name.to_owned(),
        tags: call.input.tags("Tags")?,
        requested: call.at,
        outcome: None,
    })
}

pub(crate) fn describe_create_account_status(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let id = call.input.text("CreateAccountRequestId")?;
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    let creation = world.organizations.creations.get(id).ok_or_else(|| {
        ServiceError::new(
            400,
            "CreateAccountStatusNotFoundException",
            "We can't find a create account request with the CreateAccountRequestId that you specified.",
        )
    })?;
    Ok(json!({ "CreateAccountStatus": output::creation(creation) }).into())
}

pub(crate) fn list_create_account_status(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    let states = call.input.texts("States")?;
    let wanted = |output: &Value| {
        let state = output
            .get("State")
            .and_then(Value::as_str)
            .unwrap_or_default();
        states.is_empty() || states.iter().any(|wanted| wanted == state)
    };
    let creations = world.organizations.creations.values();
    let statuses: Vec<(String, Value)> = creations
        .map(|creation| (creation.id.clone(), output::creation(creation)))
        .filter(|(_, output)| wanted(output))
        .collect();
    Ok(paging::page(call, world, "CreateAccountStatuses", statuses)?.into())
}
