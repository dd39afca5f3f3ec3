//! The program as a user runs it: it stops by itself, and its page listens where the server sends.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_account-service"))
        .args(["--port", "0", "--every", "20"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A child that ends with the test, also when the test fails.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn stops_after_so_many_events() {
    let output = start(&["--events", "3"]).wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(lines[1], "Ada signed up with ada0@example.com", "the first one is not missed");
}

#[test]
fn the_page_listens_where_the_server_sends() {
    let mut child = Stopped(start(&[]));
    let mut first = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.strip_prefix("serving http://").and_then(|rest| rest.split('/').next()).unwrap();

    let page = get(address, "/", "</html>");
    assert!(page.contains("content-type: text/html"), "{page}");
    let path = page.split("new EventSource(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let stream = get(address, &format!("/{path}"), "\n\n");
    drop(child);
    assert!(stream.contains("content-type: text/event-stream\r\n"), "{stream}");
    assert!(stream.contains("data: {\"displayName\":"), "{stream}");
    assert!(!stream.contains("event: "), "`onmessage` sees events without a name only: {stream}");
}

/// What the server sends, until `end` is in it.
fn get(address: &str, path: &str, end: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    socket.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).unwrap();
    let mut received = String::new();
    let mut buffer = [0; 4096];
    while !received.contains(end) {
        let count = socket.read(&mut buffer).unwrap();
        assert!(count > 0, "{received}");
        received += &String::from_utf8_lossy(&buffer[..count]);
    }
    received
}
