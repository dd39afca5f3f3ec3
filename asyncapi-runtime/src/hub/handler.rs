//! A hub as a handler: the events of its log as the body of a response.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::{mem, thread};

use axum::response::{IntoResponse, Response};
use http::Method;
use http::request::Parts;
use tracing::Instrument as _;

use super::feed::{Fed, Feed, Stopped};
use super::scratch::topic_of;
use super::{EventLog, Hub, Subscribe, Tail};
use crate::parameters::extract_parameters;
use crate::server::{
    Backlog, CloseReason, EventBody, Events, Handler, Hook, Opening, Source, caught, head_only, run_hooks,
};
use crate::{Channel, LastEventId};

/// Marks a hub as a handler.
#[derive(Debug)]
pub struct FromHub;

#[diagnostic::do_not_recommend]
impl<C, L, S> Handler<C, FromHub, S> for Hub<C, L>
where
    C: Channel,
    L: EventLog,
    S: Send + Sync + 'static,
{
    async fn call(self, mut parts: Box<Parts>, state: S) -> Response {
        let topic = match extract_parameters::<C::Parameters, S>(&mut parts, &state).await {
            Ok(parameters) => topic_of::<C>(&parameters),
            Err(error) => return error.into_response(),
        };
        if parts.method == Method::HEAD {
            return head_only();
        }
        let log = Arc::clone(self.shared_log());
        let subscribe: Subscribe<C, L> = Subscribe::new(log, topic, LastEventId::of(&parts));
        let opening = Opening::of(&mut parts.extensions);
        drop(parts);
        respond(subscribe, opening, Vec::new()).await
    }
}

/// Makes a subscription, and answers with its events.
pub(super) async fn respond<C: Channel, L: EventLog>(
    subscribe: Subscribe<C, L>,
    opening: Opening,
    hooks: Vec<Hook>,
) -> Response {
    let gap_event = opening.config.gap_event.clone();
    let mut hooks = UntilThere(hooks);
    match subscribe.open(&opening.config).instrument(opening.span.clone()).await {
        Ok(feed) => {
            let hooks = mem::take(&mut hooks.0);
            let events = HubEvents::<C, _> { feed: Some(feed), gap_event, hooks, channel: PhantomData };
            EventBody::new(events, opening).into_response()
        }
        Err(error) => {
            run_hooks(mem::take(&mut hooks.0), CloseReason::HandlerFailed);
            error.into_response()
        }
    }
}

/// The hooks of a stream that waits for the log: they run also when the client goes away meanwhile, or the log panics.
struct UntilThere(Vec<Hook>);

impl Drop for UntilThere {
    fn drop(&mut self) {
        let failed = thread::panicking();
        let reason = if failed { CloseReason::HandlerFailed } else { CloseReason::ClientGone };
        run_hooks(self.0.drain(..), reason);
    }
}

/// The source of a hub's body.
struct HubEvents<C, T> {
    /// `None` when it is closed.
    feed: Option<Feed<T>>,
    gap_event: Cow<'static, str>,
    hooks: Vec<Hook>,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel, T: Tail> Source for HubEvents<C, T> {
    const BACKLOG: Backlog = Backlog::Log;

    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Result<Events, CloseReason>> {
        let Some(feed) = &mut self.feed else { return Poll::Ready(Err(CloseReason::HandlerDone)) };
        Poll::Ready(match ready!(feed.poll(cx)) {
            Ok(Fed::Events { bytes, count }) => Ok(Events { bytes, count, waiting: count }),
            Ok(Fed::Gap(gap)) => Ok(Events::one(gap.told(C::ID, C::EVENTS, &self.gap_event))),
            Err(Stopped::Lagged) => {
                tracing::debug!(channel = C::ID, "a client is too far behind");
                Err(CloseReason::Lagged)
            }
            Err(Stopped::Failed(error)) => {
                tracing::error!(channel = C::ID, %error, "the stream ends");
                Err(CloseReason::HandlerFailed)
            }
        })
    }

    fn close(&mut self, reason: CloseReason) {
        let dropped = caught(|| self.feed = None);
        run_hooks(self.hooks.drain(..), reason);
        dropped.resume();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::MemoryTail;

    #[test]
    fn an_idle_subscriber_is_small() {
        // All that is its own: the events and the topic are everyone's.
        let own = size_of::<HubEvents<(), MemoryTail>>();
        assert!(own <= 192, "{own} bytes");
    }
}
#[cfg(test)]
mod sizes {
    use super::*;
    use crate::sse::{DecodeError, EncodeError, EventWriter, RawEvent};

    struct Lines;

    impl Channel for Lines {
        type Message = String;
        type Parameters = ();
        const ID: &'static str = "lines";
        const ADDRESS: &'static str = "lines";
        const ROUTE: &'static str = "/lines";

        fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> {
            event.text(message);
            Ok(())
        }

        fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> {
            event.text()
        }
    }

    #[test]
    fn what_axum_boxes_for_each_connection_is_small() {
        // What is larger than what stays leaves a hole in the heap beside each connection.
        let parts = http::Request::new(()).into_parts().0;
        let call = Handler::<Lines, FromHub, ()>::call(Hub::new(), Box::new(parts), ());
        assert!(size_of_val(&call) < 900, "{}", size_of_val(&call));
    }
}
