use std::{fmt, str::FromStr};

use crate::DocumentProblem;

/// A condition operator with its affixes: `ForAnyValue:StringLikeIfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionOperator {
    /// How the values of a key with several values are taken.
    pub quantifier: Option<Quantifier>,
    /// The comparison.
    pub test: Test,
    /// Whether a key that is not there fulfils the condition.
    pub if_exists: bool,
}

/// How the values of a key with several values are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// Every value must pass; none at all passes.
    ForAllValues,
    /// One value must pass; none at all fails.
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
        /// The comparison a condition operator makes, named as IAM names it.
        ///
        /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are IAM's, and IAM defines them")]
        pub enum Test {
            $($name,)*
        }

        impl Test {
            /// Every comparison IAM has.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name as it stands in a policy.
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

impl Test {
    /// Whether the comparison holds where nothing is equal.
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
    /// The bare operator.
    #[must_use]
    pub const fn new(test: Test) -> Self {
        Self {
            quantifier: None,
            test,
            if_exists: false,
        }
    }

    /// The operator with `ForAnyValue:` before it.
    #[must_use]
    pub const fn for_any_value(test: Test) -> Self {
        Self {
            quantifier: Some(Quantifier::ForAnyValue),
            test,
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
        let test = Test::ALL.iter().copied().find(|test| test.as_str() == name);
        let test = test.ok_or_else(unknown)?;
        // `Null` asks whether a key is there at all; neither affix means anything with it.
        if test == Test::Null && (if_exists || quantifier.is_some()) {
            return Err(unknown());
        }
        Ok(Self {
            quantifier,
            test,
            if_exists,
        })
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.quantifier.map_or("", Quantifier::prefix))?;
        f.write_str(self.test.as_str())?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_round_trips_with_its_affixes() {
        for test in Test::ALL {
            for quantifier in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let text = format!("{quantifier}{}{suffix}", test.as_str());
                    let plain = quantifier.is_empty() && suffix.is_empty();
                    match text.parse::<ConditionOperator>() {
                        Ok(operator) => assert_eq!(operator.to_string(), text),
                        Err(_) => assert!(*test == Test::Null && !plain, "{text}"),
                    }
                }
            }
        }
    }

    #[test]
    fn an_operator_iam_does_not_have_is_refused() {
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
