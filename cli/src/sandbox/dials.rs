use std::str::FromStr;

use clap::Args;
use rolepair_sandbox::{
    AwsService, CallFault, Delay, Dials, EventDelivery, FaultKind, Propagation, Throttle,
};
use serde::de::DeserializeOwned;

/// Settings of the embedded organization, made before it starts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Dials")]
pub(crate) struct DialArguments {
    /// How long every call takes at least, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,

    /// The most items on a page of a list [default: as AWS has it].
    #[arg(long, value_name = "COUNT", value_parser = page_size)]
    page_size: Option<usize>,

    /// Begin every list of Organizations with an empty page and a token, as AWS may.
    #[arg(long)]
    empty_pages: bool,

    /// Throttle calls above a rate: `sts:*:5:10` allows each account ten calls of STS at once, and
    /// then five a second. Can be given several times.
    #[arg(long, value_name = "SERVICE:OPERATION:PER_SECOND:BURST", value_parser = throttle)]
    throttle: Vec<Throttle>,

    /// How long others do not see that a role is new or changed, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    iam_propagation: u64,

    /// How long CreateAccount takes, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 50)]
    account_creation: u64,

    /// The time from a new account to the hub's role in it, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    hub_role_delay: u64,

    /// Deliver every event twice.
    #[arg(long)]
    deliver_twice: bool,

    /// Hold back this many events, then deliver them in reverse order [default: none].
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 0,
        hide_default_value = true
    )]
    deliver_reversed: usize,

    /// Make the Nth matching call fail: `iam:CreateRole:1:throttle`. `*` matches any service or
    /// operation. KIND is throttle, internal-error, cut-before (the connection breaks before the call),
    /// lost-answer or access-denied. Can be given several times.
    #[arg(long, value_name = "SERVICE:OPERATION:N:KIND", value_parser = fault)]
    fail: Vec<CallFault>,
}

impl From<&DialArguments> for Dials {
    fn from(arguments: &DialArguments) -> Self {
        Self {
            latency_ms: arguments.latency,
            page_size: arguments.page_size,
            empty_pages: arguments.empty_pages,
            throttles: arguments.throttle.clone(),
            iam_propagation: Propagation {
                reads: 0,
                ms: arguments.iam_propagation,
            },
            faults: arguments.fail.clone(),
            account_creation: Delay::Milliseconds(arguments.account_creation),
            hub_role: Delay::Milliseconds(arguments.hub_role_delay),
            delivery: EventDelivery {
                twice: arguments.deliver_twice,
                reverse: arguments.deliver_reversed,
                ..EventDelivery::default()
            },
            ..Self::default()
        }
    }
}

fn page_size(text: &str) -> Result<usize, String> {
    match number(text)? {
        0 => Err("a page holds at least one item".to_owned()),
        size => Ok(size),
    }
}

fn throttle(text: &str) -> Result<Throttle, String> {
    let [service, operation, per_second, burst] = parts(text)?;
    let per_second: f64 = number(per_second)?;
    if !per_second.is_finite() || per_second < 0.0 {
        return Err(format!("`{per_second}` is not a rate"));
    }
    Ok(Throttle {
        service: any_or_service(service)?,
        operation: any_or(operation),
        account: None,
        per_second,
        burst: number(burst)?,
    })
}

fn fault(text: &str) -> Result<CallFault, String> {
    let [service, operation, nth, kind] = parts(text)?;
    let nth = number(nth)?;
    if nth == 0 {
        return Err("the next matching call is number 1".to_owned());
    }
    Ok(CallFault {
        service: any_or_service(service)?,
        operation: any_or(operation),
        account: None,
        nth,
        times: 1,
        kind: named::<FaultKind>(kind)?,
    })
}

fn parts(text: &str) -> Result<[&str; 4], String> {
    let parts: Vec<&str> = text.split(':').collect();
    <[&str; 4]>::try_from(parts)
        .map_err(|parts| format!("four parts are needed, not {}", parts.len()))
}

fn any_or(text: &str) -> Option<String> {
    (text != "*").then(|| text.to_owned())
}

fn any_or_service(text: &str) -> Result<Option<AwsService>, String> {
    any_or(text).map(|name| named(&name)).transpose()
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a number"))
}

/// A value by the name it has in the sandbox's own JSON, so that the two never differ.
fn named<T: DeserializeOwned>(name: &str) -> Result<T, String> {
    serde_json::from_value(name.into()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_read_from_four_parts() {
        let read = fault("iam:CreateRole:2:lost-answer").unwrap();
        assert_eq!(read.service, Some(AwsService::Iam));
        assert_eq!(read.operation.as_deref(), Some("CreateRole"));
        assert_eq!(
            (read.nth, read.times, read.kind),
            (2, 1, FaultKind::LostAnswer)
        );
        assert_eq!(fault("*:*:1:throttle").unwrap().service, None);
    }

    #[test]
    fn a_fault_that_cannot_be_meant_is_refused() {
        for text in [
            "iam",
            "iam:CreateRole:0:throttle",
            "ec2:*:1:throttle",
            "iam:*:1:explode",
            "iam:*:x:throttle",
        ] {
            assert!(fault(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_throttle_needs_a_rate_that_can_be_kept() {
        assert_eq!(throttle("sts:*:0.5:10").unwrap().burst, 10);
        for text in ["sts:*:-1:10", "sts:*:NaN:10", "sts:*:inf:10", "sts:5:10"] {
            assert!(throttle(text).is_err(), "{text}");
        }
    }
}
