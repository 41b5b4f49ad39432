use std::{fmt, str::FromStr};

use crate::DocumentProblem;

/// A condition operator with its affixes, such as `ForAnyValue:StringLikeIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionOperator {
    /// Which values of a key must match, where the key has several.
    pub quantifier: Option<Quantifier>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether the condition also holds if the key is missing.
    pub if_exists: bool,
}

/// Which values of a key must match, where the key has several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value must match. The condition also holds if there is no value.
    ForAllValues,
    /// At least one value must match.
    ForAnyValue,
}

impl Quantifier {
    const ALL: [Self; 2] = [Self::ForAllValues, Self::ForAnyValue];

    fn prefix(self) -> &'static str {
        match self {
            Self::ForAllValues => "ForAllValues:",
            Self::ForAnyValue => "ForAnyValue:",
        }
    }
}

/// Declares the comparisons in one table.
macro_rules! tests {
    ($($name:ident)*) => {
        /// The comparison that a condition operator makes, by its name in IAM.
        ///
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are IAM's, and IAM defines them")]
        pub enum Comparison {
            $($name,)*
        }

        impl Comparison {
            /// Every comparison that IAM has.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name as policies write it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

tests! {
    StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike
    NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals
    DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals
    Bool BinaryEquals IpAddress NotIpAddress
    ArnEquals ArnLike ArnNotEquals ArnNotLike
    Null
}

impl Comparison {
    /// Whether the comparison holds for values that differ.
    #[must_use]
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }
}

impl ConditionOperator {
    /// The operator without affixes.
    #[must_use]
    pub const fn new(comparison: Comparison) -> Self {
        Self {
            quantifier: None,
            comparison,
            if_exists: false,
        }
    }

    /// The operator with the prefix `ForAnyValue:`.
    #[must_use]
    pub const fn for_any_value(comparison: Comparison) -> Self {
        Self {
            quantifier: Some(Quantifier::ForAnyValue),
            comparison,
            if_exists: false,
        }
    }
}

impl FromStr for ConditionOperator {
    type Err = DocumentProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || DocumentProblem::UnknownOperator {
            name: text.to_owned(),
        };
        let (quantifier, rest) = Quantifier::ALL
            .into_iter()
            .find_map(|q| Some((Some(q), text.strip_prefix(q.prefix())?)))
            .unwrap_or((None, text));
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let mut comparisons = Comparison::ALL.iter().copied();
        let comparison = comparisons.find(|one| one.as_str() == name);
        let comparison = comparison.ok_or_else(unknown)?;
        // `Null` tests whether a key is present. Neither affix has a meaning with it.
        if comparison == Comparison::Null && (if_exists || quantifier.is_some()) {
            return Err(unknown());
        }
        Ok(Self {
            quantifier,
            comparison,
            if_exists,
        })
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.quantifier.map_or("", Quantifier::prefix))?;
        f.write_str(self.comparison.as_str())?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_round_trips_with_its_affixes() {
        for comparison in Comparison::ALL {
            for quantifier in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let text = format!("{quantifier}{}{suffix}", comparison.as_str());
                    let plain = quantifier.is_empty() && suffix.is_empty();
                    match text.parse::<ConditionOperator>() {
                        Ok(operator) => assert_eq!(operator.to_string(), text),
                        Err(_) => assert!(*comparison == Comparison::Null && !plain, "{text}"),
                    }
                }
            }
        }
    }

    #[test]
    fn an_operator_that_iam_does_not_have_is_refused() {
        for text in [
            "",
            "stringequals",
            "StringEqualsIfExistsIfExists",
            "ForAnyValue:ForAnyValue:StringEquals",
            "ForSomeValues:StringEquals",
            "StringMatches",
            "IfExists",
        ] {
            assert!(text.parse::<ConditionOperator>().is_err(), "{text}");
        }
    }
}
