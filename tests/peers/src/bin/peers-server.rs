//! The generated server, told over HTTP what to publish.
//!
//! ```sh
//! cargo run -p asyncapi-peers --bin peers-server -- --port 0 --heartbeat 200
//! curl -d '{"email":"a@example.com"}' http://127.0.0.1:PORT/publish/user
//! ```
//!
//! The numbers come one every `--every` milliseconds; with `--retry` each says how many milliseconds to wait before
//! connecting again, after number `--until` the stream ends, and who has that one gets 204. Their ids are the numbers,
//! behind `--id-prefix`.
//!
//! `GET /streams` says how many streams are open and how the others ended, `GET /requests` what was asked for, and
//! `GET /` is a page without anything in it.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use asyncapi_peers::requests::Requests;
use asyncapi_peers::{
    LineChannel, Note, NotificationsChannel, NotificationsParameters, Number, OrderShipped, UserSignedUp,
    UserSignedupChannel, option, register_send_line, register_send_notifications, register_send_number,
    register_send_user_signedup,
};
use asyncapi_runtime::server::SseConfig;
use asyncapi_runtime::{Channel, Event, EventSender, EventStream, Hub, LastEventId, SendError};
use axum::extract::{Path, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde::Serialize;
use tokio::net::TcpListener;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// What can be published to.
#[derive(Clone, Default)]
struct Hubs {
    users: Hub<UserSignedupChannel>,
    notifications: Hub<NotificationsChannel>,
    lines: Hub<LineChannel>,
}

/// What became of the streams so far.
#[derive(Clone, Debug, Default, Serialize)]
struct Streams {
    open: usize,
    closed: Vec<String>,
}

/// The channel of numbers: every so often one more.
#[derive(Clone)]
struct Numbers {
    every: Duration,
    until: u64,
    retry: Option<Duration>,
    id_prefix: String,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let port = option("--port").unwrap_or(0);
    let heartbeat = option("--heartbeat").map_or(Duration::from_secs(15), Duration::from_millis);
    let numbers = Numbers {
        every: Duration::from_millis(option("--every").unwrap_or(50)),
        until: option("--until").unwrap_or(u64::MAX),
        retry: option("--retry").map(Duration::from_millis),
        id_prefix: option("--id-prefix").unwrap_or_default(),
    };

    let streams = Arc::new(Mutex::new(Streams::default()));
    let (opened, closed) = (streams.clone(), streams.clone());
    let config = SseConfig::new()
        .heartbeat(heartbeat)
        .max_lifetime(option("--max-lifetime").map(Duration::from_millis))
        .on_open(move |_| opened.lock().unwrap_or_else(PoisonError::into_inner).open += 1)
        .on_close(move |_, reason| {
            let mut streams = closed.lock().unwrap_or_else(PoisonError::into_inner);
            streams.open -= 1;
            streams.closed.push(format!("{reason:?}"));
        });

    let hubs = Hubs::default();
    let app = Router::new();
    let app = register_send_user_signedup(app, hubs.users.clone());
    let app = register_send_notifications(app, hubs.notifications.clone());
    let app = register_send_line(app, hubs.lines.clone());
    let app = register_send_number(app.with_state(()), move |last: LastEventId| async move {
        let last =
            last.as_deref().and_then(|id| id.strip_prefix(&numbers.id_prefix)?.parse().ok()).unwrap_or(0);
        if last >= numbers.until {
            return Err(StatusCode::NO_CONTENT);
        }
        Ok(EventStream::with_sender(move |events| count(numbers, last, events)))
    });
    let requests = Requests::default();
    let app = app
        .layer(config.into_layer())
        .route("/publish/user", post(publish_user))
        .route("/publish/note/{user}", post(publish_note))
        .route("/publish/order/{user}", post(publish_order))
        .route("/publish/line", post(publish_line))
        .with_state(hubs)
        .route(
            "/streams",
            get(move || async move { Json(streams.lock().unwrap_or_else(PoisonError::into_inner).clone()) }),
        )
        .route("/", get(|| async { Html("<!doctype html><title>Peers</title><link rel=icon href=data:,>") }))
        .layer(cors())
        .layer(middleware::from_fn_with_state(requests.clone(), Requests::record))
        .route("/requests", get(move || async move { Json(requests.list()) }));

    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    writeln!(io::stdout(), "serving http://{}", listener.local_addr()?)?;
    axum::serve(listener, app).await
}

/// Any page may listen, with its cookies, and resume with whatever id.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_credentials(true)
        .allow_methods([Method::GET])
        .allow_headers([
            HeaderName::from_static("last-event-id"),
            header::AUTHORIZATION,
            header::CACHE_CONTROL,
        ])
}

/// From the number after the last one that the client has. Nothing is kept, so a server started anew goes on as well.
async fn count(numbers: Numbers, last: u64, events: EventSender<Number>) -> Result<(), SendError> {
    for number in last + 1..=numbers.until {
        let id = format!("{}{number}", numbers.id_prefix);
        let mut event = Event::new(Number { number }).with_id(id);
        if let Some(retry) = numbers.retry {
            event = event.with_retry(retry);
        }
        events.send(event).await?;
        tokio::time::sleep(numbers.every).await;
    }
    Ok(())
}

async fn publish_user(
    State(hubs): State<Hubs>,
    Json(user): Json<UserSignedUp>,
) -> Result<String, (StatusCode, String)> {
    publish(&hubs.users, &(), user).await
}

async fn publish_note(
    State(hubs): State<Hubs>,
    Path(user_id): Path<String>,
    Json(note): Json<Note>,
) -> Result<String, (StatusCode, String)> {
    publish(&hubs.notifications, &NotificationsParameters { user_id }, note.into()).await
}

async fn publish_order(
    State(hubs): State<Hubs>,
    Path(user_id): Path<String>,
    Json(order): Json<OrderShipped>,
) -> Result<String, (StatusCode, String)> {
    publish(&hubs.notifications, &NotificationsParameters { user_id }, order.into()).await
}

async fn publish_line(State(hubs): State<Hubs>, line: String) -> Result<String, (StatusCode, String)> {
    publish(&hubs.lines, &(), line).await
}

/// Publishes, and answers with the event's id.
async fn publish<C: Channel>(
    hub: &Hub<C>,
    parameters: &C::Parameters,
    message: C::Message,
) -> Result<String, (StatusCode, String)> {
    match hub.publish(parameters, message).await {
        Ok(id) => Ok(id.to_string()),
        Err(error) => Err((StatusCode::BAD_REQUEST, error.to_string())),
    }
}
