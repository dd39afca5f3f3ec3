//! [`LastEventId`]: where a client that reconnects wants to go on.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::HeaderName;
use http::request::Parts;
use percent_encoding::percent_decode;

use super::SseConfig;
use crate::hub::EventId;

const HEADER: HeaderName = HeaderName::from_static("last-event-id");

/// The id of the last event that the client has received; an extractor that never rejects (rule S-10).
///
/// It is the `Last-Event-ID` header, which a browser sends when it reconnects, or else the query parameter
/// `last_event_id` (or that of [`SseConfig::last_event_id_query`]), for a page that resumes where an earlier one stopped:
/// an `EventSource` cannot set headers.
/// An empty id is none. Bytes that are not UTF-8 become U+FFFD, so that an id which cannot be known is not taken
/// for no id.
///
/// ```
/// use asyncapi_runtime::{EventSender, LastEventId, server::SendError};
///
/// async fn count(last: LastEventId, events: EventSender<u64>) -> Result<(), SendError> {
///     let last: u64 = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or(0);
///     events.send(last + 1).await
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LastEventId(Option<String>);

impl LastEventId {
    /// The id, `None` for a client that starts afresh.
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The id, `None` for a client that starts afresh.
    pub fn into_inner(self) -> Option<String> {
        self.0
    }

    pub(crate) fn of(parts: &Parts) -> Self {
        let header =
            parts.headers.get(HEADER).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let id = header
            .filter(|id| !id.is_empty())
            .or_else(|| in_query(parts.uri.query()?, &SseConfig::of(&parts.extensions).last_event_id_query));
        Self(id.filter(|id| !id.is_empty()))
    }
}

impl From<Option<String>> for LastEventId {
    /// For tests of handlers; an empty id is none.
    fn from(id: Option<String>) -> Self {
        Self(id.filter(|id| !id.is_empty()))
    }
}

impl From<EventId> for LastEventId {
    fn from(id: EventId) -> Self {
        Self(Some(id.into()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The first value with this name in an `application/x-www-form-urlencoded` query. No name is none.
fn in_query(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let (_, value) = pairs.into_iter().find(|(key, _)| !name.is_empty() && decode(key) == name)?;
    Some(decode(value))
}

/// Percent-decoded, where `+` is a space.
fn decode(text: &str) -> String {
    let spaced: Vec<u8> = text.bytes().map(|byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderValue, Request};

    fn id(uri: &str, header: Option<&[u8]>) -> Option<String> {
        let mut request = Request::get(uri);
        if let Some(value) = header {
            request = request.header("Last-Event-ID", HeaderValue::from_bytes(value).unwrap());
        }
        LastEventId::of(&request.body(()).unwrap().into_parts().0).into_inner()
    }

    #[test]
    fn s10_the_header_goes_before_the_query() {
        assert_eq!(id("/?last_event_id=q", Some(b"h")).as_deref(), Some("h"));
        assert_eq!(id("/?last_event_id=q", Some(b"")).as_deref(), Some("q"));
        assert_eq!(id("/?a=b&last_event_id=q&c", None).as_deref(), Some("q"));
    }

    #[test]
    fn s10_the_header_is_utf8_and_the_query_is_percent_decoded() {
        assert_eq!(id("/", Some("é…".as_bytes())).as_deref(), Some("é…"));
        assert_eq!(id("/", Some(b"a\xff")).as_deref(), Some("a\u{fffd}"));
        assert_eq!(id("/?last_event_id=%C3%A9%26+%2B%252F", None).as_deref(), Some("é& +%2F"));
    }

    #[test]
    fn s10_the_query_parameter_has_the_name_of_the_settings() {
        let id = |name: &'static str, uri: &str| {
            let (mut parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
            parts.extensions.insert(SseConfig::new().last_event_id_query(name));
            LastEventId::of(&parts).into_inner()
        };
        assert_eq!(id("lastEventId", "/?last_event_id=a&lastEventId=b").as_deref(), Some("b"));
        assert_eq!(id("last id", "/?last+id=b&last%20id=c").as_deref(), Some("b"));
        // No name turns it off.
        assert_eq!(id("", "/?=a&last_event_id=b"), None);
    }

    #[test]
    fn an_empty_or_missing_id_is_none() {
        for uri in
            ["/", "/?", "/?last_event_id", "/?last_event_id=", "/?my_last_event_id=1", "/?last_event_idx=1"]
        {
            assert_eq!(id(uri, None), None, "{uri}");
        }
    }
}
