//! The command line.

use std::path::PathBuf;
use std::time::Duration;

/// What the command line chose.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) port: u16,
    /// Stop after so many events; `None` never stops.
    pub(crate) events: Option<usize>,
    pub(crate) every: Duration,
    /// Where sign-ups are kept; `None` keeps them in memory.
    pub(crate) file: Option<PathBuf>,
}

const USAGE: &str = "usage: account-service [--port PORT] [--events N] [--every MILLISECONDS] [--file PATH]";

impl Arguments {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self { port: 3000, events: None, every: Duration::from_secs(1), file: None };
        while let Some(name) = arguments.next() {
            if matches!(name.as_str(), "--help" | "-h") {
                return Err(USAGE.to_owned());
            }
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n{USAGE}"))?;
            let wrong = |_| format!("{name} cannot be {value}\n{USAGE}");
            match name.as_str() {
                "--port" => parsed.port = value.parse().map_err(wrong)?,
                "--events" => parsed.events = Some(value.parse().map_err(wrong)?),
                "--every" => parsed.every = millis(&value).map_err(wrong)?,
                "--file" => parsed.file = Some(value.into()),
                _ => return Err(format!("{name} is no option\n{USAGE}")),
            }
        }
        Ok(parsed)
    }
}

/// Milliseconds, at least one: an interval of nothing has no ticks.
fn millis(text: &str) -> Result<Duration, std::num::ParseIntError> {
    Ok(Duration::from_millis(text.parse::<u64>()?.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn options() {
        assert_eq!(parse(&["--events", "3"]).unwrap().events, Some(3));
        assert_eq!(parse(&[]).unwrap().port, 3000);
        assert_eq!(parse(&["--file", "a b"]).unwrap().file, Some("a b".into()));
        assert!(parse(&["--events"]).unwrap_err().contains("needs a value"));
        assert!(parse(&["--events", "x"]).unwrap_err().contains("cannot be x"));
        assert!(parse(&["--event", "1"]).unwrap_err().contains("no option"));
    }
}
