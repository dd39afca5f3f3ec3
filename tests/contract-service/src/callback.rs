//! [`Report`]: what the client told, and the task that posts it to the harness.

use std::error::Error;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::log::log;

/// One thing that the client told.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Report {
    Event { event: EventReport },
    Comment { comment: String },
    Error { error: String },
}

/// The fields of an event.
#[derive(Debug, Serialize)]
pub(crate) struct EventReport {
    #[serde(rename = "type")]
    pub(crate) name: String,
    pub(crate) data: String,
    /// The last event ID string; empty while there is none.
    pub(crate) id: String,
}

/// What posts reports. Its clones share their connections.
#[derive(Clone)]
pub(crate) struct Poster {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Poster {
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// Posts each report to `url/1`, `url/2` and so on, the next one when the one before it is answered: so they
    /// arrive in order.
    pub(crate) async fn run(self, url: String, mut reports: UnboundedReceiver<Report>) {
        let mut number = 0_u64;
        while let Some(report) = reports.recv().await {
            number += 1;
            if let Err(error) = self.post(format!("{url}/{number}"), &report).await {
                // Whether that is a failure is for the harness to say.
                log(format_args!("{url}/{number}: {error}"));
            }
        }
    }

    async fn post(&self, url: String, report: &Report) -> Result<(), Box<dyn Error + Send + Sync>> {
        let body = Full::from(serde_json::to_vec(report)?);
        let request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(CONTENT_TYPE, "application/json")
            .body(body)?;
        let response = self.client.request(request).await?;
        let status = response.status();
        // Read to its end, so that the connection can be used again.
        response.into_body().collect().await?;
        if status.is_success() { Ok(()) } else { Err(status.to_string().into()) }
    }
}
