//! Tests whether the conditions of a statement hold.

use std::{
    cmp::Ordering,
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use time::{
    Date, OffsetDateTime,
    format_description::well_known::{Iso8601, Rfc3339},
};

use rolepair_policy::{Comparison, ConditionOperator, Conditions, Quantifier};

use crate::{
    RequestContext,
    glob::{Glob, Syntax, Unmatched, arn_matches},
    truth::Truth,
};

pub(crate) fn conditions_hold(
    conditions: &Conditions,
    context: &RequestContext,
    has_variables: bool,
) -> Truth {
    let tests = conditions.iter().flat_map(|(operator, keys)| {
        keys.iter().map(move |(key, values)| {
            let actual = context.get(key.as_str());
            condition_holds(*operator, values, actual, has_variables.then_some(context))
        })
    });
    Truth::all(tests)
}

fn condition_holds(
    operator: ConditionOperator,
    values: &BTreeSet<String>,
    actual: Option<&[String]>,
    variables: Option<&RequestContext>,
) -> Truth {
    if operator.comparison == Comparison::Null {
        let is_missing = actual.is_none().to_string();
        return Truth::any(values.iter().map(|value| bools_equal(value, &is_missing)));
    }
    let is_negated = operator.comparison.is_negated();
    let Some(actual) = actual else {
        // A missing key equals nothing. So it matches a negated operator.
        return match operator.quantifier {
            _ if operator.if_exists => Truth::Yes,
            Some(Quantifier::ForAllValues) => Truth::Yes,
            Some(Quantifier::ForAnyValue) => Truth::No,
            None => is_negated.into(),
        };
    };
    let passes = |actual: &String| {
        let tests = values.iter();
        let matches = Truth::any(tests.map(|v| compare(operator.comparison, v, actual, variables)));
        if is_negated { !matches } else { matches }
    };
    match operator.quantifier {
        Some(Quantifier::ForAllValues) => Truth::all(actual.iter().map(passes)),
        Some(Quantifier::ForAnyValue) => Truth::any(actual.iter().map(passes)),
        None => match actual {
            [only] => passes(only),
            // IAM does not document what an operator for one value does with several.
            _ => Truth::Unknown,
        },
    }
}

/// Compares as the operator does, before a negation.
fn compare(
    comparison: Comparison,
    value: &str,
    actual: &str,
    variables: Option<&RequestContext>,
) -> Truth {
    use Ordering::{Equal, Greater, Less};
    let literal = Syntax {
        variables,
        wildcards: false,
    };
    let like = Syntax {
        variables,
        wildcards: true,
    };
    // A variable without a value equals nothing. Whether it differs from a value is unknown.
    let or_unknown = |matches: Result<bool, Unmatched>| match matches {
        Ok(matches) => matches.into(),
        Err(Unmatched::NoValue) if !comparison.is_negated() => Truth::No,
        Err(_) => Truth::Unknown,
    };
    match comparison {
        Comparison::StringEquals | Comparison::StringNotEquals => {
            or_unknown(Glob::new(value, literal).map(|p| p.matches(actual)))
        }
        Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase => {
            or_unknown(Glob::new(value, literal).map(|p| p.matches_ignoring_case(actual)))
        }
        Comparison::StringLike | Comparison::StringNotLike => {
            or_unknown(Glob::new(value, like).map(|p| p.matches(actual)))
        }
        Comparison::ArnEquals
        | Comparison::ArnLike
        | Comparison::ArnNotEquals
        | Comparison::ArnNotLike => or_unknown(arn_matches(value, actual, like)),
        Comparison::NumericEquals | Comparison::NumericNotEquals => {
            ordered(numbers(actual, value), &[Equal])
        }
        Comparison::NumericLessThan => ordered(numbers(actual, value), &[Less]),
        Comparison::NumericLessThanEquals => ordered(numbers(actual, value), &[Less, Equal]),
        Comparison::NumericGreaterThan => ordered(numbers(actual, value), &[Greater]),
        Comparison::NumericGreaterThanEquals => ordered(numbers(actual, value), &[Greater, Equal]),
        Comparison::DateEquals | Comparison::DateNotEquals => {
            ordered(dates(actual, value), &[Equal])
        }
        Comparison::DateLessThan => ordered(dates(actual, value), &[Less]),
        Comparison::DateLessThanEquals => ordered(dates(actual, value), &[Less, Equal]),
        Comparison::DateGreaterThan => ordered(dates(actual, value), &[Greater]),
        Comparison::DateGreaterThanEquals => ordered(dates(actual, value), &[Greater, Equal]),
        Comparison::Bool | Comparison::Null => bools_equal(value, actual),
        Comparison::BinaryEquals => (value == actual).into(),
        Comparison::IpAddress | Comparison::NotIpAddress => is_in_block(actual, value),
    }
}

fn bools_equal(value: &str, actual: &str) -> Truth {
    let read = |text: &str| text.to_ascii_lowercase().parse::<bool>().ok();
    match (read(value), read(actual)) {
        (Some(value), Some(actual)) => (value == actual).into(),
        _ => Truth::Unknown,
    }
}

fn ordered(order: Option<Ordering>, wanted: &[Ordering]) -> Truth {
    order.map_or(Truth::Unknown, |order| wanted.contains(&order).into())
}

fn numbers(actual: &str, value: &str) -> Option<Ordering> {
    let whole = |text: &str| text.parse::<i128>().ok();
    if let (Some(actual), Some(value)) = (whole(actual), whole(value)) {
        return Some(actual.cmp(&value));
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
    number(actual)?.partial_cmp(&number(value)?)
}

fn dates(actual: &str, value: &str) -> Option<Ordering> {
    Some(date(actual)?.cmp(&date(value)?))
}

/// IAM accepts the ISO 8601 forms of the W3C, and seconds since 1970.
fn date(text: &str) -> Option<OffsetDateTime> {
    let seconds = || OffsetDateTime::from_unix_timestamp(text.parse().ok()?).ok();
    let day = || {
        Some(
            Date::parse(text, &Iso8601::DATE)
                .ok()?
                .midnight()
                .assume_utc(),
        )
    };
    let minute = || OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok();
    let second = OffsetDateTime::parse(text, &Rfc3339).ok();
    second.or_else(minute).or_else(seconds).or_else(day)
}

fn is_in_block(address: &str, block: &str) -> Truth {
    let Ok(address) = address.parse::<IpAddr>() else {
        return Truth::Unknown;
    };
    let (base, length) = match block.split_once('/') {
        Some((base, length)) => (base, Some(length)),
        None => (block, None),
    };
    let Ok(base) = base.parse::<IpAddr>() else {
        return Truth::Unknown;
    };
    let most: u32 = if base.is_ipv4() { 32 } else { 128 };
    let Some(length) = length.map_or(Some(most), |text| text.parse().ok()) else {
        return Truth::Unknown;
    };
    if length > most {
        return Truth::Unknown;
    }
    let is_inside = base.is_ipv4() == address.is_ipv4() && {
        let differing = bits(base) ^ bits(address);
        differing.checked_shr(most - length).unwrap_or(0) == 0
    };
    is_inside.into()
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => Ipv4Addr::to_bits(address).into(),
        IpAddr::V6(address) => Ipv6Addr::to_bits(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(operator: &str, values: &[&str], actual: Option<&[&str]>) -> Truth {
        let mut context = RequestContext::new().with("team", "red");
        if let Some(actual) = actual {
            context.set("key", actual.iter().copied());
        }
        let values = values.iter().map(ToString::to_string).collect();
        let operator = operator.parse().unwrap();
        condition_holds(operator, &values, context.get("key"), Some(&context))
    }

    fn is(operator: &str, value: &str, actual: &str) -> Truth {
        holds(operator, &[value], Some(&[actual]))
    }

    #[test]
    fn every_operator_can_match_and_not_match() {
        for (operator, value, yes, no) in [
            ("StringEquals", "a*", "a*", "ab"),
            ("StringEqualsIgnoreCase", "AB", "ab", "b"),
            ("StringLike", "a*", "ab", "ba"),
            ("StringEquals", "${team}", "red", "${team}"),
            ("NumericEquals", "10", "10.0", "11"),
            ("NumericLessThan", "10", "9", "10"),
            ("NumericLessThanEquals", "10", "10", "10.5"),
            (
                "NumericGreaterThan",
                "9007199254740993",
                "9007199254740994",
                "9007199254740993",
            ),
            ("NumericGreaterThanEquals", "-1", "-1", "-2"),
            (
                "DateEquals",
                "2026-01-02T03:04:05Z",
                "2026-01-02T04:04:05+01:00",
                "2026-01-02",
            ),
            (
                "DateLessThan",
                "2026-01-02",
                "2026-01-01T23:59:59Z",
                "2026-01-02T00:00:00Z",
            ),
            (
                "DateLessThanEquals",
                "2026-01-02T00:00Z",
                "1767312000",
                "1767312001",
            ),
            (
                "DateGreaterThan",
                "0",
                "1970-01-01T00:00:01Z",
                "1970-01-01T00:00:00Z",
            ),
            (
                "DateGreaterThanEquals",
                "2026-01-02",
                "2026-01-02",
                "2026-01-01",
            ),
            ("Bool", "true", "TRUE", "false"),
            ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "qmluyxj5"),
            ("IpAddress", "10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("IpAddress", "10.0.0.1", "10.0.0.1", "10.0.0.2"),
            ("IpAddress", "0.0.0.0/0", "203.0.113.1", "::1"),
            ("IpAddress", "2001:db8::/32", "2001:db8:1::1", "2001:db9::1"),
            (
                "ArnEquals",
                "arn:aws:sns:*:1:t",
                "arn:aws:sns:eu-west-1:1:t",
                "arn:aws:sns:a:b:1:t",
            ),
            (
                "ArnLike",
                "arn:aws:sns:*:1:t*",
                "arn:aws:sns:e:1:t:x",
                "arn:aws:sns:e:2:t",
            ),
        ] {
            assert_eq!(is(operator, value, yes), Truth::Yes, "{operator} {yes}");
            assert_eq!(is(operator, value, no), Truth::No, "{operator} {no}");
        }
    }

    #[test]
    fn a_negated_operator_gives_the_opposite() {
        for (operator, value, yes, no) in [
            ("StringNotEquals", "a", "b", "a"),
            ("StringNotEqualsIgnoreCase", "a", "b", "A"),
            ("StringNotLike", "a*", "b", "ab"),
            ("NumericNotEquals", "1", "2", "1.0"),
            ("DateNotEquals", "2026-01-01", "2026-01-02", "2026-01-01"),
            ("NotIpAddress", "10.0.0.0/8", "11.0.0.1", "10.0.0.1"),
            (
                "ArnNotEquals",
                "arn:aws:s3:::a",
                "arn:aws:s3:::b",
                "arn:aws:s3:::a",
            ),
            (
                "ArnNotLike",
                "arn:aws:s3:::a*",
                "arn:aws:s3:::b",
                "arn:aws:s3:::ab",
            ),
        ] {
            assert_eq!(is(operator, value, yes), Truth::Yes, "{operator} {yes}");
            assert_eq!(is(operator, value, no), Truth::No, "{operator} {no}");
            assert_eq!(holds(operator, &[value], None), Truth::Yes, "{operator}");
        }
    }

    #[test]
    fn values_that_cannot_be_compared_are_unknown() {
        for (operator, value, actual) in [
            ("NumericEquals", "ten", "10"),
            ("NumericNotEquals", "10", "ten"),
            ("NumericLessThan", "NaN", "1"),
            ("DateLessThan", "tomorrow", "2026-01-01"),
            ("Bool", "yes", "true"),
            ("IpAddress", "10.0.0.0/33", "10.0.0.1"),
            ("IpAddress", "10.0.0.0/x", "10.0.0.1"),
            ("NotIpAddress", "10.0.0.0/8", "here"),
            ("ArnEquals", "*", "arn:aws:s3:::a"),
            ("ArnNotEquals", "*", "arn:aws:s3:::a"),
            ("StringEquals", "${team", "red"),
            ("StringNotEquals", "${missing}", "x"),
        ] {
            assert_eq!(
                is(operator, value, actual),
                Truth::Unknown,
                "{operator} {value}"
            );
        }
        assert_eq!(
            holds("StringEquals", &["a"], Some(&["a", "b"])),
            Truth::Unknown
        );
        assert_eq!(holds("Null", &["maybe"], None), Truth::Unknown);
        assert_eq!(is("StringEquals", "${missing}", "${missing}"), Truth::No);
    }

    #[test]
    fn the_affixes_decide_about_a_missing_key() {
        for (operator, expected) in [
            ("StringEquals", Truth::No),
            ("StringEqualsIfExists", Truth::Yes),
            ("StringNotEqualsIfExists", Truth::Yes),
            ("ForAllValues:StringEquals", Truth::Yes),
            ("ForAnyValue:StringEquals", Truth::No),
            ("ForAnyValue:StringNotEquals", Truth::No),
            ("ForAnyValue:StringEqualsIfExists", Truth::Yes),
        ] {
            assert_eq!(holds(operator, &["a"], None), expected, "{operator}");
            assert_eq!(holds(operator, &["a"], Some(&[])), expected, "{operator}");
        }
        assert_eq!(holds("Null", &["true"], None), Truth::Yes);
        assert_eq!(holds("Null", &["false"], None), Truth::No);
        assert_eq!(holds("Null", &["false"], Some(&["x"])), Truth::Yes);
    }

    #[test]
    fn quantifiers_require_all_values_or_any() {
        for (operator, actual, expected) in [
            ("ForAllValues:StringEquals", ["a", "b"], Truth::Yes),
            ("ForAllValues:StringEquals", ["a", "z"], Truth::No),
            ("ForAnyValue:StringEquals", ["z", "b"], Truth::Yes),
            ("ForAnyValue:StringEquals", ["y", "z"], Truth::No),
            ("ForAllValues:StringNotEquals", ["y", "z"], Truth::Yes),
            ("ForAllValues:StringNotEquals", ["y", "a"], Truth::No),
            ("ForAnyValue:StringNotEquals", ["a", "z"], Truth::Yes),
            ("ForAnyValue:StringNotEquals", ["a", "b"], Truth::No),
        ] {
            assert_eq!(
                holds(operator, &["a", "b"], Some(&actual)),
                expected,
                "{operator}"
            );
        }
    }
}
