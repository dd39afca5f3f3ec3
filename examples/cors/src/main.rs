//! A page of one origin that listens to the events of another one, with the visitor's cookie.
//!
//! ```sh
//! cargo run -p cors             # events on 127.0.0.1:3000, the page on 127.0.0.1:8080
//! cargo run -p cors -- 3001 8081
//! ```
//!
//! Which pages may listen is the service's to say, so it brings its own `CorsLayer`; all that is special about events
//! is in [`cors`].

#![forbid(unsafe_code)]

mod session;

use std::io::{self, Write as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use asyncapi_runtime::{Event, EventSender, LastEventId, SendError, asyncapi};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::Html;
use axum::{Router, routing::get};
use session::Session;
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

asyncapi!("asyncapi.yaml", generate = [types, server]);

/// How long a tick is, in milliseconds.
const TICK: u64 = 500;

/// A client may have missed so many, an hour of them.
const MISSED: u64 = 2 * 60 * 60;

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut ports = std::env::args().skip(1).map(|port| port.parse().map_err(io::Error::other));
    let events = listen(ports.next().unwrap_or(Ok(3000))?).await?;
    let page = listen(ports.next().unwrap_or(Ok(8080))?).await?;
    let (events_origin, page_origin) = (origin(&events)?, origin(&page)?);
    writeln!(io::stdout(), "events {events_origin}/ticks for the page {page_origin}/")?;

    let cors = cors(&page_origin).map_err(io::Error::other)?;
    let app = register_send_tick(Router::new(), send_ticks).layer(cors);

    let html = include_str!("../static/index.html").replace("EVENTS", &events_origin);
    let pages = Router::new().route("/", get(|| async { (Session::cookie(), Html(html)) }));
    tokio::try_join!(axum::serve(events, app).into_future(), axum::serve(page, pages).into_future())?;
    Ok(())
}

/// What a page of `origin` may do.
fn cors(origin: &str) -> Result<CorsLayer, header::InvalidHeaderValue> {
    Ok(CorsLayer::new()
        // With credentials an origin has to be named: `*` is not allowed.
        .allow_origin([HeaderValue::from_str(origin)?])
        .allow_credentials(true)
        .allow_methods([Method::GET])
        // What a page may send that listens with `fetch`. An `EventSource` asks too, before it resumes, if the last
        // event's id is longer than 128 bytes or has special characters; numbers are short and plain.
        .allow_headers([
            HeaderName::from_static("last-event-id"),
            header::AUTHORIZATION,
            header::CACHE_CONTROL,
        ])
        // A page that resumes often need not ask each time.
        .max_age(Duration::from_secs(3600)))
}

/// The ticks after the last one that the page has, then each when it comes. Their numbers are the clock's, so nothing has
/// to be kept to resume, also after a restart.
async fn send_ticks(_: Session, last: LastEventId, events: EventSender<Tick>) -> Result<(), SendError> {
    let last = last.as_deref().and_then(|id| id.parse().ok()).unwrap_or_else(now);
    let mut number = last.clamp(now().saturating_sub(MISSED), now());
    loop {
        number += 1;
        tokio::time::sleep(until(number)).await;
        events.send(Event::new(Tick { number }).with_id(number.to_string())).await?;
    }
}

/// The number of the last tick.
fn now() -> u64 {
    millis() / TICK
}

/// How long until a tick comes.
fn until(number: u64) -> Duration {
    Duration::from_millis((number * TICK).saturating_sub(millis()))
}

/// Milliseconds since 1970.
fn millis() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("cannot serve on 127.0.0.1:{port}: {error}")))
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}
