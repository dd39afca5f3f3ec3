//! jiff's type for `duration`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::Error;
use jiff::fmt::temporal::SpanParser;
use serde::ser;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::payload::read_from_str;
use crate::validate::Format;

/// `duration`: a [`jiff::Span`], with years, months and days as they are written (`P1M` is not thirty days).
///
/// Two are equal if they are written alike: `PT60M` and `PT1H` are not, `PT1.5S` and 1500 milliseconds are. A span
/// that ISO 8601 does not have, because it is negative or has weeks beside other units, cannot be written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span(pub jiff::Span);

impl Span {
    /// What stands in the text, unit by unit; there is one for all that is shorter than a minute.
    fn units(&self) -> ([i64; 6], i128) {
        let span = &self.0;
        let whole = [
            span.get_years().into(),
            span.get_months().into(),
            span.get_weeks().into(),
            span.get_days().into(),
            span.get_hours().into(),
            span.get_minutes(),
        ];
        let milliseconds = i128::from(span.get_seconds()) * 1000 + i128::from(span.get_milliseconds());
        let microseconds = milliseconds * 1000 + i128::from(span.get_microseconds());
        (whole, microseconds * 1000 + i128::from(span.get_nanoseconds()))
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.units() == other.units()
    }
}

impl Eq for Span {}

impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.units().hash(state);
    }
}

impl From<jiff::Span> for Span {
    fn from(span: jiff::Span) -> Self {
        Self(span)
    }
}

impl From<Span> for jiff::Span {
    fn from(span: Span) -> Self {
        span.0
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // jiff reads more: signs, small letters.
        if !Format::Duration.is_valid(text) {
            return Err(Error::from_args(format_args!("{text:?} is no duration of ISO 8601")));
        }
        SpanParser::new().parse_span(text).map(Self)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        if !Format::Duration.is_valid(&text) {
            return Err(ser::Error::custom(format_args!("{text:?} is no duration of ISO 8601")));
        }
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_from_str(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use serde_json::{from_str, to_string};

    use super::*;

    fn read(text: &str) -> Span {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for span in [
            1.year().months(2).days(3).hours(4).minutes(5).seconds(6),
            7.weeks(),
            36.hours(),
            1500.milliseconds(),
            59.seconds().milliseconds(999).microseconds(1_000).nanoseconds(1),
            jiff::Span::new(),
        ] {
            let text = to_string(&Span(span)).unwrap();
            assert_eq!(from_str::<Span>(&text).unwrap(), Span(span), "{text}");
        }
        assert_eq!(read("PT1.5H"), Span(1.hour().minutes(30)));
        assert_eq!(read("PT0,5S").to_string(), "PT0.5S");
    }

    #[test]
    fn units_are_told_apart() {
        assert_ne!(read("PT60M"), read("PT1H"));
        assert_ne!(read("P30D"), read("P1M"));
        assert_eq!(read("PT1S"), Span(1000.milliseconds()));
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", "P", "1D", "-P1D", "+P1D", "p1d", "P1Y2W", "1 day", "PT1H ", "P100000Y"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
            assert!(from_str::<Span>(&format!("{text:?}")).is_err(), "{text}");
        }
        assert!(to_string(&Span(-1.day())).unwrap_err().to_string().contains("-P1D"));
        assert!(to_string(&Span(1.week().days(2))).is_err());
    }
}
