//! The program as a user runs it: it stops by itself, its page listens where the server sends, and listeners resume.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
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
    let (child, address) = serve(&[]);
    let page = get(&address, "/", "", "</html>");
    assert!(page.contains("content-type: text/html"), "{page}");
    let path = page.split("new EventSource(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let stream = get(&address, &format!("/{path}"), "", "\n\n");
    drop(child);
    assert!(stream.contains("content-type: text/event-stream\r\n"), "{stream}");
    assert!(stream.contains("data: {\"displayName\":"), "{stream}");
    assert!(!stream.contains("event: "), "`onmessage` sees events without a name only: {stream}");
}

/// Killed and started again it goes on behind the listener's last event: nothing is lost, nothing comes twice.
#[test]
fn s10_a_listener_resumes_after_a_restart() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("signups.jsonl");
    let _ = std::fs::remove_file(&file);
    let file = file.to_str().unwrap();
    let mut next = None;
    let mut names = Vec::new();
    for _ in 0..3 {
        let (child, address) = serve(&["--file", file]);
        let resume = next.map_or(String::new(), |next: u64| format!("last-event-id: {}\r\n", next - 1));
        let stream = get(&address, "/user/signedup", &resume, "\n\n");
        let (number, name) = first(&stream);
        drop(child);
        assert!(!stream.contains("event: gap"), "{stream}");
        assert_eq!(number, *next.get_or_insert(number));
        next = Some(number + 1);
        names.push(name);
    }
    assert_eq!(names, ["Ada", "Grace", "Edsger"]);

    std::fs::write(file, "{\n").unwrap();
    let output = start(&["--file", file]).wait_with_output().unwrap();
    assert!(!output.status.success(), "a file that cannot be read is not written over");
}

/// A number of a list that is lost is not taken for one of the new list, however few it has: who comes with it is told,
/// then gets everything. Who comes without one is told nothing.
#[test]
fn s11_who_comes_with_a_number_of_a_lost_list_is_told_and_gets_everything() {
    let (child, address) = serve(&[]);
    let (number, _) = first(&get(&address, "/user/signedup", "", "\n\n"));
    drop(child);
    let (_child, address) = serve(&[]);
    let lost = [number, number + 1, 50, u64::MAX].map(|number| number.to_string());
    for last in lost.iter().map(String::as_str).chain(["another"]) {
        let resume = format!("last-event-id: {last}\r\n");
        let stream = get(&address, "/user/signedup", &resume, "@example.com\"}\n\n");
        let (gap, _) = stream.split_once("\n\n").unwrap();
        let told = format!("event: gap\ndata: {{\"reason\":\"unknown\",\"last_event_id\":\"{last}\"}}");
        assert!(gap.ends_with(&told), "{stream}");
        let (other, name) = first(&stream);
        assert!(other > number + 1, "{other}");
        assert_eq!(name, "Ada", "{last}");
    }
    let stream = get(&address, "/user/signedup", "", "\n\n");
    assert!(!stream.contains("event: gap"), "{stream}");
}

/// The program, and the address that it serves.
fn serve(arguments: &[&str]) -> (Stopped, String) {
    let mut child = Stopped(start(arguments));
    let mut line = String::new();
    // It stays open: the program ends when nobody reads what it prints.
    BufReader::new(child.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.strip_prefix("serving http://").and_then(|rest| rest.split('/').next()).unwrap();
    (child, address.to_owned())
}

/// The number and the name of the first event.
fn first(stream: &str) -> (u64, String) {
    let after = |start: &str, end: &str| stream.split(start).nth(1)?.split(end).next();
    let number = after("\nid: ", "\n").unwrap().parse().unwrap();
    (number, after("\"displayName\":\"", "\"").unwrap().to_owned())
}

/// What the server sends, until `end` is in it.
fn get(address: &str, path: &str, headers: &str, end: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    socket.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n").as_bytes()).unwrap();
    let mut received = String::new();
    let mut buffer = [0; 4096];
    while !received.contains(end) {
        let count = socket.read(&mut buffer).unwrap();
        assert!(count > 0, "{received}");
        received += &String::from_utf8_lossy(&buffer[..count]);
    }
    received
}
