//! [`Handler`]: what may serve a channel.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::Method;
use http::request::Parts;
use tracing::Instrument as _;

use super::connection::Opening;
use super::output::sealed::PullOutput as _;
use super::sender::Codec;
use super::stream::run;
use super::{EventSender, PullOutput, PushOutput, head_only, push};
use crate::Channel;

/// What may serve the channel `C`, on a router with state `S`.
///
/// It is implemented for functions and closures that axum would accept, with up to twelve extractors (of the
/// head of the request: `FromRequestParts`), in two forms, and for hubs. `T` tells the forms apart and is always inferred.
///
/// # Push
///
/// The last argument is an [`EventSender`] of the channel's message, the output is `()` or `Result<(), E>` where
/// `E` is a response. The handler is polled once before the head goes out:
///
/// - if it is ready with `Err`, the error is the response, and what was sent by then is dropped;
/// - if it is ready with `Ok`, the stream has what was sent, and ends unless a clone of the sender is left;
/// - if it waits, the stream starts, and the handler runs on while the client reads. An `Err` then lets what is
///   queued go out, is logged, and ends the stream with
///   [`CloseReason::HandlerFailed`](super::CloseReason::HandlerFailed).
///
/// So an error that has to be waited for comes too late to be the response: check in an extractor, or return
/// [`EventStream::with_sender`](super::EventStream::with_sender) after the check.
///
/// The stream ends when the handler is done and no sender is left, or when the client goes away, which drops the
/// handler's future. A panic is the server's to handle, as it is with axum.
///
/// An endless loop may be a handler. Where it uses `?`, write a named `async fn` that returns
/// `Result<(), SendError>`: the compiler cannot infer the output of a closure that never returns.
///
/// # Pull
///
/// The output is an [`EventStream`](super::EventStream) of the channel's message, or a `Result` of it with an
/// error that is a response. The handler is awaited before the head goes out.
///
/// # Hub
///
/// A [`Hub`](crate::Hub) of the channel, or a clone of it: each client gets what is published with its parameters, and
/// resumes after its [`LastEventId`](super::LastEventId).
///
/// # `HEAD`
///
/// A `HEAD` request runs the extractors, and a pull handler, whose error is the response; its stream is dropped. A push
/// handler does not run. The response is the head of a stream, which opens none: it has no place in the limits, no
/// hooks, no metrics.
///
/// # What is none
///
/// ```compile_fail,E0277
/// # use asyncapi_runtime::{Channel, EventSender, server::register};
/// fn app<C: Channel<Message = String>>() -> axum::Router {
///     register::<C, _, _, _>(axum::Router::new(), |events: EventSender<u64>| async move {
///         events.send(7).await // the channel's message is a `String`
///     })
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot serve the channel `{C}`",
    label = "not a handler for `{C}`",
    note = "a push handler is `async fn(extractors…, EventSender<Message>)` and returns `()` or `Result<(), impl IntoResponse>`",
    note = "a pull handler is `async fn(extractors…)` and returns `EventStream<Message>` or `Result<EventStream<Message>, impl IntoResponse>`",
    note = "a `Hub` of the channel is a handler, and so is its clone: `hub.clone()`",
    note = "the message is `<{C} as Channel>::Message`; the documentation of the channel's `register_send_*` function names it",
    note = "a closure's arguments need their types: `|events: EventSender<Message>| async move {{ … }}`",
    note = "extractors must implement `FromRequestParts<{S}>`; a closure and what it captures must be `Clone + Send + Sync`, and its future `Send`"
)]
pub trait Handler<C: Channel, T, S>: Clone + Send + Sync + Sized + 'static {
    /// Answers a request. Called by [`register`](super::register). Boxed, since each future on the way would have room
    /// for the head, and axum boxes the whole for each connection.
    #[doc(hidden)]
    fn call(self, parts: Box<Parts>, state: S) -> impl Future<Output = Response> + Send + 'static;
}

/// Marks the push form.
#[derive(Debug)]
pub struct Push;

/// Marks the pull form.
#[derive(Debug)]
pub struct Pull;

macro_rules! handlers {
    ($($extractor:ident)*) => {
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, unused_variables, unused_mut, reason = "one body for every number of extractors")]
        impl<C, S, F, Fut, $($extractor,)*> Handler<C, (Push, $($extractor,)*), S> for F
        where
            C: Channel,
            S: Send + Sync + 'static,
            F: FnOnce($($extractor,)* EventSender<C::Message>) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: PushOutput> + Send + 'static,
            $($extractor: FromRequestParts<S> + Send + 'static,)*
        {
            async fn call(self, mut parts: Box<Parts>, state: S) -> Response {
                $(
                    let $extractor = match $extractor::from_request_parts(&mut parts, &state).await {
                        Ok(value) => value,
                        Err(rejection) => return rejection.into_response(),
                    };
                )*
                if parts.method == Method::HEAD {
                    return head_only();
                }
                let opening = Opening::of(&mut parts.extensions);
                let start = |events| run(self($($extractor,)* events));
                push::respond(Codec::of::<C>(&opening.config), opening, Vec::new(), start).await
            }
        }

        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, unused_variables, unused_mut, reason = "one body for every number of extractors")]
        impl<C, S, F, Fut, $($extractor,)*> Handler<C, (Pull, $($extractor,)*), S> for F
        where
            C: Channel,
            S: Send + Sync + 'static,
            F: FnOnce($($extractor,)*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output: PullOutput<C::Message>> + Send + 'static,
            $($extractor: FromRequestParts<S> + Send + 'static,)*
        {
            async fn call(self, mut parts: Box<Parts>, state: S) -> Response {
                $(
                    let $extractor = match $extractor::from_request_parts(&mut parts, &state).await {
                        Ok(value) => value,
                        Err(rejection) => return rejection.into_response(),
                    };
                )*
                let opening = Opening::of(&mut parts.extensions);
                let handler = self($($extractor,)*).instrument(opening.span.clone());
                match handler.await.into_stream() {
                    Ok(_) if parts.method == Method::HEAD => head_only(),
                    Ok(stream) => stream.respond(Codec::of::<C>(&opening.config), opening).await,
                    Err(response) => response,
                }
            }
        }
    };
}

handlers!();
handlers!(T1);
handlers!(T1 T2);
handlers!(T1 T2 T3);
handlers!(T1 T2 T3 T4);
handlers!(T1 T2 T3 T4 T5);
handlers!(T1 T2 T3 T4 T5 T6);
handlers!(T1 T2 T3 T4 T5 T6 T7);
handlers!(T1 T2 T3 T4 T5 T6 T7 T8);
handlers!(T1 T2 T3 T4 T5 T6 T7 T8 T9);
handlers!(T1 T2 T3 T4 T5 T6 T7 T8 T9 T10);
handlers!(T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11);
handlers!(T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12);
