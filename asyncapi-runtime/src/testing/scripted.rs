//! [`ScriptedServer`]: a server that answers by a script, in the process or over a socket.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use tokio::time::sleep;

use super::requests::Requests;
use super::script::{Head, Script};
use super::steps::Steps;
use super::{DAY, ReceivedRequest, Socket};
use crate::ListenOptions;
use crate::client::{BodyStream, ResponseFuture, Transport, TransportError};

/// A server that answers each request by the next [`Script`], and keeps the requests for a test to look at.
///
/// It is a [`Transport`], and so answers in the process, on a paused clock if the test has one;
/// [`serve`](Self::serve) puts it behind a real socket, for any client.
///
/// A request that comes after the last script is answered 204, which ends a listener quietly: a test does not hang
/// because a listener connects again. [`otherwise`](Self::otherwise) is for another answer.
///
/// A clone is the same server.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_runtime::testing::{Script, ScriptedServer};
/// # use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
/// # use asyncapi_runtime::{Channel, ListenError, ListenOptions, Listener, client};
/// # struct Numbers;
/// # impl Channel for Numbers {
/// #     type Message = u32;
/// #     type Parameters = ();
/// #     const ID: &'static str = "numbers";
/// #     const ADDRESS: &'static str = "numbers";
/// #     const ROUTE: &'static str = "/numbers";
/// #     fn encode(message: &u32, event: &mut EventWriter) -> Result<(), EncodeError> { event.json(message) }
/// #     fn decode(event: &RawEvent<'_>) -> Result<u32, DecodeError> { event.json() }
/// # }
/// # fn listen_for_numbers(options: impl Into<ListenOptions>) -> Listener<u32> {
/// #     client::listen::<Numbers>((), options.into())
/// # }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
/// // In a `#[tokio::test(start_paused = true)]`: no time passes in which somebody waits.
/// let server = ScriptedServer::new()
///     .connection(Script::events().event("1").pause(Duration::from_secs(5)).text("id: 7\ndata: 2\n\n").reset())
///     .connection(Script::events().event("3"));
///
/// let mut numbers = listen_for_numbers(&server);
/// assert_eq!(numbers.next().await.unwrap()?.message, 1);
/// assert_eq!(numbers.next().await.unwrap()?.message, 2);
/// let lost = numbers.next().await.unwrap().unwrap_err();
/// assert_eq!(numbers.next().await.unwrap()?.message, 3);
///
/// let requests = server.requests();
/// assert_eq!(requests[1].last_event_id(), Some("7"));
/// assert!(requests[1].since(&requests[0]) >= Duration::from_secs(5) + lost.reconnects_in().unwrap());
/// # Ok::<(), ListenError>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct ScriptedServer(Arc<Inner>);

pub(super) struct Inner {
    scripts: Mutex<VecDeque<Script>>,
    otherwise: Mutex<Answer>,
    requests: Requests,
    /// How many requests the clients have not let go of.
    open: AtomicUsize,
}

type Answer = Arc<dyn Fn(&ReceivedRequest) -> Script + Send + Sync>;

impl ScriptedServer {
    /// A server without scripts: it answers 204.
    pub fn new() -> Self {
        Self(Arc::new(Inner {
            scripts: Mutex::default(),
            otherwise: Mutex::new(Arc::new(|_| Script::status(204))),
            requests: Requests::new(),
            open: AtomicUsize::new(0),
        }))
    }

    /// Answers the next request by this script: the first call is for the first request, and so on. It may be called
    /// while the server runs.
    #[allow(clippy::return_self_not_must_use, reason = "a clone is the same server: `self` may be dropped")]
    pub fn connection(self, script: Script) -> Self {
        self.0.scripts.lock().unwrap_or_else(PoisonError::into_inner).push_back(script);
        self
    }

    /// Answers the next requests by these scripts, one each.
    #[allow(clippy::return_self_not_must_use, reason = "a clone is the same server: `self` may be dropped")]
    pub fn connections(self, scripts: impl IntoIterator<Item = Script>) -> Self {
        scripts.into_iter().fold(self, Self::connection)
    }

    /// How to answer the requests after the last script, in place of 204. The function is given each request: it can
    /// answer by `Last-Event-ID`, or without looking.
    ///
    /// ```
    /// use asyncapi_runtime::testing::{Script, ScriptedServer};
    ///
    /// let always_busy = ScriptedServer::new().otherwise(|_| Script::status(503));
    /// let counts = ScriptedServer::new().otherwise(|request| {
    ///     let last: u32 = request.last_event_id().map_or(0, |id| id.parse().unwrap());
    ///     Script::events().text(format!("id: {0}\ndata: {0}\n\n", last + 1))
    /// });
    /// # let _ = (always_busy, counts);
    /// ```
    ///
    /// A listener that is answered so never ends by itself.
    #[allow(clippy::return_self_not_must_use, reason = "a clone is the same server: `self` may be dropped")]
    pub fn otherwise(self, answer: impl Fn(&ReceivedRequest) -> Script + Send + Sync + 'static) -> Self {
        *self.0.otherwise.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(answer);
        self
    }

    /// Options for a listener to this server in the process, with the base URL `http://localhost`. For another one,
    /// give the server to [`ListenOptions::transport`].
    pub fn options(&self) -> ListenOptions {
        ListenOptions::new("http://localhost").transport(self.clone())
    }

    /// The requests up to now.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.0.requests.all()
    }

    /// Waits for the request with this index; 0 is the first. It is for a listener that runs in another task, or
    /// beside this one in a `join!`: a listener that nobody polls sends nothing.
    ///
    /// # Errors
    /// When it has not come within a day of tokio's clock; on a paused one that is at once when nothing else is left to
    /// happen.
    pub async fn request(&self, index: usize) -> io::Result<ReceivedRequest> {
        self.0.requests.get(index).await
    }

    /// How many of the requests are still open: the client waits for the answer or reads its body. A listener that is
    /// closed or dropped lets go of its request at once, in the process.
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::Acquire)
    }

    /// Serves the scripts on a free port of 127.0.0.1, in a task of its own, until the socket is dropped. Clocks that
    /// are paused and sockets do not go together: tokio's clock would not wait for the bytes.
    ///
    /// # Errors
    /// When there is no port to be had.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn serve(&self) -> io::Result<Socket> {
        Socket::bind(self.clone()).await
    }

    /// Takes note of a request, and says how to answer it.
    pub(super) fn answer(&self, request: http::Request<Bytes>) -> (Script, Guard) {
        let request = self.0.requests.add(request);
        self.0.open.fetch_add(1, Ordering::AcqRel);
        let guard = Guard(Arc::clone(&self.0));
        let next = self.0.scripts.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let script = next.unwrap_or_else(|| {
            // The function may take its time, and ask the server.
            let answer = Arc::clone(&self.0.otherwise.lock().unwrap_or_else(PoisonError::into_inner));
            answer(&request)
        });
        (script, guard)
    }
}

/// An open request.
pub(super) struct Guard(Arc<Inner>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Transport for ScriptedServer {
    fn send(&self, request: http::Request<Bytes>) -> ResponseFuture {
        let (script, guard) = self.answer(request);
        Box::pin(async move {
            if let Some(problem) = script.problem {
                return Err(TransportError::fatal(problem));
            }
            if !script.head_after.is_zero() {
                sleep(script.head_after).await;
            }
            match script.head {
                Head::Response(status, headers) => {
                    Ok(response(status, headers, Box::pin(Steps::new(script.steps, guard))))
                }
                Head::Refused => Err(TransportError::retryable("connection refused")),
                Head::Fatal(error) => Err(TransportError::fatal(error)),
                Head::Silent => {
                    sleep(DAY).await;
                    Err(TransportError::retryable("the script sent no head for a day"))
                }
                Head::Raw => {
                    Err(TransportError::fatal("a raw script needs a socket: `ScriptedServer::serve`"))
                }
            }
        })
    }
}

fn response(status: http::StatusCode, headers: HeaderMap, body: BodyStream) -> http::Response<BodyStream> {
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

impl Default for ScriptedServer {
    fn default() -> Self {
        Self::new()
    }
}

impl From<ScriptedServer> for ListenOptions {
    fn from(server: ScriptedServer) -> Self {
        server.options()
    }
}

impl From<&ScriptedServer> for ListenOptions {
    fn from(server: &ScriptedServer) -> Self {
        server.options()
    }
}

impl fmt::Debug for ScriptedServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scripts = self.0.scripts.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("ScriptedServer")
            .field("scripts", &scripts)
            .field("requests", &self.requests())
            .field("open", &self.open())
            .finish_non_exhaustive()
    }
}
