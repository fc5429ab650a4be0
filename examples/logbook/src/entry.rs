use chrono::{DateTime, FixedOffset, Local};
use std::fmt;

pub struct Entry {
    pub when: DateTime<FixedOffset>,
    pub text: String,
}

impl Entry {
    pub fn now(text: &str) -> Entry {
        let now = Local::now();
        Entry { when: now.with_timezone(now.offset()), text: text.to_string() }
    }

    pub fn parse(line: &str) -> Option<Entry> {
        let mut halves = line.splitn(2, ' ');
        let when = DateTime::parse_from_rfc3339(halves.next()?).ok()?;
        Some(Entry { when, text: halves.next()?.to_string() })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.when.to_rfc3339(), self.text)
    }
}
