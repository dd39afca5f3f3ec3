//! The server: the channels of the document, and beside them the page and what its buttons do.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use asyncapi_runtime::server::{SseConfig, StallTimeout, StallTimeoutListener};
use asyncapi_runtime::{EventStream, LastEventId, Shutdown};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Json;
use axum::routing::{get, post, put};
use axum::{Extension, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::arguments::ServeOptions;
use crate::dashboard::Dashboard;
use crate::history::History;
use crate::load::Machine;
use crate::page::{self, Charts};
use crate::{
    Metrics, MetricsParameters, Service, deployments, register_send_alerts, register_send_deployments,
    register_send_metrics, signals,
};

/// Serves until it is told to stop.
pub(crate) async fn run(options: ServeOptions) -> io::Result<()> {
    let dashboard = Dashboard::new(History::open(options.log.as_deref())?, options.alert_at).await?;
    // Before anybody can ask, so that there always is an event to go on from.
    let mut machine = Machine::new().await;
    dashboard.reading(machine.read()).await;

    let shutdown = Shutdown::new().window(Duration::from_secs(2)).deadline(Duration::from_secs(10));
    let charts = Charts::new(options.charts);
    if !charts.are_there() {
        eprintln!("There are no charts, figures only: `{}` installs them.", page::INSTALL);
    }
    let app = app(dashboard.clone(), &shutdown, charts, options.deploy);

    let listener = TcpListener::bind(("127.0.0.1", options.port)).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot serve on 127.0.0.1:{}: {error}", options.port))
    })?;
    say(&format!("serving http://{}", listener.local_addr()?));
    tokio::spawn(dashboard.measure(machine, options.every));
    tokio::spawn(signals::stop(shutdown.clone()));

    // Clients that do not read at all are cut off.
    let listener = StallTimeoutListener::new(listener, StallTimeout::DEFAULT);
    tokio::select! {
        served = axum::serve(listener, app).with_graceful_shutdown(shutdown.started()) => served,
        () = shutdown.overdue() => Ok(()),
    }
}

fn app(dashboard: Dashboard, shutdown: &Shutdown, charts: Charts, deploy: Duration) -> Router {
    let config = SseConfig::new()
        .shutdown(shutdown)
        .max_connections(1_000)
        .on_open(|connection| say(&format!("open {}", connection.path())))
        .on_close(|connection, reason| say(&format!("closed {}: {reason:?}", connection.path())));

    // A hub is a handler; one that checks something first is a function which subscribes.
    let app = register_send_metrics(Router::new(), metrics);
    let app = register_send_alerts(app, dashboard.alerts.clone());
    let app = register_send_deployments(app, dashboard.deployments.clone());
    app.layer(config.into_layer())
        .route("/state", get(state))
        .route("/alert-at/{percent}", put(alert_at))
        .route(
            "/deployments/{service}",
            post(move |State(dashboard): State<Dashboard>, Path(service): Path<Service>| async move {
                match deployments::start(&dashboard, service, deploy).await {
                    Some(number) => (StatusCode::ACCEPTED, Json(json!({"number": number}))),
                    None => {
                        (StatusCode::TOO_MANY_REQUESTS, Json(json!({"error": "too many deployments run"})))
                    }
                }
            }),
        )
        .with_state(dashboard)
        .merge(page::routes())
        .layer(Extension(Arc::new(charts)))
}

/// The metrics of this machine, by its name or as `local`.
async fn metrics(
    MetricsParameters { host }: MetricsParameters,
    State(dashboard): State<Dashboard>,
    last: LastEventId,
) -> Result<EventStream<Metrics>, (StatusCode, String)> {
    if host != "local" && host != dashboard.host.host {
        return Err((StatusCode::NOT_FOUND, format!("no host is called {host:?} here\n")));
    }
    Ok(dashboard.metrics.subscribe(&dashboard.host, last).into())
}

/// What a page begins with.
async fn state(State(dashboard): State<Dashboard>, Extension(charts): Extension<Arc<Charts>>) -> Json<Value> {
    let mut state = dashboard.as_json();
    state["charts"] = json!(charts.are_there());
    state["install"] = json!(page::INSTALL);
    Json(state)
}

/// From how many percent on there is a warning.
async fn alert_at(State(dashboard): State<Dashboard>, Path(percent): Path<f64>) -> StatusCode {
    if !(0.0..=100.0).contains(&percent) {
        return StatusCode::BAD_REQUEST;
    }
    dashboard.set_alert_at(percent);
    StatusCode::NO_CONTENT
}

/// A line for whoever runs the server. That nobody can read it is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
