//! The program as a browser meets it: the page and its cookie, the preflight of a resume, the resume.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A child that ends with the test, also when the test fails.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn s14_a_page_of_another_origin_listens_and_resumes() {
    let (_child, events, page) = start();
    let (events, page) = (events.as_str(), page.as_str());
    let html = ask(page, "GET / HTTP/1.1\r\n", "</html>");
    assert!(
        html.contains(&format!("new EventSource(\"{events}/ticks\", {{ withCredentials: true }})")),
        "{html}"
    );

    let session = html.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert!(session.starts_with("session="), "{html}");
    let cookie = format!("cookie: theme=dark; {session}\r\n");

    let origin = format!("origin: {page}\r\n");
    let stream = ask(events, &format!("GET /ticks HTTP/1.1\r\n{origin}{cookie}"), "\n\n");
    assert!(stream.starts_with("HTTP/1.1 200 "), "{stream}");
    assert_allowed(&stream, page);
    let id = stream.split("id: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();

    let preflight = "OPTIONS /ticks HTTP/1.1\r\naccess-control-request-method: GET\r\naccess-control-request-headers: last-event-id\r\n";
    let preflight = ask(events, &format!("{preflight}{origin}"), "\r\n\r\n");
    assert!(preflight.starts_with("HTTP/1.1 200 "), "{preflight}");
    assert_allowed(&preflight, page);
    let allowed = preflight.lines().find_map(|line| line.strip_prefix("access-control-allow-headers: "));
    assert!(allowed.unwrap().split(',').any(|name| name == "last-event-id"), "{preflight}");

    let resume = format!("GET /ticks HTTP/1.1\r\n{origin}{cookie}last-event-id: {id}\r\n");
    let resumed = ask(events, &resume, "\n\n");
    assert_allowed(&resumed, page);
    assert_eq!(number(&resumed), number(&stream) + 1, "the one after the last");
    assert!(!resumed.contains("event: gap"), "{resumed}");

    let other = format!("GET /ticks HTTP/1.1\r\norigin: https://evil.example\r\n{cookie}");
    let other = ask(events, &other, "\n\n");
    assert!(!other.contains("access-control-allow-origin"), "{other}");
    for cookie in ["", "cookie: session=\r\n", "cookie: mysession=visitor\r\n"] {
        let refused = ask(events, &format!("GET /ticks HTTP/1.1\r\n{origin}{cookie}"), "\r\n\r\n");
        assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
        // The page may know why.
        assert_allowed(&refused, page);
    }

    // Nothing is kept, so another process goes on as well.
    let (_other, events, page) = start();
    let resumed = ask(&events, &resume, "\n\n");
    assert!(!resumed.contains("access-control-allow-origin"), "this page is none of its own: {resumed}");
    assert_eq!(number(&resumed), number(&stream) + 1);
    let resumed = ask(&events, &resume.replace(&origin, &format!("origin: {page}\r\n")), "\n\n");
    assert_allowed(&resumed, &page);
    assert_eq!(number(&resumed), number(&stream) + 1);

    // An id that it has not given, or too old a one, gives the ticks that it is sensible to give.
    let now = number(&resumed);
    for (id, least) in [("none", now), ("18446744073709551615", now), ("1", now - 7200)] {
        let request = format!("GET /ticks HTTP/1.1\r\n{cookie}last-event-id: {id}\r\n");
        let number = number(&ask(&events, &request, "\n\n"));
        assert!((least..least + 100).contains(&number), "{id}: {number}, now {now}");
    }
}

/// The program, the origin of its events and that of its page.
fn start() -> (Stopped, String, String) {
    let child = Command::new(env!("CARGO_BIN_EXE_cors")).args(["0", "0"]).stdout(Stdio::piped()).spawn();
    let mut child = Stopped(child.unwrap());
    let mut first = String::new();
    BufReader::new(child.0.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    let words: Vec<&str> = first.split_whitespace().collect();
    let events = words[1].strip_suffix("/ticks").unwrap().to_owned();
    (child, events, words[5].strip_suffix('/').unwrap().to_owned())
}

fn assert_allowed(answer: &str, page: &str) {
    assert!(answer.contains(&format!("access-control-allow-origin: {page}\r\n")), "{answer}");
    assert!(answer.contains("access-control-allow-credentials: true\r\n"), "{answer}");
}

fn number(stream: &str) -> u64 {
    let text = stream.split("{\"number\":").nth(1).and_then(|rest| rest.split('}').next());
    text.unwrap().parse().unwrap()
}

/// What the server answers, until `end` is in it.
fn ask(origin: &str, request: &str, end: &str) -> String {
    let host = origin.strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(host).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    socket.write_all(format!("{request}host: {host}\r\n\r\n").as_bytes()).unwrap();
    let mut received = String::new();
    let mut buffer = [0; 4096];
    while !received.contains(end) {
        let count = socket.read(&mut buffer).unwrap();
        assert!(count > 0, "{received}");
        received += &String::from_utf8_lossy(&buffer[..count]);
    }
    received
}
