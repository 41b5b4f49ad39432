use rolepair_config::{Config, Pair, TaskDefinitionSelection};
use rolepair_model::{Account, Finding, FindingCode, TaskDefinition};

use crate::{quoted::quoted, task::family};

/// The pair a task definition of `account` is to be patched for: the one its tag `rolepair:pair`
/// names, else the one whose family patterns it meets; `None` where no pair claims it.
///
/// # Errors
/// A finding where the tag names no pair that serves the account, where several pairs claim the
/// definition, or where it has no family.
pub fn choose_pair<'c>(
    config: &'c Config,
    account: &Account,
    definition: &TaskDefinition,
) -> Result<Option<&'c Pair>, Finding> {
    let family = family(&definition.body)?;
    if let Some(name) = definition.tags.get(TaskDefinitionSelection::TAG) {
        let tagged = config
            .pairs_for(account)
            .find(|pair| pair.name.as_str() == name);
        return tagged.map(Some).ok_or_else(|| {
            let message = format!(
                "the tag `{}` names {}, which is no pair that serves the account `{}`",
                TaskDefinitionSelection::TAG,
                quoted(name),
                account.id
            );
            Finding::new(FindingCode::UnknownPair, &family, message)
        });
    }
    let claims: Vec<&Pair> = config
        .pairs_for(account)
        .filter(|pair| pair.task_definitions.claims(&family))
        .collect();
    match claims.as_slice() {
        [] => Ok(None),
        [pair] => Ok(Some(pair)),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|pair| format!("`{}`", pair.name))
                .collect();
            let message = format!("the family is claimed by the pairs {}", names.join(", "));
            Err(Finding::new(FindingCode::SeveralPairs, &family, message))
        }
    }
}
