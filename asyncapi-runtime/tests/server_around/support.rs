//! A channel of plain text, and a way to call a router without a socket.

use std::time::Duration;

use asyncapi_runtime::Channel;
use asyncapi_runtime::server::CloseReason;
use asyncapi_runtime::sse::{DecodeError, EncodeError, EventWriter, RawEvent};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_service::Service;

/// One message, plain text.
pub(crate) struct Lines;

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

/// Where an `on_close` hook tells its reasons.
pub(crate) fn reasons() -> (UnboundedSender<CloseReason>, UnboundedReceiver<CloseReason>) {
    unbounded_channel()
}

/// Fails a test that would hang otherwise.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(36_000), future).await.expect("did not come in time")
}

pub(crate) async fn call(router: &Router, path: &str) -> Response {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Response {
    router.clone().call(request).await.unwrap()
}

/// The next frame of a body, as text.
pub(crate) async fn frame(body: &mut Body) -> Option<String> {
    let frame: Option<Bytes> = body.frame().await.map(|frame| frame.unwrap().into_data().unwrap());
    frame.map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

pub(crate) async fn text(body: Body) -> String {
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}
