//! What a server answered: an event stream, no more events, or something that is neither (C-02 to C-06).

use std::time::{Duration, SystemTime};

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Response, StatusCode, Uri};
use tokio::time::timeout;

use super::connect::Connected;
use super::error::{ListenErrorKind, excerpt};
use super::hooks::Opened;
use super::refusal::retry_after;
use super::transport::BodyStream;

/// How much of an answer that is no event stream is read, for the error.
const BODY_START: usize = 512;
/// How long that may take.
const BODY_TIME: Duration = Duration::from_secs(1);

/// Whether the answer is an event stream.
pub(super) async fn judge(response: Response<BodyStream>, url: Uri) -> Result<Connected, ListenErrorKind> {
    let (head, body) = response.into_parts();
    if head.status == StatusCode::NO_CONTENT {
        return Ok(Connected::NoContent);
    }
    // Of several headers the last one counts (Fetch, "extract a MIME type").
    let content_type = head.headers.get_all(CONTENT_TYPE).iter().next_back().cloned();
    if head.status == StatusCode::OK && content_type.as_ref().is_some_and(is_event_stream) {
        if let Some(content_encoding) = encoding(&head.headers) {
            return Err(ListenErrorKind::ContentEncoding { content_encoding });
        }
        return Ok(Connected::Open(Opened::new(url, head.headers), body));
    }
    let retry_after = retry_after(&head.headers, SystemTime::now());
    let content_type = content_type.map(|value| excerpt(value.as_bytes()));
    let body = body_start(body).await;
    Err(if head.status == StatusCode::OK {
        ListenErrorKind::ContentType { content_type, body }
    } else {
        ListenErrorKind::Status { status: head.status, content_type, body, retry_after }
    })
}

/// Compares the MIME essence: parameters do not count, nor does case (C-02, C-03).
fn is_event_stream(content_type: &HeaderValue) -> bool {
    let essence = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"text/event-stream")
}

/// What a body may be compressed with (IANA, "HTTP Content Coding Registry"), or encrypted.
const CODINGS: [&[u8]; 13] = [
    b"aes128gcm",
    b"br",
    b"compress",
    b"dcb",
    b"dcz",
    b"deflate",
    b"exi",
    b"gzip",
    b"pack200-gzip",
    b"x-compress",
    b"x-gzip",
    b"zlib",
    b"zstd",
];

/// How the body is compressed, if it is. Its bytes would be read as text that never has an event in it.
///
/// A coding that nobody knows is none, as for browsers: many servers send `none`, or `utf-8`, with a plain stream, lest
/// something on the way compresses it.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let is_known =
        |coding: &[u8]| CODINGS.iter().any(|known| coding.trim_ascii().eq_ignore_ascii_case(known));
    let mut values = headers.get_all(CONTENT_ENCODING).iter().map(HeaderValue::as_bytes);
    let value = values.find(|value| value.split(|byte| *byte == b',').any(is_known))?;
    Some(excerpt(value))
}

/// Reads the start of a body; what goes wrong with it does not matter any more.
async fn body_start(mut body: BodyStream) -> String {
    let mut start = Vec::new();
    let read = async {
        while let Some(Ok(chunk)) = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await {
            start.extend_from_slice(&chunk[..chunk.len().min(BODY_START - start.len())]);
            if start.len() == BODY_START {
                break;
            }
        }
    };
    let _ = timeout(BODY_TIME, read).await;
    excerpt(&start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_02_c_03_the_essence_is_compared() {
        for good in [
            "text/event-stream",
            "TEXT/Event-Stream",
            "text/event-stream;",
            "text/event-stream; charset=utf-8",
            " text/event-stream ;charset=windows-1251",
        ] {
            assert!(is_event_stream(&HeaderValue::from_static(good)), "{good}");
        }
        for bad in
            ["", "text/plain", "text/event-streams", "text/event", "text/x; text/event-stream", "bogus"]
        {
            assert!(!is_event_stream(&HeaderValue::from_static(bad)), "{bad}");
        }
    }

    #[test]
    fn a_coding_that_is_known_is_one() {
        let encoding = |values: &[&'static str]| {
            let values = values.iter().map(|value| (CONTENT_ENCODING, HeaderValue::from_static(value)));
            encoding(&values.collect())
        };
        // What servers send so that nothing on the way compresses the stream is none.
        let hints: [&[_]; 4] = [&["none"], &["None"], &["utf-8"], &["identity", "none"]];
        let plain: [&[_]; 4] = [&[], &[""], &["identity"], &["Identity, identity", " "]];
        for plain in plain.into_iter().chain(hints) {
            assert_eq!(encoding(plain), None, "{plain:?}");
        }
        let coded: [(&[_], _); 5] = [
            (&["gzip"], "gzip"),
            (&["X-GZIP"], "X-GZIP"),
            (&["none,\tzstd ,"], "none,\tzstd ,"),
            (&["gzip, identity"], "gzip, identity"),
            (&["identity", "identity, br"], "identity, br"),
        ];
        for (coded, value) in coded {
            assert_eq!(encoding(coded).as_deref(), Some(value), "{coded:?}");
        }
    }
}
