//! What is printed about a run of the suite.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How one test went.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    Passed,
    /// What it should not have done.
    Failed(String),
    /// The document has an error.
    NotGenerated(String),
    /// The same, where the schema refers by URI: to what AsyncAPI's references cannot reach.
    ByUri(String),
    /// rustc refuses the module.
    NotCompiled(String),
}

/// One test, in one variant.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) group: String,
    pub(super) test: String,
    pub(super) variant: &'static str,
    pub(super) verdict: Verdict,
    /// Accepted, and encoded to something else than it was decoded from.
    pub(super) changed: Option<String>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    not_generated: usize,
    by_uri: usize,
    not_compiled: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        let count = match verdict {
            Verdict::Passed => &mut self.passed,
            Verdict::Failed(_) => &mut self.failed,
            Verdict::NotGenerated(_) => &mut self.not_generated,
            Verdict::ByUri(_) => &mut self.by_uri,
            Verdict::NotCompiled(_) => &mut self.not_compiled,
        };
        *count += 1;
    }

    fn line(self, name: &str) -> String {
        let Self { passed, failed, not_generated, by_uri, not_compiled } = self;
        let total = passed + failed + not_generated + by_uri + not_compiled;
        format!("{name:40} {passed:7} {failed:7} {not_generated:14} {by_uri:7} {not_compiled:13} {total:6}\n")
    }
}

/// The table, and everything that did not pass.
pub(super) fn render(rows: &[Row]) -> String {
    let mut text = String::new();
    let failed = rows.iter().filter_map(|row| match &row.verdict {
        Verdict::Failed(why) => Some((row, why)),
        _ => None,
    });
    let _ = writeln!(text, "\nFailed:");
    for (row, why) in failed {
        let _ = writeln!(text, "  {} ({}): {} / {}: {why}", row.file, row.variant, row.group, row.test);
    }
    groups(&mut text, "Not generated:", rows, |verdict| match verdict {
        Verdict::NotGenerated(why) => Some(why),
        _ => None,
    });
    groups(&mut text, "Not generated, referring by URI:", rows, |verdict| match verdict {
        Verdict::ByUri(why) => Some(why),
        _ => None,
    });
    groups(&mut text, "Not compiled:", rows, |verdict| match verdict {
        Verdict::NotCompiled(why) => Some(why),
        _ => None,
    });
    let changed: Vec<_> = rows.iter().filter(|row| row.changed.is_some()).collect();
    let _ = writeln!(text, "\nEncoded to something else:");
    for row in &changed {
        let became = row.changed.as_deref().unwrap_or_default();
        let _ = writeln!(text, "  {} ({}): {} / {}: {became}", row.file, row.variant, row.group, row.test);
    }

    let mut files: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for row in rows {
        files.entry(&row.file).or_default().add(&row.verdict);
        total.add(&row.verdict);
    }
    let _ = writeln!(
        text,
        "\n{:40} {:>7} {:>7} {:>14} {:>7} {:>13} {:>6}",
        "file", "passed", "failed", "not generated", "by URI", "not compiled", "total"
    );
    for (file, counts) in &files {
        text.push_str(&counts.line(file));
    }
    for (name, optional) in [("required", false), ("optional", true)] {
        let mut counts = Counts::default();
        for row in rows.iter().filter(|row| row.file.starts_with("optional") == optional) {
            counts.add(&row.verdict);
        }
        text.push_str(&counts.line(name));
    }
    text.push_str(&total.line("all"));
    let _ = writeln!(text, "encoded to something else: {}", changed.len());
    text
}

/// Groups once each, with the reason.
fn groups(text: &mut String, title: &str, rows: &[Row], why: fn(&Verdict) -> Option<&String>) {
    let _ = writeln!(text, "\n{title}");
    let mut last = None;
    for row in rows {
        let Some(why) = why(&row.verdict) else { continue };
        let this = Some((&row.file, &row.group, row.variant));
        if this != last {
            let _ = writeln!(text, "  {} ({}): {}: {why}", row.file, row.variant, row.group);
        }
        last = this;
    }
}
