use rolepair_model::AccountId;

use crate::{RehearsalError, accounts::team_tag, people::People};

/// Tags an account with the name of its team.
pub(super) async fn name_team(
    people: &People<'_>,
    account: &AccountId,
    team: &str,
) -> Result<(), RehearsalError> {
    let tags = people.organizations().tag_resource();
    let tags = tags.resource_id(account.as_str()).tags(team_tag(team)?);
    let tagged = tags.send().await;
    tagged.map_err(RehearsalError::of("TagResource"))?;
    Ok(())
}
