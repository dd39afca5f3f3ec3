//! Answers that refuse a connection: which of them are worth another try, and when (C-05).

use std::time::{Duration, SystemTime};

use http::StatusCode;
use http::header::{HeaderMap, RETRY_AFTER};

/// The longest time that a server may ask for.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Whether a status says that the same request may succeed later: 408, 429 and 5xx. It is what most applications give
/// [`ListenOptions::retry_status`](super::ListenOptions::retry_status).
///
/// ```
/// use asyncapi_runtime::{ListenOptions, client};
///
/// let options = ListenOptions::new("http://localhost:3000").retry_status(client::is_transient);
/// ```
pub fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}

/// What `Retry-After` asks for: seconds, or the time until a date (RFC 9110, 10.2.3), at most an hour. `None` where it
/// says nothing that makes sense.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits are a long time.
        text.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        // A date that is past asks for no wait.
        date.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_05_transient_statuses() {
        for (status, transient) in [
            (408, true),
            (429, true),
            (500, true),
            (503, true),
            (599, true),
            (400, false),
            (401, false),
            (404, false),
            (204, false),
            (304, false),
        ] {
            assert_eq!(is_transient(StatusCode::from_u16(status).unwrap()), transient, "{status}");
        }
    }

    #[test]
    fn c_05_retry_after_is_seconds_or_a_date() {
        // The date that RFC 9110 has as its example.
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let now = httpdate::parse_http_date(date).unwrap() - Duration::from_secs(90);
        for (value, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("99999999999999999999999", Some(3600)),
            ("7200", Some(3600)),
            (date, Some(90)),
            ("Sun, 06 Nov 1994 08:47:37 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
