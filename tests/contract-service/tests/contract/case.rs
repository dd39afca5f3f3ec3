//! [`Case`]: one stream that the service listens to, and everything around it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::callbacks::Callbacks;
use super::server::Server;
use super::service::Service;

/// A stream server, a listener of the service to it, and what receives its reports.
pub(crate) struct Case {
    pub(crate) service: Arc<Service>,
    pub(crate) server: Server,
    pub(crate) callbacks: Callbacks,
    /// Where the service says the stream is.
    pub(crate) path: String,
}

impl Case {
    /// Opens a stream that reconnects soon.
    pub(crate) async fn new(service: &Arc<Service>) -> Self {
        Self::with(service, json!({ "initialDelayMs": 0 })).await
    }

    /// Opens a stream with these parameters beside the two URLs.
    pub(crate) async fn with(service: &Arc<Service>, mut params: Value) -> Self {
        let (server, callbacks) = (Server::new().await, Callbacks::new().await);
        params["streamUrl"] = server.url("/streams/7?filter=a%20b").into();
        params["callbackUrl"] = callbacks.url.as_str().into();
        params["tag"] = "a test".into();
        let path = service.open(&params).await;
        Self { service: Arc::clone(service), server, callbacks, path }
    }

    /// Expects these reports, and no other before them.
    pub(crate) async fn reports(&mut self, reports: impl IntoIterator<Item = Value>) {
        for report in reports {
            assert_eq!(self.callbacks.next().await, report);
        }
    }

    /// Expects an error next, and returns its text.
    pub(crate) async fn error(&mut self) -> String {
        let report = self.callbacks.next().await;
        assert_eq!(report["kind"], "error", "{report}");
        let text = report["error"].as_str().unwrap().to_owned();
        assert_ne!(text, "");
        assert_eq!(report, json!({ "kind": "error", "error": text }));
        text
    }

    /// Tells the service to listen to events of this type.
    pub(crate) async fn listen(&self, name: &str) {
        let command = json!({ "command": "listen", "listen": { "type": name } });
        assert_eq!(self.service.command(&self.path, &command).await, 200);
    }

    /// Tells the service to make the connection again.
    pub(crate) async fn restart(&self) {
        assert_eq!(self.service.command(&self.path, &json!({ "command": "restart" })).await, 200);
    }
}

/// The report of an event.
pub(crate) fn event(name: &str, data: &str, id: &str) -> Value {
    json!({ "kind": "event", "event": { "type": name, "data": data, "id": id } })
}

/// The report of an event that has data only.
pub(crate) fn data(data: &str) -> Value {
    event("message", data, "")
}

/// The report of a comment.
pub(crate) fn comment(comment: &str) -> Value {
    json!({ "kind": "comment", "comment": comment })
}

/// Runs cases at the same time, and fails with the names of those that did.
pub(crate) fn all<T>(cases: impl IntoIterator<Item = (String, T)>) -> impl Future<Output = ()>
where
    T: Future<Output = ()> + Send + 'static,
{
    let started: Vec<_> = cases.into_iter().map(|(name, case)| (name, tokio::spawn(case))).collect();
    assert!(!started.is_empty());
    async move {
        let mut failed = Vec::new();
        for (name, case) in started {
            if case.await.is_err() {
                failed.push(name);
            }
        }
        assert!(failed.is_empty(), "failed: {failed:#?}");
    }
}
