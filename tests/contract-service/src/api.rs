//! The service's endpoints.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::StatusCode;
use http::header::LOCATION;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::callback::Poster;
use crate::log::log;
use crate::params::{Command, StreamParams};
use crate::stream::Stream;

/// The optional features of the protocol that the client has: all but the stress test of payload sizes.
const CAPABILITIES: [&str; 10] = [
    "bom",
    "comments",
    "event-type-listeners",
    "headers",
    "last-event-id",
    "post",
    "read-timeout",
    "report",
    "restart",
    "server-directed-shutdown-request",
];

#[derive(Clone)]
struct Service {
    streams: Arc<Mutex<HashMap<u64, Stream>>>,
    last: Arc<AtomicU64>,
    poster: Poster,
    end: watch::Sender<bool>,
}

/// The endpoints, and what becomes true when a harness ends the process.
pub(crate) fn router() -> (Router, watch::Receiver<bool>) {
    let (end, ended) = watch::channel(false);
    let service = Service { streams: Arc::default(), last: Arc::default(), poster: Poster::new(), end };
    let router = Router::new()
        .route("/", get(capabilities).post(open).delete(shut_down))
        .route("/streams/{id}", post(command).delete(close))
        .with_state(service);
    (router, ended)
}

impl Service {
    fn streams(&self) -> MutexGuard<'_, HashMap<u64, Stream>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn capabilities() -> Json<Value> {
    Json(json!({ "name": "asyncapi-runtime", "capabilities": CAPABILITIES }))
}

/// Opens a stream. The type of the body is not looked at: harnesses differ in what they call JSON.
async fn open(
    State(service): State<Service>,
    body: Bytes,
) -> Result<impl IntoResponse, (StatusCode, String)> {
    let refused = |problem| (StatusCode::BAD_REQUEST, problem);
    let params = StreamParams::read(&body).map_err(refused)?;
    let id = service.last.fetch_add(1, Ordering::Relaxed) + 1;
    let stream = Stream::open(&params, service.poster.clone()).map_err(refused)?;
    log(format_args!("stream {id}: {}", params.tag()));
    service.streams().insert(id, stream);
    Ok((StatusCode::CREATED, [(LOCATION, format!("/streams/{id}"))]))
}

async fn command(
    State(service): State<Service>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, (StatusCode, String)> {
    let unknown = || (StatusCode::NOT_FOUND, format!("there is no stream {id}"));
    let streams = service.streams();
    let stream = id.parse().ok().and_then(|id| streams.get(&id)).ok_or_else(unknown)?;
    match Command::read(&body).map_err(|problem| (StatusCode::BAD_REQUEST, problem))? {
        Command::Restart => stream.restart(),
        Command::Listen { listen } => log(format_args!("stream {id}: to hear {:?}, as all", listen.name)),
    }
    Ok(StatusCode::OK)
}

async fn close(State(service): State<Service>, Path(id): Path<String>) -> StatusCode {
    let stream = id.parse().ok().and_then(|id| service.streams().remove(&id));
    match stream {
        Some(stream) => {
            stream.close().await;
            StatusCode::OK
        }
        None => StatusCode::NOT_FOUND,
    }
}

async fn shut_down(State(service): State<Service>) -> StatusCode {
    service.end.send_replace(true);
    StatusCode::OK
}
