use time::{Duration, OffsetDateTime, macros::format_description};

/// The world's time: the machine's, moved forward on request so that sessions expire.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Clock {
    ahead: Duration,
}

impl Clock {
    pub(crate) fn now(self) -> OffsetDateTime {
        OffsetDateTime::now_utc().saturating_add(self.ahead)
    }

    pub(crate) fn advance(&mut self, by: std::time::Duration) {
        let by = Duration::try_from(by).unwrap_or(Duration::MAX);
        self.ahead = self.ahead.checked_add(by).unwrap_or(Duration::MAX);
    }
}

/// `2026-11-03T09:14:02Z`.
pub(crate) fn iso(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.format(format).unwrap_or_default()
}

/// Seconds since 1970 with milliseconds, as the JSON protocols write a time.
pub(crate) fn epoch(at: OffsetDateTime) -> serde_json::Value {
    let milliseconds = at.unix_timestamp_nanos() / 1_000_000;
    let number = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
    serde_json::from_str(&number).unwrap_or(serde_json::Value::Null)
}

/// `Nov 3, 2026 9:14:02 AM`, as CloudTrail writes a time inside parameters.
pub(crate) fn in_words(at: OffsetDateTime) -> String {
    let format = format_description!(
        "[month repr:short] [day padding:none], [year] [hour repr:12 padding:none]:[minute]:[second] [period]"
    );
    at.format(format).unwrap_or_default()
}
