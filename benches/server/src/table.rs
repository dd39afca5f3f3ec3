//! What is printed: one Markdown table of what was measured, and whether it keeps to its limits.

use std::fmt::Write as _;

/// The columns, in order: the servers that are compared.
pub const SERVERS: [(&str, &str); 4] = [
    ("hub", "`Hub`"),
    ("raw-writes", "raw `write`s"),
    ("hyper-body", "hyper body by hand"),
    ("axum-sse", "axum `Sse`, broadcast"),
];

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured, with its unit.
    pub measure: String,
    /// The value of each server that has one.
    pub values: Vec<(&'static str, String)>,
    /// What has to hold.
    pub limits: Vec<Limit>,
}

/// What has to hold of a value.
#[derive(Clone, Debug)]
pub struct Limit {
    what: String,
    value: f64,
    bound: Bound,
}

#[derive(Clone, Copy, Debug)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
    Exactly(f64),
}

/// By how much a short run, on a machine that does other things too, may miss a limit on time or memory.
const SLACK: f64 = 1.5;

impl Limit {
    /// At most so much, of something that is measured.
    pub fn at_most(what: impl Into<String>, value: f64, limit: f64) -> Self {
        Self { what: what.into(), value, bound: Bound::AtMost(limit) }
    }

    /// At least so much, of something that is measured.
    pub fn at_least(what: impl Into<String>, value: f64, limit: f64) -> Self {
        Self { what: what.into(), value, bound: Bound::AtLeast(limit) }
    }

    /// This number, of something that is counted.
    pub fn exactly(what: impl Into<String>, value: u64, limit: u64) -> Self {
        let float = crate::load::numbers::float;
        Self { what: what.into(), value: float(value), bound: Bound::Exactly(float(limit)) }
    }

    /// Whether it holds; nearly, in a short run.
    pub fn holds(&self, short: bool) -> bool {
        let slack = if short { SLACK } else { 1.0 };
        match self.bound {
            Bound::AtMost(limit) => self.value <= limit * slack,
            Bound::AtLeast(limit) => self.value >= limit / slack,
            Bound::Exactly(limit) => (self.value - limit).abs() < 0.5,
        }
    }

    /// Whether it is of something that is counted, which another load on the machine does not change.
    pub fn is_counted(&self) -> bool {
        matches!(self.bound, Bound::Exactly(_))
    }

    fn text(&self) -> String {
        let value = number(self.value);
        let bound = match self.bound {
            Bound::AtMost(limit) => format!("at most {}", number(limit)),
            Bound::AtLeast(limit) => format!("at least {}", number(limit)),
            Bound::Exactly(limit) => number(limit),
        };
        let mark = if self.holds(false) { "✓" } else { "✗" };
        format!("{mark} {}: {value} ({bound})", self.what)
    }
}

/// A number with as many digits as say something.
pub fn number(value: f64) -> String {
    if (value - value.round()).abs() < 1e-9 || value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// The table in Markdown.
pub fn render(rows: &[Row]) -> String {
    let mut text = String::from("| |");
    for (_, title) in SERVERS {
        let _ = write!(text, " {title} |");
    }
    text.push_str(" limits |\n|---|---:|---:|---:|---:|---|\n");
    for row in rows {
        let _ = write!(text, "| {} |", row.measure);
        for (server, _) in SERVERS {
            let value = row.values.iter().find(|(name, _)| *name == server);
            let cell = value.map_or_else(String::new, |(_, value)| format!(" {value}"));
            let _ = write!(text, "{cell} |");
        }
        let limits: Vec<String> = row.limits.iter().map(Limit::text).collect();
        let _ = writeln!(text, " {} |", limits.join("<br>"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_has_slack_where_something_is_measured() {
        assert!(Limit::at_most("x", 1.4, 1.4).holds(false));
        assert!(!Limit::at_most("x", 1.5, 1.4).holds(false));
        assert!(Limit::at_most("x", 1.5, 1.4).holds(true));
        assert!(Limit::at_least("x", 2.0, 2.5).holds(true));
        assert!(!Limit::exactly("x", 1, 0).holds(true));
    }

    #[test]
    fn a_row_has_a_cell_for_every_server() {
        let limits = vec![Limit::at_most("× raw", 1.25, 1.4), Limit::exactly("lost", 3, 0)];
        let row = Row { measure: "µs".into(), values: vec![("hub", number(3.456))], limits };
        let last = render(&[row]).lines().last().map(str::to_owned);
        assert_eq!(
            last.as_deref(),
            Some("| µs | 3.46 | | | | ✓ × raw: 1.25 (at most 1.40)<br>✗ lost: 3 (0) |")
        );
    }
}
