//! When a figure is too high.

use crate::{Metrics, Severity, Subject};

/// By how many points a figure has to fall below a threshold until its alert is over: one that moves around a threshold
/// is one alert, not one a second.
const MARGIN: f64 = 5.0;

/// The figures that are watched, in percent.
pub(crate) fn figures(metrics: &Metrics) -> [(Subject, f64); 3] {
    let cores = u32::try_from(metrics.cores.len()).unwrap_or(u32::MAX).max(1);
    [
        (Subject::Cpu, metrics.cpu),
        (Subject::Memory, ratio(metrics.memory.used, metrics.memory.total)),
        (Subject::Load, tidy(metrics.load.one / f64::from(cores) * 100.0)),
    ]
}

/// From which value on there is an alert of this severity, where a warning is from `alert_at` on.
pub(crate) fn threshold(severity: Severity, alert_at: f64) -> f64 {
    match severity {
        Severity::Info => alert_at * 0.75,
        Severity::Warning => alert_at,
        Severity::Critical => alert_at + (100.0 - alert_at) / 2.0,
    }
}

/// How bad this value is, after it has been `before` so far.
pub(crate) fn severity(before: Option<Severity>, value: f64, alert_at: f64) -> Option<Severity> {
    let reached = |severity: &Severity| {
        let threshold = threshold(*severity, alert_at);
        // What it was, it stays for a while.
        let margin = if before >= Some(*severity) { MARGIN } else { 0.0 };
        value >= threshold - margin
    };
    Severity::ALL.into_iter().rev().find(reached)
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn ratio(used: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { tidy(used as f64 / total as f64 * 100.0) }
}

/// With one digit: more is noise.
fn tidy(percent: f64) -> f64 {
    if percent.is_finite() { (percent.max(0.0) * 10.0).round() / 10.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a course of values gives, `-` for none.
    fn course(alert_at: f64, values: &[f64]) -> String {
        let mut now = None;
        let mut course = String::new();
        for value in values {
            now = severity(now, *value, alert_at);
            course.push_str(now.map_or("-", |severity| &severity.as_str()[..1]));
        }
        course
    }

    #[test]
    fn a_figure_rises_and_falls_through_all_severities() {
        // 60, 80 and 90 percent.
        assert_eq!(course(80.0, &[59.9, 60.0, 79.9, 80.0, 89.9, 90.0, 100.0]), "-iiwwcc");
        assert_eq!(course(80.0, &[100.0, 85.0, 84.9, 75.0, 74.9, 55.0, 54.9]), "ccwwii-");
        assert_eq!(course(80.0, &[0.0, 100.0, 0.0]), "-c-");
    }

    #[test]
    fn what_moves_around_a_threshold_is_one_alert() {
        assert_eq!(course(80.0, &[79.0, 80.0, 79.0, 81.0, 76.0, 80.0]), "iwwwww");
        assert_eq!(course(80.0, &[59.0, 60.0, 56.0, 59.0]), "-iii");
    }

    #[test]
    fn at_zero_everything_is_critical_or_becomes_so() {
        assert_eq!(course(0.0, &[0.0, 49.9, 50.0]), "wwc");
        assert_eq!(course(100.0, &[74.9, 75.0, 99.9, 100.0, 95.0, 94.9]), "-iicci");
    }

    #[test]
    fn figures_are_percent_of_what_there_is() {
        let mut metrics = crate::tests::metrics();
        metrics.load.one = 3.0;
        assert_eq!(
            figures(&metrics),
            [(Subject::Cpu, 12.5), (Subject::Memory, 25.0), (Subject::Load, 150.0)]
        );
        metrics.memory.total = 0;
        metrics.load.one = f64::NAN;
        assert_eq!(figures(&metrics), [(Subject::Cpu, 12.5), (Subject::Memory, 0.0), (Subject::Load, 0.0)]);
    }
}
