use std::collections::BTreeMap;

use super::invalid_definition::InvalidDefinition;

/// The value of each `${Name}`, as in CloudFormation's `DefinitionSubstitutions`.
pub(super) type Substitutions = BTreeMap<String, String>;

/// The definition's text with every name replaced by its value.
pub(super) fn substitute(
    text: &str,
    substitutions: &Substitutions,
) -> Result<String, InvalidDefinition> {
    let mut pieces = text.split("${");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece
            .split_once('}')
            .ok_or_else(|| InvalidDefinition::new("a `${` does not end"))?;
        let value = substitutions
            .get(name)
            .ok_or_else(|| InvalidDefinition::new(format!("nothing is given for `${{{name}}}`")))?;
        whole.push_str(value);
        whole.push_str(rest);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_replaced_and_one_without_a_value_is_named() {
        let given = Substitutions::from([("A".to_owned(), "x".to_owned())]);
        assert_eq!(substitute("${A}/{}/${A}", &given).unwrap(), "x/{}/x");
        let error = substitute("${A}${Bucket}", &given).unwrap_err();
        assert!(error.to_string().contains("${Bucket}"), "{error}");
    }
}
