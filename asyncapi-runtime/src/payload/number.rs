//! Numbers as JSON Schema has them: 1, 1.0 and 1e0 are one value.

/// The integer that a floating point number is, if it is one that `i128` holds: well beyond what JSON is read into.
pub(super) fn integer(number: f64) -> Option<i128> {
    // 2^127 itself is out; the negative bound is in.
    let in_range = (-170_141_183_460_469_231_731_687_303_715_884_105_728.0
        ..170_141_183_460_469_231_731_687_303_715_884_105_728.0)
        .contains(&number);
    #[allow(clippy::cast_possible_truncation, reason = "it is in range and has no fraction")]
    (in_range && number.fract() == 0.0).then_some(number as i128)
}
