//! [`Callbacks`]: what receives the service's reports.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::service::PATIENCE;

/// A receiver of the reports of one stream. It checks that they are numbered from 1, and come one at a time.
pub(crate) struct Callbacks {
    pub(crate) url: String,
    reports: UnboundedReceiver<Value>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Seen {
    reports: UnboundedSender<Value>,
    last: Arc<AtomicU64>,
    busy: Arc<AtomicBool>,
}

impl Callbacks {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callbacks/7", listener.local_addr().unwrap());
        let (sender, reports) = unbounded_channel();
        let seen = Seen { reports: sender, last: Arc::default(), busy: Arc::default() };
        let router = Router::new()
            .route("/callbacks/7/{number}", post(receive))
            .layer(DefaultBodyLimit::disable())
            .with_state(seen);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, reports, serving }
    }

    /// The next report.
    pub(crate) async fn next(&mut self) -> Value {
        let report = timeout(PATIENCE, self.reports.recv()).await;
        report.expect("a report comes").expect("the receiver lives")
    }

    /// Fails if a report comes within a quarter of a second, or came before.
    pub(crate) async fn none(&mut self) {
        if let Ok(report) = timeout(Duration::from_millis(250), self.reports.recv()).await {
            panic!("not expected: {report:?}");
        }
    }
}

impl Drop for Callbacks {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn receive(State(seen): State<Seen>, Path(number): Path<u64>, Json(report): Json<Value>) -> StatusCode {
    let in_time = !seen.busy.swap(true, Ordering::SeqCst);
    let in_order = seen.last.swap(number, Ordering::SeqCst) + 1 == number;
    // Long enough for the next one to come too early.
    tokio::time::sleep(Duration::from_millis(1)).await;
    seen.busy.store(false, Ordering::SeqCst);
    let report = if in_time && in_order {
        report
    } else {
        json!({ "number": number, "in time": in_time, "in order": in_order, "report": report })
    };
    // The case may be over.
    let _ = seen.reports.send(report);
    StatusCode::ACCEPTED
}
