//! The program as a user runs it.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

/// How long anything may take that has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A program that runs, and ends with the test.
pub(crate) struct Program {
    child: Child,
    /// Dropping it closes the pipe that the program prints to.
    pub(crate) stdout: Option<BufReader<ChildStdout>>,
    pub(crate) stderr: BufReader<ChildStderr>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_live-dashboard"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = child.stdout.take().map(BufReader::new);
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// A server that is ready, and its address.
    pub(crate) fn serve(arguments: &[&str]) -> (Self, String) {
        let mut program = Self::start(&[&["--every", "200", "--deploy", "100"], arguments].concat());
        let address = program.line("serving http://");
        (program, address)
    }

    /// What comes after `text` in the first line that has it.
    pub(crate) fn line(&mut self, text: &str) -> String {
        let mut seen = String::new();
        loop {
            let start = seen.len();
            let read = self.stdout.as_mut().unwrap().read_line(&mut seen).unwrap();
            assert!(read > 0, "no line with {text:?} in {seen}");
            if let Some((_, rest)) = seen[start..].split_once(text) {
                return rest.trim_end().to_owned();
            }
        }
    }

    /// Sends a signal: `INT`, `TERM`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "it runs on");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends it as a crash does: `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server answers.
pub(crate) fn ask(address: &str, method: &str, path: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

/// A port that is free now; for a server that has to come back under the same one.
pub(crate) fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

/// A file that is removed with the test.
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("live-dashboard-{}-{}.log", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self(env::temp_dir().join(name))
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// The ids of a topic's events.
    pub(crate) fn ids(&self, topic: &str) -> Vec<String> {
        let file = fs::read_to_string(&self.0).unwrap();
        let marked = format!(": topic \"{topic}\"\nid: ");
        file.split("\n\n")
            .filter_map(|record| record.strip_prefix(&marked)?.lines().next())
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
