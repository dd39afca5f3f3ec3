//! The page: files of this folder, and the charts from npm.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

/// What installs the charts.
pub(crate) const INSTALL: &str = "npm ci --prefix examples/live-dashboard";

/// Nothing of the page comes from elsewhere, and nothing in it may.
const POLICY: &str = "default-src 'self'; img-src data:; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// uPlot, which draws the charts: read when it is asked for, so that it may be installed while the server runs.
pub(crate) struct Charts {
    dist: PathBuf,
}

impl Charts {
    pub(crate) fn new(dist: PathBuf) -> Self {
        Self { dist }
    }

    pub(crate) fn are_there(&self) -> bool {
        self.dist.join("uPlot.esm.js").is_file()
    }

    async fn file(&self, name: &str, content_type: &'static str) -> Response {
        match tokio::fs::read(self.dist.join(name)).await {
            Ok(file) => ([(header::CONTENT_TYPE, content_type)], file).into_response(),
            Err(_) => (StatusCode::NOT_FOUND, format!("`{INSTALL}` installs it\n")).into_response(),
        }
    }
}

pub(crate) fn routes() -> Router {
    Router::new()
        .route("/", file(include_str!("../static/index.html"), HTML))
        .route("/style.css", file(include_str!("../static/style.css"), CSS))
        .route("/app.js", file(include_str!("../static/app.js"), SCRIPT))
        .route("/streams.js", file(include_str!("../static/streams.js"), SCRIPT))
        .route("/charts.js", file(include_str!("../static/charts.js"), SCRIPT))
        .route("/lists.js", file(include_str!("../static/lists.js"), SCRIPT))
        .route("/format.js", file(include_str!("../static/format.js"), SCRIPT))
        .route(
            "/uplot.js",
            get(|Extension(charts): Extension<Arc<Charts>>| async move {
                charts.file("uPlot.esm.js", SCRIPT).await
            }),
        )
        .route(
            "/uplot.css",
            get(|Extension(charts): Extension<Arc<Charts>>| async move {
                charts.file("uPlot.min.css", CSS).await
            }),
        )
}

/// A file that is part of the program.
fn file<S: Clone + Send + Sync + 'static>(
    text: &'static str,
    content_type: &'static str,
) -> axum::routing::MethodRouter<S> {
    get(move || async move {
        // A page of an older version must not talk to a newer server.
        let headers = [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, "no-cache"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ];
        (headers, text)
    })
}
