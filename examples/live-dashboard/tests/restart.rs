//! What clients get when the server is killed and started anew.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

mod support;

use std::time::Duration;

use asyncapi_runtime::hub::GapReason;
use asyncapi_runtime::{ListenOptions, Listener};
use support::{PATIENCE, Program, Temporary, ask, free_port};
use tokio::time::timeout;

asyncapi_runtime::asyncapi!("asyncapi.yaml", formats = [jiff], generate = [types, client]);

fn listen(address: &str) -> Listener<Metrics> {
    let options =
        ListenOptions::new(format!("http://{address}")).reconnection_time(Duration::from_millis(50));
    listen_for_metrics(MetricsParameters { host: "local".to_owned() }, options)
}

/// The ids of so many events, and the gaps among them. Lost connections are no item of this.
async fn ids(metrics: &mut Listener<Metrics>, count: usize) -> (Vec<String>, Vec<GapReason>) {
    let (mut ids, mut gaps) = (Vec::new(), Vec::new());
    while ids.len() < count {
        match timeout(PATIENCE, metrics.next()).await.unwrap().unwrap() {
            Ok(event) => ids.push(event.id.unwrap()),
            Err(error) => {
                assert!(!error.is_fatal(), "{error}");
                gaps.extend(error.gap());
            }
        }
    }
    (ids, gaps)
}

#[tokio::test]
async fn s10_with_a_log_a_client_loses_nothing_when_the_server_is_killed() {
    let (log, port) = (Temporary::new(), free_port());
    let arguments = ["--port", &port, "--log", log.path()];
    let (server, address) = Program::serve(&arguments);
    let mut metrics = listen(&address);
    let (mut seen, _) = ids(&mut metrics, 3).await;
    server.kill();
    // While the client is away there are readings as well: a server on another port has them.
    let (server, other) = Program::serve(&["--port", "0", "--log", log.path()]);
    ids(&mut listen(&other), 3).await;
    server.kill();

    let (_server, _) = Program::serve(&arguments);
    let (more, gaps) = ids(&mut metrics, 8).await;
    assert_eq!(gaps, []);
    seen.extend(more);
    let host = ask(&address, "GET", "/state").split_once("\"host\":\"").unwrap().1.to_owned();
    let host = host.split('"').next().unwrap();
    let written = log.ids(&format!("/hosts/{host}/metrics"));
    let start = written.iter().position(|id| *id == seen[0]).unwrap();
    assert_eq!(seen, written[start..start + seen.len()]);
}

#[tokio::test]
async fn s11_without_a_log_a_client_is_told_of_the_gap_and_goes_on() {
    let port = free_port();
    let (server, address) = Program::serve(&["--port", &port]);
    let mut metrics = listen(&address);
    assert_eq!(ids(&mut metrics, 2).await.1, []);
    server.kill();
    let (_server, _) = Program::serve(&["--port", &port]);
    assert_eq!(ids(&mut metrics, 2).await.1, [GapReason::Unknown]);
}

#[tokio::test]
async fn what_is_on_the_board_is_there_again_and_a_deployment_that_was_interrupted_has_failed() {
    let log = Temporary::new();
    // Nothing is resolved below zero.
    let arguments = ["--port", "0", "--alert-at", "0", "--log", log.path()];
    let (server, address) = Program::serve(&arguments);
    ask(&address, "POST", "/deployments/api");
    let mut deployments = listen_for_deployments(
        ListenOptions::new(format!("http://{address}")).last_event_id(log.ids("/deployments")[0].clone()),
    );
    while !matches!(
        timeout(PATIENCE, deployments.next()).await.unwrap().unwrap().unwrap().message,
        DeploymentsMessage::Succeeded(_)
    ) {}
    server.kill();
    let (server, address) = Program::serve(&[&arguments[..], &["--deploy", "600000"]].concat());
    assert!(ask(&address, "POST", "/deployments/web").contains("{\"number\":2}"));
    server.kill();

    let (_server, address) = Program::serve(&arguments);
    let state = ask(&address, "GET", "/state");
    let state: serde_json::Value = serde_json::from_str(state.split_once("\r\n\r\n").unwrap().1).unwrap();
    let told = |list: &str, index: usize| {
        let item = &state[list][index];
        format!("{} {}", item["event"].as_str().unwrap(), item["data"]["number"])
    };
    let deployments: Vec<String> = (0..4).map(|index| told("deployments", index)).collect();
    assert_eq!(deployments, ["started 1", "succeeded 1", "started 2", "failed 2"]);
    assert_eq!(state["deployments"][3]["data"]["reason"], "The server was restarted.");
    assert_eq!(told("alerts", 0), "raised 1");
}
