//! The hand-tuned server: a ring of encoded events, and a body that shares them with every subscriber.
//!
//! What a good programmer would write for one stream, without parameters, limits, time-outs or an end: it shows how
//! far a server on hyper can go, and that the scenarios accept a server that resumes.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};

/// How many events a subscriber may be behind.
const RING: usize = 256;

/// One stream of events.
#[derive(Debug, Default)]
pub struct Topic(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The number of the first event in the ring.
    first: u64,
    events: VecDeque<Bytes>,
    /// The last join of several events, from this number to the newest: most subscribers are at the same place.
    joined: Option<(u64, Bytes)>,
    waiting: Vec<Waker>,
    /// An empty vector that has room, for the next publish.
    spare: Vec<Waker>,
}

impl Topic {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Sends an event to everyone.
    pub fn publish(&self, event: Vec<u8>) {
        let mut waiting = {
            let mut state = self.state();
            if state.events.len() == RING {
                state.events.pop_front();
                state.first += 1;
            }
            state.events.push_back(event.into());
            state.joined = None;
            let spare = std::mem::take(&mut state.spare);
            std::mem::replace(&mut state.waiting, spare)
        };
        for waker in waiting.drain(..) {
            waker.wake();
        }
        self.state().spare = waiting;
    }

    /// A subscriber, from after the event with this id on, or from now on. The first event's id is 1.
    pub fn subscribe(self: Arc<Self>, after: Option<u64>) -> TopicBody {
        let next = after.unwrap_or_else(|| {
            let state = self.state();
            state.first + state.events.len() as u64
        });
        TopicBody { topic: self, next, opened: false }
    }
}

enum Pending {
    /// The subscriber is too far behind, or asks for what never was.
    Gone,
    Nothing,
    Events(Bytes),
}

impl State {
    /// The events from this number on, in one piece.
    fn since(&mut self, next: u64) -> Pending {
        let behind = next.checked_sub(self.first).and_then(|behind| usize::try_from(behind).ok());
        let Some(behind) = behind.filter(|behind| *behind <= self.events.len()) else { return Pending::Gone };
        if behind + 1 >= self.events.len() {
            return self.events.get(behind).map_or(Pending::Nothing, |event| Pending::Events(event.clone()));
        }
        if let Some((from, joined)) = &self.joined {
            if *from == next {
                return Pending::Events(joined.clone());
            }
        }
        let mut joined = BytesMut::new();
        for event in self.events.range(behind..) {
            joined.extend_from_slice(event);
        }
        let joined = joined.freeze();
        self.joined = Some((next, joined.clone()));
        Pending::Events(joined)
    }
}

/// The body of one response.
#[derive(Debug)]
pub struct TopicBody {
    topic: Arc<Topic>,
    /// The number of the event that it has not sent yet.
    next: u64,
    opened: bool,
}

impl Body for TopicBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.opened {
            self.opened = true;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b":\n")))));
        }
        let next = self.next;
        let (pending, newest) = {
            let mut state = self.topic.state();
            let pending = state.since(next);
            if matches!(pending, Pending::Nothing) {
                state.waiting.push(cx.waker().clone());
            }
            (pending, state.first + state.events.len() as u64)
        };
        match pending {
            Pending::Gone => Poll::Ready(None),
            Pending::Nothing => Poll::Pending,
            Pending::Events(bytes) => {
                self.next = newest;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }
}
