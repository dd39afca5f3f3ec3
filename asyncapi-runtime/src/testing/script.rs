//! [`Script`]: how a scripted server answers one request.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::server::{Codec, SseConfig};
use crate::sse::EventWriter;
use crate::{Channel, Event};

/// How a [`ScriptedServer`](super::ScriptedServer) answers one request: a head, and the steps of a body.
///
/// A script that has no more steps ends the body as a server does that has said all.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::testing::Script;
///
/// let script = Script::events()
///     .event(r#"{"a":1}"#)
///     .pause(Duration::from_secs(5))
///     .text("id: 7\nda")
///     .text("ta: {}\n\n")
///     .reset();
/// let busy = Script::status(503).header("retry-after", "2").text("come back later");
/// # let _ = (script, busy);
/// ```
///
/// What makes no answer (a status that is none, a message that cannot be encoded) is a fatal error of the transport,
/// so that the listener's stream tells it.
#[derive(Clone, Debug)]
#[must_use = "a script is played by a `ScriptedServer`"]
pub struct Script {
    pub(super) head: Head,
    pub(super) head_after: Duration,
    pub(super) steps: VecDeque<Step>,
    /// The first thing that makes no answer.
    pub(super) problem: Option<String>,
}

/// What comes before the body.
#[derive(Clone, Debug)]
pub(super) enum Head {
    Response(StatusCode, HeaderMap),
    /// The steps write it: over a socket only.
    Raw,
    Refused,
    Fatal(String),
    Silent,
}

/// A step of a body.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Bytes(Bytes),
    Pause(Duration),
    Reset,
    Cut,
    Hang,
}

impl Script {
    fn new(head: Head) -> Self {
        Self { head, head_after: Duration::ZERO, steps: VecDeque::new(), problem: None }
    }

    /// An event stream: status 200 and the content type `text/event-stream`.
    pub fn events() -> Self {
        Self::status(200).header(CONTENT_TYPE, "text/event-stream")
    }

    /// A response with this status and, until [`header`](Self::header) adds them, no headers.
    pub fn status(status: u16) -> Self {
        let of = |status| Self::new(Head::Response(status, HeaderMap::new()));
        StatusCode::from_u16(status).map_or_else(
            |_| {
                let mut script = of(StatusCode::INTERNAL_SERVER_ERROR);
                script.problem(&format!("the script has a status that is none: {status}"));
                script
            },
            of,
        )
    }

    /// No connection: in the process an error of the transport that is worth trying again; over a socket a
    /// connection that is reset before anything is read.
    pub fn refused() -> Self {
        Self::new(Head::Refused)
    }

    /// No connection, and an error of the transport that is not worth trying again. Over a socket there is no such
    /// thing: it is [`refused`](Self::refused).
    pub fn fatal(error: impl Into<String>) -> Self {
        Self::new(Head::Fatal(error.into()))
    }

    /// A connection whose head never comes. As [`hang`](Self::hang) it gives up after a day.
    pub fn silent() -> Self {
        Self::new(Head::Silent)
    }

    /// Over a socket: the steps write the bytes of HTTP itself, head and chunk sizes included, so that a test can cut
    /// and split them anywhere. The end of the script closes the connection. In the process it is a fatal error.
    pub fn raw() -> Self {
        Self::new(Head::Raw)
    }

    /// Adds a header to the head; one that was added before under this name stays.
    pub fn header<N, V>(mut self, name: N, value: V) -> Self
    where
        HeaderName: TryFrom<N>,
        HeaderValue: TryFrom<V>,
    {
        match (HeaderName::try_from(name), HeaderValue::try_from(value), &mut self.head) {
            (Ok(name), Ok(value), Head::Response(_, headers)) => {
                headers.append(name, value);
            }
            (Ok(_), Ok(_), _) => self.problem("the script has a header, but no head"),
            _ => self.problem("the script has a header that is none"),
        }
        self
    }

    /// The head comes this much later.
    pub fn head_after(mut self, time: Duration) -> Self {
        self.head_after = time;
        self
    }

    /// Sends these bytes as one chunk: a listener sees the chunks as they were written.
    pub fn text(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Bytes(Bytes::copy_from_slice(bytes.as_ref())))
    }

    /// Sends an event with this data, without id and name; every line of the data is a `data:` line.
    pub fn event(self, data: impl AsRef<str>) -> Self {
        let mut event = EventWriter::new();
        event.text(data.as_ref());
        self.step(Step::Bytes(event.finish()))
    }

    /// Sends a message of the channel `C`, or an [`Event`] with an id or a name of its own, as the runtime's server
    /// writes it.
    pub fn message<C: Channel>(mut self, event: impl Into<Event<C::Message>>) -> Self {
        match Codec::of::<C>(&SseConfig::default()).encode(&event.into()) {
            Ok(bytes) => self.step(Step::Bytes(bytes)),
            Err(error) => {
                self.problem(&format!("the script has a message that cannot be sent: {error}"));
                self
            }
        }
    }

    /// Nothing comes for this time of tokio's clock.
    pub fn pause(self, time: Duration) -> Self {
        self.step(Step::Pause(time))
    }

    /// The connection breaks, over a socket with a RST; what follows is never reached. On Linux a client may then
    /// lose bytes that it has received and not read yet.
    pub fn reset(self) -> Self {
        self.step(Step::Reset)
    }

    /// The connection ends before the body does, over a socket with a FIN inside a chunked body; what follows is never
    /// reached.
    pub fn cut(self) -> Self {
        self.step(Step::Cut)
    }

    /// The connection stays open and nothing comes any more; what follows is never reached.
    ///
    /// That is so for a day of tokio's clock. Then the connection breaks with an error that says so: on a paused clock
    /// a test that waits for what never comes fails at once, in place of hanging.
    pub fn hang(self) -> Self {
        self.step(Step::Hang)
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push_back(step);
        self
    }

    fn problem(&mut self, problem: &str) {
        self.problem.get_or_insert_with(|| problem.to_owned());
    }
}
