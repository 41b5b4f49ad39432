//! One JSON object a line, on standard output, where Lambda picks it up.

use std::{env, io};

use rolepair_config::ConfigError;
use rolepair_model::{About, AccountId, Family, Finding, Region};
use rolepair_reconcile::{BackfillPlan, Change, Mode, Report};
use tracing::{Subscriber, error, field, info, level_filters::LevelFilter, warn};
use tracing_subscriber::{
    Layer, filter::Targets, fmt::MakeWriter, layer::SubscriberExt, registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::{Answer, Fault};

/// Lambda sets it to what the function's logging configuration says.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>
const LEVEL_VARIABLE: &str = "AWS_LAMBDA_LOG_LEVEL";

/// Starts logging. The level is for rolepair's own lines; other crates warn and no more, since on
/// finer levels the SDK shows what it sends.
pub(crate) fn start() {
    let level = env::var(LEVEL_VARIABLE).ok();
    let level = level.and_then(|level| level.parse().ok());
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("rolepair", level.unwrap_or(LevelFilter::INFO));
    // A process that hosts functions may log in its own way already.
    let _ = tracing_subscriber::registry()
        .with(lines_to(io::stdout))
        .with(targets)
        .try_init();
}

/// One JSON object a line, with its fields next to each other.
fn lines_to<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .with_writer(writer)
}

/// What every line about one piece of work holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) function: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) message_id: Option<&'a str>,
    pub(crate) account: Option<&'a str>,
}

impl Line<'_> {
    /// What came of the work.
    pub(crate) fn answer(&self, answer: &Answer) {
        match answer {
            Answer::Report(report) => self.report(report),
            Answer::Plan(plan) => self.plan(plan),
            Answer::Accounts(backfill) => {
                for report in &backfill.accounts {
                    let account = report.account().map(AccountId::as_str);
                    Line { account, ..*self }.report(report);
                }
            }
        }
        if let Some(reason) = answer.unfinished() {
            self.unfinished(&reason);
        }
    }

    fn report(&self, report: &Report) {
        self.changes(report.changes());
        self.findings(report.findings());
        match Fault::of(report) {
            Some(fault) => self.fault(&fault),
            None => self.done(report),
        }
    }

    fn fault(&self, fault: &Fault) {
        error!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            error_type = %fault.error_type,
            "{}", fault.error_message
        );
    }

    /// Somebody has to go on with the work.
    fn unfinished(&self, reason: &str) {
        warn!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            "unfinished: {reason}"
        );
    }

    /// What a person should know of.
    fn finding(&self, finding: &Finding) {
        let About {
            account,
            region,
            family,
            revision,
            role,
        } = finding.about.as_ref();
        macro_rules! at {
            ($level:ident) => {
                $level!(
                    function = self.function,
                    request_id = self.request_id,
                    message_id = self.message_id,
                    account = account.as_ref().map(AccountId::as_str).or(self.account),
                    region = region.as_ref().map(Region::as_str),
                    family = family.as_ref().map(Family::as_str),
                    revision,
                    role = role.as_ref().map(field::display),
                    code = finding.code.as_str(),
                    subject = finding.subject,
                    cure = finding.cure(),
                    "{}",
                    finding.message
                )
            };
        }
        if finding.blocks() {
            at!(warn)
        } else {
            at!(info)
        }
    }

    fn findings(&self, findings: &[Finding]) {
        for finding in findings {
            self.finding(finding);
        }
    }

    fn changes(&self, changes: &[Change]) {
        for change in changes {
            info!(
                function = self.function,
                request_id = self.request_id,
                message_id = self.message_id,
                account = self.account,
                change = serde_json::to_string(change).unwrap_or_default(),
                "changed"
            );
        }
    }

    fn plan(&self, plan: &BackfillPlan) {
        info!(
            function = self.function,
            request_id = self.request_id,
            accounts = plan.page.as_ref().map(|page| page.accounts.len()),
            complete = plan.continuation.is_none(),
            "planned"
        );
    }

    fn done(&self, report: &Report) {
        info!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            status = ?report.status(),
            changes = report.changes().len(),
            findings = report.findings().len(),
            dry_run = report.mode() == Mode::DryRun,
            "done"
        );
    }
}

/// One error of the configuration.
pub(crate) fn config_error(function: &str, error: &ConfigError) {
    error!(
        function,
        code = %error.code,
        file = error.file,
        line = error.line,
        field = error.field,
        "{}", error.message
    );
}

/// The function does not start.
pub(crate) fn no_start(function: &str, reason: &str) {
    error!(function, "{reason}");
}

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        io::{Read, Seek},
        sync::Arc,
    };

    use rolepair_model::FindingCode;
    use serde_json::{Value, json};

    use super::*;

    /// The lines that `write` logs, without what differs from run to run.
    fn lines(write: impl FnOnce()) -> Vec<Value> {
        let mut file = tempfile::tempfile().unwrap();
        let writer: Arc<File> = Arc::new(file.try_clone().unwrap());
        let subscriber = tracing_subscriber::registry().with(lines_to(writer));
        tracing::subscriber::with_default(subscriber, write);
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        let line = |line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            line.as_object_mut().unwrap().shift_remove("timestamp");
            line
        };
        text.lines().map(line).collect()
    }

    #[test]
    fn a_finding_says_in_the_log_what_it_is_about_and_how_to_cure_it() {
        let finding = Finding::new(FindingCode::StaticKeys, "app", "the container sets keys");
        let about = About {
            account: Some("222222222222".parse().unwrap()),
            region: Some("eu-west-1".parse().unwrap()),
            family: Some("shop-api".parse().unwrap()),
            revision: Some(7),
            role: Some("arn:aws:iam::222222222222:role/a".parse().unwrap()),
        };
        let line = Line {
            function: "backfill",
            request_id: "r-1",
            message_id: None,
            account: Some("333333333333"),
        };
        let report = |finding| Answer::Report(Report::skipped(finding));
        let logged = lines(|| {
            line.answer(&report(finding.clone().concerning(&about)));
            line.answer(&report(finding.with_cure("rotate the keys")));
        });
        let mut expected = json!({
            "level": "WARN", "function": "backfill", "request_id": "r-1",
            "account": "222222222222", "region": "eu-west-1", "family": "shop-api",
            "revision": 7, "role": "arn:aws:iam::222222222222:role/a",
            "code": "RP105", "subject": "app", "cure": FindingCode::StaticKeys.cure(),
            "message": "the container sets keys",
        });
        assert_eq!(logged[0], expected);
        let keys = expected.as_object_mut().unwrap();
        for unknown in ["region", "family", "revision", "role"] {
            keys.shift_remove(unknown);
        }
        keys.insert("account".to_owned(), "333333333333".into());
        keys.insert("cure".to_owned(), "rotate the keys".into());
        assert_eq!(logged[2], expected);
    }
}
