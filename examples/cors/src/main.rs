//! A page of one origin that listens to the events of another one.
//!
//! ```sh
//! cargo run -p cors             # events on 127.0.0.1:3000, the page on 127.0.0.1:8080
//! cargo run -p cors -- 3001 8081
//! ```
//!
//! Which pages may listen is the service's to say, so it brings its own `CorsLayer`; all that is special about events
//! is in [`cors`].

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::time::Duration;

use asyncapi_runtime::{Hub, asyncapi};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::response::Html;
use axum::{Router, routing::get};
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

asyncapi!("asyncapi.yaml", generate = [types, server]);

#[tokio::main]
async fn main() -> io::Result<()> {
    let mut ports = std::env::args().skip(1).map(|port| port.parse().map_err(io::Error::other));
    let events = listen(ports.next().unwrap_or(Ok(3000))?).await?;
    let page = listen(ports.next().unwrap_or(Ok(8080))?).await?;
    let (events_origin, page_origin) = (origin(&events)?, origin(&page)?);
    writeln!(io::stdout(), "events {events_origin}/ticks for the page {page_origin}/")?;

    let hub = Hub::new();
    tokio::spawn(publish(hub.clone()));
    let cors = cors(&page_origin).map_err(io::Error::other)?;
    let app = register_send_tick(Router::new(), hub).layer(cors);

    let html = include_str!("../static/index.html").replace("EVENTS", &events_origin);
    let pages = Router::new().route("/", get(|| async { Html(html) }));
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
        // event's id is longer than 128 bytes or has special characters; those of a hub are short and plain.
        .allow_headers([
            HeaderName::from_static("last-event-id"),
            header::AUTHORIZATION,
            header::CACHE_CONTROL,
        ])
        // A page that resumes often need not ask each time.
        .max_age(Duration::from_secs(3600)))
}

async fn publish(hub: Hub<TickChannel>) {
    let mut every = tokio::time::interval(Duration::from_millis(500));
    for number in 0.. {
        every.tick().await;
        if let Err(error) = hub.publish(&(), Tick { number }).await {
            eprintln!("{error}");
        }
    }
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).await
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}
