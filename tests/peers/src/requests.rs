//! What was asked of `peers-server`: a browser does not tell a page what it sends for it, such as a preflight.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;

/// All requests so far, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Mutex<Vec<Asked>>>);

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    method: String,
    /// With its query.
    uri: String,
    headers: BTreeMap<String, String>,
}

impl Requests {
    /// A middleware that takes note of each.
    pub async fn record(State(Self(requests)): State<Self>, request: Request, next: Next) -> Response {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = request.headers().iter();
        requests.lock().unwrap_or_else(PoisonError::into_inner).push(Asked {
            method: request.method().to_string(),
            uri: request.uri().to_string(),
            headers: headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        });
        next.run(request).await
    }

    /// All of them.
    pub fn list(&self) -> Vec<Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
