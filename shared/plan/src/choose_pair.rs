use rolepair_config::{Config, Pair, TaskDefinitionSelection};
use rolepair_model::{Account, Finding, FindingCode, TaskDefinition};

use crate::{patch::task::family, quoted::quoted};

/// The pair for which a task definition of `account` is to be patched: the pair that its tag
/// `rolepair:pair` names, or else the pair with a family pattern that matches. `None` means that no
/// pair claims it.
///
/// # Errors
/// A finding where the tag does not name a pair that selects the account, where several pairs claim
/// the definition, or where it has no family.
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
                "the tag `{}` names {}, but no pair of that name selects the account `{}`",
                TaskDefinitionSelection::TAG,
                quoted(name),
                account.id
            );
            Finding::new(FindingCode::UnknownPair, &family, message)
                .in_account(&account.id)
                .of_family(&family)
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
            let message = format!("the pairs {} claim the family", names.join(", "));
            let finding = Finding::new(FindingCode::SeveralPairs, &family, message);
            Err(finding.in_account(&account.id).of_family(&family))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::examples::{account, config, definition};

    fn chosen(family: &str, tag: Option<&str>) -> Result<Option<String>, &'static str> {
        let mut definition = definition(json!({"family": family}));
        if let Some(pair) = tag {
            let key = TaskDefinitionSelection::TAG.to_owned();
            definition.tags.insert(key, pair.to_owned());
        }
        choose_pair(&config(), &account(), &definition)
            .map(|pair| pair.map(|pair| pair.name.to_string()))
            .map_err(|finding| finding.code.as_str())
    }

    #[test]
    fn a_tag_decides_before_a_family() {
        assert_eq!(chosen("orders-api", None), Ok(Some("orders".to_owned())));
        assert_eq!(
            chosen("orders-api", Some("prices")),
            Ok(Some("prices".to_owned()))
        );
        assert_eq!(
            chosen("other", Some("orders")),
            Ok(Some("orders".to_owned()))
        );
        assert_eq!(chosen("other", None), Ok(None));
        assert_eq!(
            chosen("else-where", None),
            Ok(None),
            "that pair is for another account"
        );
    }

    #[test]
    fn a_tag_that_does_not_name_a_pair_of_the_account_is_a_finding() {
        for tag in ["", "Orders", "unknown", "elsewhere"] {
            assert_eq!(chosen("orders", Some(tag)), Err("RP117"), "{tag}");
        }
    }

    #[test]
    fn two_claims_to_a_family_are_a_finding() {
        let mut config = config();
        let families = config.pairs[0].task_definitions.families.clone();
        config.pairs[1].task_definitions.families = families;
        let definition = definition(json!({"family": "orders"}));
        let finding = choose_pair(&config, &account(), &definition).unwrap_err();
        assert_eq!(finding.code, FindingCode::SeveralPairs);
        assert_eq!(
            finding.message,
            "the pairs `orders`, `prices` claim the family"
        );
    }
}
