//! [`Service`]: the process under test, and the requests that a harness sends it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// How long anything may take; on a machine that is busy elsewhere too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The service in a process of its own, which ends with it.
pub(crate) struct Service {
    process: Mutex<Child>,
    url: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Service {
    /// Starts the service on a free port, given as its argument.
    pub(crate) fn start() -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_sse-contract-service")).arg("0"))
    }

    /// Runs this command and waits until it says where it listens.
    pub(crate) fn run(command: &mut Command) -> Self {
        // What the service logs is lost: it must not mind.
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").expect(&line).to_owned();
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { process: Mutex::new(process), url, client }
    }

    /// Sends a request. `path` is what a `Location` said, or `/`.
    pub(crate) async fn send(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Response<String> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("content-type", "application/json")
            .body(Full::new(body.into()))
            .unwrap();
        let answer = async {
            let (head, body) = self.client.request(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap())
        };
        tokio::time::timeout(PATIENCE, answer).await.expect("the service answers")
    }

    /// Opens a stream with these parameters and returns its path.
    pub(crate) async fn open(&self, params: &Value) -> String {
        let answer = self.send(Method::POST, "/", params.to_string()).await;
        assert_eq!(answer.status(), 201, "{}", answer.body());
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Sends a command to a stream and returns the status.
    pub(crate) async fn command(&self, path: &str, command: &Value) -> u16 {
        self.send(Method::POST, path, command.to_string()).await.status().as_u16()
    }

    /// Deletes a stream, or the service with the path `/`, and returns the status.
    pub(crate) async fn delete(&self, path: &str) -> u16 {
        self.send(Method::DELETE, path, "").await.status().as_u16()
    }

    /// Waits until the process has ended and returns its exit code.
    pub(crate) async fn ended(&self) -> Option<i32> {
        let mut ticks = tokio::time::interval(Duration::from_millis(10));
        let ended = async {
            loop {
                if let Some(status) = self.process.lock().unwrap().try_wait().unwrap() {
                    return status.code();
                }
                ticks.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, ended).await.expect("the process ends")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let process = self.process.get_mut().unwrap();
        // It may have ended by itself.
        let _ = process.kill();
        let _ = process.wait();
    }
}
