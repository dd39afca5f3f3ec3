//! The program as a user runs it: what it answers, what its client prints, how it ends.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

mod support;

use std::io::{BufRead, Read};

use support::{Program, ask};

#[test]
fn what_does_not_exist_is_refused_before_a_stream_starts() {
    let (_server, address) = Program::serve(&["--port", "0"]);
    for (method, path, status) in [
        ("GET", "/hosts/nobody/metrics", 404),
        ("GET", "/alerts/loud", 400),
        ("GET", "/alerts/", 404),
        ("POST", "/deployments/nothing", 400),
        ("PUT", "/alert-at/101", 400),
        ("PUT", "/alert-at/much", 400),
    ] {
        let answer = ask(&address, method, path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {answer}");
    }
    assert!(ask(&address, "GET", "/hosts/nobody/metrics").contains("no host is called \"nobody\" here"));
    assert!(ask(&address, "GET", "/alerts/loud").contains("info"), "the answer says what there is");
}

#[test]
fn everything_of_the_page_is_there_and_nothing_is_from_elsewhere() {
    let (_server, address) = Program::serve(&["--port", "0", "--charts", "no/such/folder"]);
    let page = ask(&address, "GET", "/");
    assert!(page.contains("content-security-policy: default-src 'self'"), "{page}");
    let mut files = vec!["style.css".to_owned(), "app.js".to_owned()];
    files.extend(ask(&address, "GET", "/app.js").split("from \"./").skip(1).map(|rest| {
        let end = rest.find('"').unwrap();
        rest[..end].to_owned()
    }));
    assert!(files.len() >= 5, "{files:?}");
    for file in &files {
        let answer = ask(&address, "GET", &format!("/{file}"));
        assert!(answer.starts_with("HTTP/1.1 200 ") && !answer.contains("https://"), "{file}: {answer}");
    }
    let charts = ask(&address, "GET", "/uplot.js");
    assert!(charts.starts_with("HTTP/1.1 404 "), "{charts}");
    assert!(charts.contains("`npm ci --prefix examples/live-dashboard` installs it"), "{charts}");
}

#[test]
fn the_client_prints_all_channels_and_ends_when_nobody_reads() {
    let (_server, address) = Program::serve(&["--port", "0", "--alert-at", "0"]);
    let mut client = Program::start(&["--listen", &format!("http://{address}")]);
    for _ in 0..3 {
        client.line("listening to ");
    }
    let figures = client.line("cpu ");
    assert!(
        figures.contains("memory") && figures.contains("load") && figures.contains("network"),
        "{figures}"
    );
    // At a hundred percent nothing is left of the alert about the memory.
    ask(&address, "PUT", "/alert-at/100");
    assert!(client.line("is over: ").contains(" is at "));
    assert!(ask(&address, "POST", "/deployments/worker").starts_with("HTTP/1.1 202 "));
    client.line("deployment 1: worker 2.1.0 has started");
    client.line("deployment 1: worker is 80 % done");
    client.line("deployment 1: worker is live");

    client.stdout = None;
    assert!(client.ended().success());
}

#[test]
fn the_client_tells_when_it_has_lost_the_server() {
    let (server, address) = Program::serve(&["--port", "0"]);
    let mut client = Program::start(&["--listen", &format!("http://{address}")]);
    client.line("cpu ");
    server.kill();
    let mut line = String::new();
    client.stderr.read_line(&mut line).unwrap();
    assert!(line.contains(": ") && line.contains("connecting again in"), "{line}");
}

#[test]
fn the_command_line_explains_itself() {
    let mut help = String::new();
    let mut program = Program::start(&["--help"]);
    program.stdout.as_mut().unwrap().read_to_string(&mut help).unwrap();
    assert!(program.ended().success() && help.starts_with("usage: live-dashboard"), "{help}");
    let mut program = Program::start(&["--loud"]);
    assert_eq!(program.ended().code(), Some(2));
    program.stderr.read_to_string(&mut help).unwrap();
    assert!(help.contains("--loud is no option"), "{help}");
}

#[cfg(unix)]
#[test]
fn s15_sigterm_ends_the_server_in_order_and_the_client_ends_on_ctrl_c() {
    let (mut server, address) = Program::serve(&["--port", "0"]);
    let mut client = Program::start(&["--listen", &format!("http://{address}")]);
    for _ in 0..3 {
        client.line("listening to ");
    }
    server.signal("TERM");
    let mut ended: Vec<String> = (0..3).map(|_| server.line("closed /")).collect();
    ended.sort_unstable();
    assert!(ended.iter().all(|stream| stream.ends_with(": Shutdown")), "{ended:?}");
    assert!(server.ended().success());
    client.signal("INT");
    assert!(client.ended().success());
}
