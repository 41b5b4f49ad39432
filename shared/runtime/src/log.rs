//! One JSON object a line, on standard output, where Lambda picks it up.

use std::env;

use rolepair_config::ConfigError;
use rolepair_model::{About, AccountId, Family, Finding, Region};
use rolepair_reconcile::{AccountResult, BackfillPlan, Change, Failure, Outcome};
use tracing::{error, field, info, level_filters::LevelFilter, warn};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

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
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false);
    // A process that hosts functions may log in its own way already.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init();
}

/// What every line about one piece of work bears.
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
            Answer::Outcome(outcome) => self.outcome(outcome),
            Answer::Account(step) => {
                self.outcome(&step.outcome);
                if let Some(reason) = answer.unfinished() {
                    self.unfinished(&reason);
                }
            }
            Answer::Plan(plan) => self.plan(plan),
            Answer::Report(report) => {
                for account in &report.accounts {
                    let line = Line {
                        account: Some(account.account.as_str()),
                        ..*self
                    };
                    match &account.result {
                        AccountResult::Done(outcome) => line.outcome(outcome),
                        AccountResult::Failed(failure) => line.failure(failure),
                    }
                }
                if let Some(reason) = answer.unfinished() {
                    self.unfinished(&reason);
                }
            }
        }
    }

    /// Why the work failed, after what was done all the same.
    pub(crate) fn failure(&self, failure: &Failure) {
        if let Some(outcome) = failure.outcome() {
            self.changes(&outcome.changes);
        }
        self.findings(failure.findings());
        self.fault(&Fault::from(failure));
    }

    /// That the work is not done.
    pub(crate) fn fault(&self, fault: &Fault) {
        error!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            error_type = %fault.error_type,
            "{}", fault.error_message
        );
    }

    /// That somebody has to go on with the work.
    pub(crate) fn unfinished(&self, reason: &str) {
        warn!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            "unfinished: {reason}"
        );
    }

    /// What a person should know of.
    pub(crate) fn finding(&self, finding: &Finding) {
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

    fn outcome(&self, outcome: &Outcome) {
        self.changes(&outcome.changes);
        self.findings(&outcome.findings);
        info!(
            function = self.function,
            request_id = self.request_id,
            message_id = self.message_id,
            account = self.account,
            status = ?outcome.status,
            changes = outcome.changes.len(),
            findings = outcome.findings.len(),
            dry_run = outcome.dry_run,
            "done"
        );
    }
}

/// One thing that is wrong with the configuration.
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

/// That the function does not start.
pub(crate) fn no_start(function: &str, reason: &str) {
    error!(function, "{reason}");
}
