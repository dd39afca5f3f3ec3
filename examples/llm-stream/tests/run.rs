//! The programs as they are used: what is on the wire, how it resumes, and the client for the terminal.

#![allow(clippy::expect_used, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// Its events, and what is told at the end.
const PATH: &str = "/completions/What%20is%20it%3F";

/// A program that ends with the test, also when the test fails.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// The server, and where it is.
    fn serve(port: &str, every: &str) -> (Self, String) {
        let mut child = program(&["--port", port, "--every", every]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.strip_prefix("serving http://").unwrap().trim_end_matches('/').to_owned();
        (Self { child, lines }, address)
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_llm-stream"));
    command.args(arguments);
    command
}

/// Asks for the events; what comes is read from the result.
fn ask(address: &str, path: &str, last: Option<&str>) -> TcpStream {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // With HTTP/1.0 the body is the bytes as they are, and ends with the connection.
    let last = last.map_or(String::new(), |id| format!("last-event-id: {id}\r\n"));
    socket.write_all(format!("GET {path} HTTP/1.0\r\nhost: localhost\r\n{last}\r\n").as_bytes()).unwrap();
    socket
}

/// The status, and the whole body.
fn get(address: &str, path: &str, last: Option<&str>) -> (u16, String) {
    let mut answer = String::new();
    ask(address, path, last).read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// The text of a stream.
fn text(stream: &str) -> String {
    let data = stream.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| *data != "[DONE]");
    let messages = data.map(|data| serde_json::from_str::<Value>(data).unwrap());
    messages.filter_map(|message| Some(message.get("delta")?.as_str()?.to_owned())).collect()
}

#[test]
fn the_wire_is_that_of_the_apis_of_language_models() {
    let (mut server, address) = Program::serve("0", "0");
    let (status, stream) = get(&address, PATH, None);
    assert_eq!(status, 200);
    let text = text(&stream);
    assert!(text.starts_with("You ask: “What is it?”\n\n"), "{text}");
    assert!(text.ends_with('.') || text.ends_with('🦀'), "{text}");

    // Every byte, written anew from what the events say: no `event:` lines, ids from 0 on, `[DONE]` at the end.
    let deltas = stream.matches("\"delta\":").count();
    let delta = |(index, block): (usize, &str)| {
        let data = block.lines().last().unwrap().strip_prefix("data: ").unwrap();
        let message: Value = serde_json::from_str(data).unwrap();
        let retry = if index == 0 { "retry: 500\n" } else { "" };
        let delta = &message["delta"];
        format!("id: {index}\n{retry}data: {{\"index\":{index},\"delta\":{delta}}}\n\n")
    };
    let expected: String = stream[2..].split_terminator("\n\n").take(deltas).enumerate().map(delta).collect();
    let usage = format!("{{\"promptTokens\":3,\"completionTokens\":{deltas}}}");
    let last = deltas + 1;
    let expected = format!(
        ":\n{expected}\
         id: {deltas}\ndata: {{\"finishReason\":\"stop\",\"usage\":{usage}}}\n\n\
         id: {last}\ndata: [DONE]\n\n"
    );
    assert_eq!(stream, expected);
    assert_eq!(server.line(), format!("\"What is it?\": generated 0 to {deltas} of {deltas} pieces"));
}

#[test]
fn s10_it_resumes_at_every_place_also_in_another_process() {
    let (server, address) = Program::serve("0", "0");
    let (_, stream) = get(&address, PATH, None);
    drop(server);
    let (_server, address) = Program::serve("0", "0");
    let blocks: Vec<&str> = stream[2..].split_inclusive("\n\n").collect();
    let end = blocks.len() - 1;
    for last in [0, 1, end / 2, end - 2, end - 1] {
        let (status, rest) = get(&address, PATH, Some(&last.to_string()));
        let expected = blocks[last + 1..].concat();
        assert_eq!(
            (status, rest.replace("retry: 500\n", "")),
            (200, format!(":\n{expected}")),
            "after {last}"
        );
    }
    // S-09: nothing more, ever; and what no answer has given.
    assert_eq!(get(&address, PATH, Some(&end.to_string())), (204, String::new()));
    for unknown in [(end + 1).to_string().as_str(), "-1", "k3v9.17"] {
        assert_eq!(get(&address, PATH, Some(unknown)).0, 400, "{unknown}");
    }
    // The place is one of the answer to the question that is asked.
    let other = get(&address, "/completions/Why%3F", Some("3")).1;
    assert_eq!(other.lines().find_map(|line| line.strip_prefix("id: ")), Some("4"));
}

#[test]
fn s13_a_client_that_leaves_stops_the_generation() {
    let (mut server, address) = Program::serve("0", "20");
    let mut lines = BufReader::new(ask(&address, PATH, None)).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "id: 4"));
    drop(lines);
    let told = server.line();
    let told = told.strip_prefix("\"What is it?\": generated 0 to ").unwrap();
    let (generated, rest) = told.split_once(" of ").unwrap();
    let (all, why) = rest.split_once(' ').unwrap();
    let (generated, all): (usize, usize) = (generated.parse().unwrap(), all.parse().unwrap());
    assert!((5..all).contains(&generated), "{told}");
    assert_eq!(why, "pieces, then its listener left");
}

#[test]
fn the_client_prints_the_answer_and_ends_at_done() {
    let (_server, address) = Program::serve("0", "1");
    let url = format!("http://{address}");
    let output = program(&["--listen", &url, "--prompt", "What is it?"]).output().unwrap();
    assert!(output.status.success());
    let expected = text(&get(&address, PATH, None).1);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{expected}\n"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("(stop, ") && told.ends_with(" tokens)\n"), "{told}");
}

/// The server crashes in the middle and comes back: the text goes on where it was.
#[test]
fn c_12_the_client_goes_on_after_a_crash() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let (server, address) = Program::serve(&port, "10");
    let url = format!("http://{address}");
    let mut client = program(&["--listen", &url, "--prompt", "What is it?"]);
    let mut client = client.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = client.stdout.take().unwrap();
    let mut first = [0; 100];
    output.read_exact(&mut first).unwrap();
    drop(server);

    let (mut server, _) = Program::serve(&port, "0");
    let mut bytes = first.to_vec();
    output.read_to_end(&mut bytes).unwrap();
    assert!(client.wait().unwrap().success());
    let expected = text(&get(&address, PATH, None).1);
    assert_eq!(String::from_utf8(bytes).unwrap(), format!("{expected}\n"));
    assert!(!server.line().contains("generated 0 "), "it did not start again");
}

#[test]
fn the_document_and_the_page_speak_of_the_same() {
    let page = include_str!("../static/index.html");
    assert!(page.contains("`completions/${encodeURIComponent("), "where the server sends");
    assert!(page.contains(json!("[DONE]").to_string().as_str()), "the last word");
}
