//! The source behind an [`EventSender`]: a handler's future and the queue it fills.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::response::Response;

use super::body::{Backlog, EventBody, Events, Source};
use super::close::{Hook, caught};
use super::connection::Opening;
use super::queue::Queue;
use super::sender::Codec;
use super::{CloseReason, EventSender};

/// How many events go out before the handler has its turn again, although there are more: others may send to a slow
/// client all the time.
const TURN: u32 = 64;

pub(super) type Running = Pin<Box<dyn Future<Output = Result<(), Response>> + Send>>;

/// Starts a push handler and answers with its stream, or with the error that it returns at once.
pub(super) async fn respond<M>(
    codec: Codec<M>,
    opening: Opening,
    hooks: Vec<Hook>,
    start: impl FnOnce(EventSender<M>) -> Running,
) -> Response {
    let queue = Arc::new(Queue::new(&opening.config, opening.last_event_id()));
    for hook in hooks {
        queue.on_close(hook);
    }
    let sender = EventSender::new(&queue, codec);
    let push = Push { channel: codec.channel, queue, handler: None, failed: false, sent: 0 };
    // The body is there before the handler runs: it closes the connection, also when the handler panics.
    let mut body = EventBody::new(push, opening);
    body.start(|push| push.handler = Some(start(sender)));
    let error = poll_fn(|cx| Poll::Ready(body.start(|push| push.poll_handler(cx)))).await;
    match error {
        Some(response) => {
            body.abort(CloseReason::HandlerFailed);
            response
        }
        None => body.into_response(),
    }
}

struct Push {
    channel: &'static str,
    queue: Arc<Queue>,
    /// `None` when it is done.
    handler: Option<Running>,
    failed: bool,
    /// How many events went out since the handler was polled.
    sent: u32,
}

impl Push {
    /// Runs the handler; returns the error that it ended with.
    fn poll_handler(&mut self, cx: &mut Context<'_>) -> Option<Response> {
        match self.handler.as_mut()?.as_mut().poll(cx) {
            Poll::Pending => None,
            Poll::Ready(output) => {
                self.handler = None;
                output.err()
            }
        }
    }
}

impl Source for Push {
    const BACKLOG: Backlog = Backlog::Queue;

    fn poll_events(&mut self, cx: &mut Context<'_>) -> Poll<Result<Events, CloseReason>> {
        // What is queued goes first: the handler runs on when there is room.
        if self.sent < TURN {
            if let Some(event) = self.queue.pop() {
                self.sent += 1;
                return Poll::Ready(Ok(event));
            }
        }
        self.sent = 0;
        if let Some(response) = self.poll_handler(cx) {
            let status = response.status().as_u16();
            tracing::error!(
                channel = self.channel,
                status,
                "the handler failed after its stream had started"
            );
            self.failed = true;
            self.queue.refuse();
        }
        self.queue.poll_pop(cx, self.handler.is_some()).map(|event| {
            event.ok_or(if self.failed { CloseReason::HandlerFailed } else { CloseReason::HandlerDone })
        })
    }

    fn close(&mut self, reason: CloseReason) {
        // Senders learn it first, then the handler is dropped, then the hooks run.
        self.queue.refuse();
        let dropped = caught(|| self.handler = None);
        self.queue.close(reason);
        dropped.resume();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_connection_is_small() {
        // Beside these two allocations there is the handler's own future.
        let (body, queue) = (size_of::<EventBody<Push>>(), size_of::<Queue>());
        assert!(body + queue < 512, "{body} + {queue}");
    }
}
