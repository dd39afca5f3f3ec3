//! `date-time`, `date` and `time` of RFC 3339, and `duration`.

/// `full-date "T" full-time`
pub(super) fn is_date_time(text: &str) -> bool {
    match text.as_bytes().split_at_checked(10) {
        Some((day, [b'T' | b't', time @ ..])) => is_full_date(day) && is_full_time(time),
        _ => false,
    }
}

/// `full-date`
pub(super) fn is_date(text: &str) -> bool {
    is_full_date(text.as_bytes())
}

/// `full-time`
pub(super) fn is_time(text: &str) -> bool {
    is_full_time(text.as_bytes())
}

fn is_full_date(text: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return false };
    let (Some(century), Some(year)) = (number(y1, y2, 99), number(y3, y4, 99)) else { return false };
    let Some(month) = number(m1, m2, 12) else { return false };
    // A century is a leap year if it is a multiple of 400.
    let leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        0 => return false,
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    number(d1, d2, days).is_some_and(|day| day > 0)
}

fn is_full_time(text: &[u8]) -> bool {
    let &[h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = text else { return false };
    let (Some(hour), Some(minute), Some(second)) =
        (number(h1, h2, 23), number(m1, m2, 59), number(s1, s2, 60))
    else {
        return false;
    };
    let rest = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        _ => rest,
    };
    let Some(offset) = offset(rest) else { return false };
    // Leap seconds are the last of a day in UTC.
    second < 60 || (hour * 60 + minute - offset).rem_euclid(24 * 60) == 23 * 60 + 59
}

/// `time-offset`, in minutes.
fn offset(text: &[u8]) -> Option<i32> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = number(h1, h2, 23)? * 60 + number(m1, m2, 59)?;
            Some(if sign == b'+' { minutes } else { -minutes })
        }
        _ => None,
    }
}

/// A number of two digits, up to `most`.
fn number(ten: u8, one: u8, most: i32) -> Option<i32> {
    if !ten.is_ascii_digit() || !one.is_ascii_digit() {
        return None;
    }
    let number = i32::from(ten - b'0') * 10 + i32::from(one - b'0');
    (number <= most).then_some(number)
}

/// A duration of ISO 8601: `P1Y2M3DT4H5M6S` without the parts that are zero, or `P7W`. As programs write them
/// (`PT1H5S`, `PT0.5S`), there may be gaps, which RFC 3339 does not have, and the last number may be a decimal.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(text) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = text.strip_suffix('W') {
        return !weeks.is_empty() && weeks.bytes().all(|byte| byte.is_ascii_digit());
    }
    match text.split_once('T') {
        None => !text.is_empty() && are_parts(text, "YMD", true),
        Some((days, time)) => {
            !time.is_empty() && are_parts(days, "YMD", false) && are_parts(time, "HMS", true)
        }
    }
}

/// Whether `text` is numbers, each with a unit, in the order of `units`.
fn are_parts(mut text: &str, mut units: &str, mut decimal: bool) -> bool {
    while !text.is_empty() {
        let Some(end) = text.find(|character: char| character.is_ascii_alphabetic()) else { return false };
        let (number, rest) = text.split_at(end);
        let Some(unit) = units.find(&rest[..1]) else { return false };
        (text, units) = (&rest[1..], &units[unit + 1..]);
        decimal &= text.is_empty();
        let (whole, fraction) = match number.split_once(['.', ',']) {
            Some((whole, fraction)) if decimal => (whole, fraction),
            _ => (number, "0"),
        };
        if ![whole, fraction].iter().all(|digits| is_number(digits)) {
            return false;
        }
    }
    true
}

fn is_number(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_3339() {
        for text in [
            "1985-04-12T23:20:50.52Z",
            "1996-12-19T16:39:57-08:00",
            "1990-12-31T23:59:60Z",
            "1990-12-31T15:59:60-08:00",
            "1937-01-01T12:00:27.87+00:20",
            "1985-04-12t23:20:50z",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "1985-04-12",
            "1985-04-12T",
            "1985-04-12 23:20:50Z",
            "1985-04-12T23:20:50",
            "1985-04-12T23:20:50.Z",
            "1985-04-12T23:20Z",
            "1985-04-12T23:20:50Z ",
            "985-04-12T23:20:50Z",
            "11985-04-12T23:20:50Z",
            "1985-4-12T23:20:50Z",
            "+985-04-12T23:20:50Z",
            "1985-04-1é23:20:50Z",
            "1985-04-1\u{9e8}T23:20:50Z",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn months_have_their_days() {
        for text in ["2000-02-29", "2024-02-29", "0000-02-29", "2023-12-31", "2023-04-30", "1900-02-28"] {
            assert!(is_date(text), "{text}");
        }
        for text in
            ["1900-02-29", "2023-02-29", "2023-04-31", "2023-00-10", "2023-13-10", "2023-01-00", "2023-01-32"]
        {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times_have_an_offset() {
        for text in ["00:00:00Z", "23:59:59.999999999+23:59", "08:30:06-00:00"] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "00:00:00",
            "24:00:00Z",
            "00:60:00Z",
            "00:00:61Z",
            "00:00:00+24:00",
            "00:00:00+00:60",
            "0:0:0Z",
            ":::Z",
        ] {
            assert!(!is_time(text), "{text}");
        }
    }

    #[test]
    fn a_leap_second_is_the_last_of_the_day_in_utc() {
        for text in ["23:59:60Z", "00:59:60+01:00", "18:59:60.25-05:00", "22:59:60+23:00"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["23:58:60Z", "00:00:60Z", "23:59:60+01:00", "23:59:60-00:01"] {
            assert!(!is_time(text), "{text}");
        }
    }

    #[test]
    fn durations() {
        for text in
            ["P1Y2M3DT4H5M6S", "P7W", "PT36H", "P0D", "P1Y1D", "PT1H1S", "PT0.5S", "P0,5Y", "P1DT2.25H"]
        {
            assert!(is_duration(text), "{text}");
        }
        for text in [
            "", "P", "PT", "P1DT", "1D", "P1", "P1S", "PT1D", "P1D1Y", "P1W2D", "P1Y2W", "PW", "P1.W",
            "P-1D", "p1d", "P1.5DT1H", "P1.5Y1D", "PT.5S", "PT1.S", "P1DT1H ", "P1é", "PT1.2.3S", "P1D1D",
            "PTT1S",
        ] {
            assert!(!is_duration(text), "{text}");
        }
    }
}
