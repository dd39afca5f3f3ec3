//! Medians and percentiles.

/// The median; 0 of nothing.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// The value below which this share of the values lies; 0 of nothing.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let at = (values.len() as f64 * share) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// The number as a float: exact for all that is counted here.
#[expect(clippy::cast_precision_loss, reason = "below 2^53")]
pub fn float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (0..100).rev().map(f64::from).collect();
        for (share, value) in [(0.5, "50"), (0.99, "99"), (1.0, "99")] {
            assert_eq!(percentile(&values, share).to_string(), value);
        }
        assert_eq!(median(&[]).to_string(), "0");
    }
}
