//! The endpoints of the service.

use std::process::Command;
use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use super::case::{Case, data};
use super::service::Service;

#[tokio::test]
async fn the_capabilities_are_told() {
    let service = Service::start();
    let answer = service.send(Method::GET, "/", "").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let told: Value = serde_json::from_str(answer.body()).unwrap();
    let expected = [
        "bom",
        "comments",
        "event-type-listeners",
        "headers",
        "last-event-id",
        "post",
        "read-timeout",
        "report",
        "restart",
        "server-directed-shutdown-request",
    ];
    assert_eq!(told["capabilities"], json!(expected));
}

#[tokio::test]
async fn bad_parameters_are_refused() {
    let service = Service::start();
    let good = json!({ "streamUrl": "http://127.0.0.1:9/", "callbackUrl": "http://127.0.0.1:9/" });
    let rows = [
        ("streamUrl", json!(null)),
        ("streamUrl", json!("no url")),
        ("streamUrl", json!("/path")),
        ("callbackUrl", json!(7)),
        ("headers", json!({ "a b": "c" })),
        ("headers", json!(["a"])),
        ("method", json!("A B")),
        ("initialDelayMs", json!(-1)),
        ("readTimeoutMs", json!("soon")),
    ];
    for (key, value) in rows {
        let mut params = good.clone();
        params[key] = value;
        let answer = service.send(Method::POST, "/", params.to_string()).await;
        assert_eq!(answer.status(), 400, "{params}");
        assert_ne!(answer.body(), "");
    }
    for body in ["", "{}", "[]", "{"] {
        assert_eq!(service.send(Method::POST, "/", body).await.status(), 400, "{body}");
    }
}

#[tokio::test]
async fn commands_are_for_streams_that_are_there_and_known() {
    let service = Arc::new(Service::start());
    let case = Case::new(&service).await;
    for command in [json!({}), json!({ "command": "dance" }), json!({ "command": "listen" }), json!(7)] {
        assert_eq!(service.command(&case.path, &command).await, 400, "{command}");
    }
    let restart = json!({ "command": "restart" });
    for path in ["/streams/99999", "/streams/x"] {
        assert_eq!(service.command(path, &restart).await, 404);
        assert_eq!(service.delete(path).await, 404);
    }
    assert_eq!(service.command(&case.path, &restart).await, 200);
    assert_eq!(service.delete(&case.path).await, 200);
    assert_eq!(service.command(&case.path, &restart).await, 404);
    assert_eq!(service.delete(&case.path).await, 404);
}

#[tokio::test]
async fn c_15_a_deleted_stream_is_closed_and_silent() {
    let service = Arc::new(Service::start());
    let mut case = Case::new(&service).await;
    let mut stream = case.server.open().await;
    stream.send("data: 1\n\n").await;
    case.reports([data("1")]).await;
    assert_eq!(service.delete(&case.path).await, 200);
    stream.left().await;
    case.callbacks.none().await;
    case.server.not_asked(std::time::Duration::from_millis(250)).await;
}

#[tokio::test]
async fn streams_do_not_touch_each_other() {
    let service = Arc::new(Service::start());
    let (mut one, mut two) = (Case::new(&service).await, Case::new(&service).await);
    let (mut first, mut second) = (one.server.open().await, two.server.open().await);
    assert_ne!(one.path, two.path);
    first.send("data: 1\n\n").await;
    second.send("data: 2\n\n").await;
    one.reports([data("1")]).await;
    assert_eq!(service.delete(&one.path).await, 200);
    second.send("data: 3\n\n").await;
    two.reports([data("2"), data("3")]).await;
}

#[tokio::test]
async fn the_service_ends_when_it_is_told_to_with_streams_open() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sse-contract-service"));
    let service = Arc::new(Service::run(command.env("PORT", "0")));
    let case = Case::new(&service).await;
    let stream = case.server.open().await;
    assert_eq!(service.delete("/").await, 200);
    assert_eq!(service.ended().await, Some(0));
    stream.left().await;
}

#[tokio::test]
async fn a_port_that_is_none_or_taken_is_told() {
    for (port, code) in [("port", 2), ("-1", 2), ("65536", 2)] {
        let output = Command::new(env!("CARGO_BIN_EXE_sse-contract-service")).arg(port).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{port}");
        assert!(String::from_utf8(output.stderr).unwrap().contains(port), "{port}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_sse-contract-service")).arg(&port).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains(&port));
}
