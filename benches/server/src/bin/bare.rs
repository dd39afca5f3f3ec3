//! A stream on which nothing comes: what a connection costs before anyone does anything with it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use asyncapi_bench_server::serve::{self, Counts, Options, Publisher, Server};
use asyncapi_bench_server::tick::Tick;
use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;
use http_body::Frame;

/// A comment, then nothing for ever.
struct Silence {
    opened: bool,
}

impl http_body::Body for Silence {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if std::mem::replace(&mut self.opened, true) {
            return Poll::Pending;
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b":\n")))))
    }
}

struct Nothing;

impl Publisher for Nothing {
    async fn publish(&mut self, _: Tick) {}
}

fn main() {
    serve::run(&Options::from_arguments(), &Counts::default(), || {
        let silence =
            || async { ([(CONTENT_TYPE, "text/event-stream")], Body::new(Silence { opened: false })) };
        (Server::Router(Router::new().route("/ticks", get(silence))), Nothing)
    });
}
