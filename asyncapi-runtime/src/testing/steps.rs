//! [`Steps`]: a script's steps as the body of a response in the process.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Sleep, sleep};

use super::DAY;
use super::script::Step;
use super::scripted::Guard;
use crate::client::BoxError;

/// The body.
pub(super) struct Steps {
    left: VecDeque<Step>,
    wait: Option<Pin<Box<Sleep>>>,
    _open: Guard,
}

impl Steps {
    pub(super) fn new(steps: VecDeque<Step>, open: Guard) -> Self {
        Self { left: steps, wait: None, _open: open }
    }

    /// The body ends with this error.
    fn broken(&mut self, kind: io::ErrorKind, problem: &str) -> Poll<Option<Result<Bytes, BoxError>>> {
        self.left.clear();
        Poll::Ready(Some(Err(io::Error::new(kind, problem).into())))
    }
}

impl Stream for Steps {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.left.front_mut() {
                Some(Step::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.left.pop_front();
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(step @ (Step::Pause(_) | Step::Hang)) => {
                    let time = if let Step::Pause(time) = step { *time } else { DAY };
                    let wait = self.wait.get_or_insert_with(|| Box::pin(sleep(time)));
                    ready!(wait.as_mut().poll(context));
                    self.wait = None;
                    if let Some(Step::Hang) = self.left.pop_front() {
                        let problem = "the script hangs, and for a day nobody ended the connection";
                        return self.broken(io::ErrorKind::TimedOut, problem);
                    }
                }
                Some(Step::Reset) => return self.broken(io::ErrorKind::ConnectionReset, "connection reset"),
                Some(Step::Cut) => {
                    return self.broken(io::ErrorKind::UnexpectedEof, "the connection ended inside the body");
                }
                None => return Poll::Ready(None),
            }
        }
    }
}
