//! What a harness sends: the parameters of a stream, and commands to it.

use std::collections::BTreeMap;
use std::time::Duration;

use asyncapi_runtime::ListenOptions;
use asyncapi_runtime::sse::Limits;
use http::uri::Scheme;
use http::{HeaderName, HeaderValue, Method, Uri};
use serde::Deserialize;

/// Harnesses send messages of some 14 MB, which is near the client's default limit: sizes are theirs to choose.
const LARGEST: usize = 256 << 20;

/// The body of a request that opens a stream. Only the two URLs have to be there; `null` is as good as absent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StreamParams {
    stream_url: String,
    callback_url: String,
    /// The name of the test, for people who read the log.
    tag: Option<String>,
    initial_delay_ms: Option<u64>,
    read_timeout_ms: Option<u64>,
    last_event_id: Option<String>,
    headers: Option<BTreeMap<String, String>>,
    method: Option<String>,
    body: Option<String>,
}

impl StreamParams {
    /// Reads the body of a request. The error says what is wrong with it.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body).map_err(|error| format!("the body is no stream's parameters: {error}"))
    }

    /// The name of the test; empty if there is none.
    pub(crate) fn tag(&self) -> &str {
        self.tag.as_deref().unwrap_or_default()
    }

    /// Where to post what the client told, without a slash at the end.
    pub(crate) fn callback_url(&self) -> Result<String, String> {
        url("callbackUrl", &self.callback_url)?;
        Ok(self.callback_url.trim_end_matches('/').to_owned())
    }

    /// The client's options. It would tell of bad ones itself, as the first item of its stream; a harness is to learn
    /// of them sooner.
    pub(crate) fn options(&self) -> Result<ListenOptions, String> {
        url("streamUrl", &self.stream_url)?;
        let limits = Limits::default().with_line(LARGEST).with_event(LARGEST);
        let mut options = ListenOptions::new(&self.stream_url).limits(limits);
        if let Some(delay) = self.initial_delay_ms {
            options = options.reconnection_time(Duration::from_millis(delay));
        }
        match self.read_timeout_ms {
            None => {}
            Some(0) => return Err("readTimeoutMs is 0: it is a number of milliseconds above it".to_owned()),
            Some(timeout) => options = options.idle_timeout(Some(Duration::from_millis(timeout))),
        }
        if let Some(id) = &self.last_event_id {
            options = options.last_event_id(id);
        }
        for (name, value) in self.headers.iter().flatten() {
            let header = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
            let (name, value) = header.ok_or_else(|| format!("header {name:?}: it is none"))?;
            options = options.header(name, value);
        }
        if let Some(method) = self.method.as_deref().filter(|method| !method.is_empty()) {
            let method: Method = method.parse().map_err(|_| format!("method {method:?}: it is none"))?;
            options = options.method(method);
        }
        if let Some(body) = &self.body {
            options = options.body(body.clone());
        }
        Ok(options)
    }
}

/// Checks that a parameter is an absolute http(s) URL.
fn url(parameter: &str, text: &str) -> Result<(), String> {
    let url: Uri = text.parse().map_err(|error| format!("{parameter} {text:?}: {error}"))?;
    if url.scheme() == Some(&Scheme::HTTP) || url.scheme() == Some(&Scheme::HTTPS) {
        Ok(())
    } else {
        Err(format!("{parameter} {text:?}: it is no absolute http(s) URL"))
    }
}

/// A command to a stream.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase")]
pub(crate) enum Command {
    /// To drop the connection and make it again.
    Restart,
    /// To be ready for events of one type. The client delivers events of every type, so there is nothing to do.
    Listen {
        /// Harnesses write this key in either case.
        #[serde(alias = "Listen")]
        listen: EventType,
    },
}

/// What to listen to.
#[derive(Debug, Deserialize)]
pub(crate) struct EventType {
    /// The `event` field of the events.
    #[serde(rename = "type")]
    pub(crate) name: String,
}

impl Command {
    /// Reads the body of a request. The error says what is wrong with it.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body).map_err(|error| format!("the body is no command: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(json: &str) -> String {
        let params = StreamParams::read(json.as_bytes());
        params.and_then(|params| params.callback_url().and(params.options())).map(|_| ()).unwrap_err()
    }

    #[test]
    fn bad_parameters_are_told_by_name() {
        let with = |rest: &str| format!(r#"{{"streamUrl":"http://h/a","callbackUrl":"http://h/b"{rest}}}"#);
        for (json, about) in [
            ("", "parameters"),
            ("[]", "parameters"),
            (r#"{"callbackUrl":"http://h"}"#, "streamUrl"),
            (r#"{"streamUrl":"http://h"}"#, "callbackUrl"),
            (r#"{"streamUrl":"/a","callbackUrl":"http://h"}"#, "streamUrl"),
            (r#"{"streamUrl":"ftp://h","callbackUrl":"http://h"}"#, "streamUrl"),
            (r#"{"streamUrl":"http://h","callbackUrl":"h h"}"#, "callbackUrl"),
            (&with(r#","headers":{"a b":"c"}"#), "a b"),
            (&with(r#","headers":{"a":"b\n"}"#), "header \"a\""),
            (&with(r#","method":"A B""#), "method"),
            (&with(r#","initialDelayMs":-1"#), "-1"),
            (&with(r#","readTimeoutMs":0"#), "readTimeoutMs"),
            (&with(r#","readTimeoutMs":"1""#), "string"),
        ] {
            let problem = problem(json);
            assert!(problem.contains(about), "{json}: {problem}");
        }
    }

    #[test]
    fn null_is_absent_and_unknown_keys_are_no_error() {
        let json = r#"{"streamUrl":"http://h/a?b","callbackUrl":"http://h/c/","initialDelayMs":null,
            "readTimeoutMs":null,"lastEventId":null,"headers":null,"method":null,"body":null,"tag":null,"x":1}"#;
        let params = StreamParams::read(json.as_bytes()).unwrap();
        let _options = params.options().unwrap();
        assert_eq!((params.tag(), params.callback_url().unwrap().as_str()), ("", "http://h/c"));
    }

    #[test]
    fn commands_are_read_and_unknown_ones_refused() {
        let read = |json: &str| Command::read(json.as_bytes());
        assert!(matches!(read(r#"{"command":"restart","Listen":null}"#), Ok(Command::Restart)));
        for key in ["listen", "Listen"] {
            let command = read(&format!(r#"{{"command":"listen","{key}":{{"type":" greeting"}}}}"#));
            assert!(matches!(command, Ok(Command::Listen { listen }) if listen.name == " greeting"));
        }
        for json in ["", "{}", r#"{"command":"dance"}"#, r#"{"command":"listen"}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
