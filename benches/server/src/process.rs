//! A server's process: started, told what to do, and looked at from outside.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::load::Result;

/// A server that runs. Dropping it ends its process.
#[derive(Debug)]
pub struct Server {
    /// What it is called.
    pub name: &'static str,
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts the program of this name, which lies beside this one, and waits until it listens.
    pub fn start(name: &'static str, arguments: &[&str]) -> Result<Self> {
        let program = env::current_exe().map_err(|error| error.to_string())?.with_file_name(name);
        let mut command = Command::new(&program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let input = child.stdin.take().ok_or("no standard input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut server = Self { name, port: 0, child, input, output };
        server.port = server.answer("listening ")?.parse().map_err(|_| "no port")?;
        Ok(server)
    }

    /// Gives the server a command.
    pub fn tell(&mut self, command: &str) -> Result<()> {
        writeln!(self.input, "{command}").map_err(|error| format!("{}: {error}", self.name))
    }

    /// Has it publish events, one right after the other.
    pub fn publish(&mut self, count: u64) -> Result<()> {
        self.tell(&format!("publish {count}"))
    }

    /// How many connections were opened and closed: what is printed for `stats` and for `stop`, after that was told.
    pub fn counts(&mut self) -> Result<(u64, u64)> {
        let answer = self.answer("stats ")?;
        let mut counts = answer.split(' ').map(|count| count.parse().unwrap_or(0));
        Ok((counts.next().unwrap_or(0), counts.next().unwrap_or(0)))
    }

    fn answer(&mut self, start: &str) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| error.to_string())?;
        let rest = line.trim().strip_prefix(start).map(str::to_owned);
        rest.ok_or_else(|| format!("{} says {line:?} where {start:?} was to come", self.name))
    }

    /// The time on a processor since it started, of all its threads that still run, in nanoseconds.
    pub fn cpu(&self) -> Result<u64> {
        let mut sum = 0;
        let tasks = fs::read_dir(self.file("task")).map_err(|error| self.gone(&error))?;
        for task in tasks.flatten() {
            // The first number; a thread that ended meanwhile has none.
            let stat = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            sum += stat.split(' ').next().and_then(|nanos| nanos.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }

    /// The resident memory, in bytes.
    pub fn rss(&self) -> Result<u64> {
        let status = fs::read_to_string(self.file("status")).map_err(|error| self.gone(&error))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().map_err(|_| "no VmRSS")?;
        Ok(kilobytes * 1024)
    }

    /// Whether the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.child.id())).join(name)
    }

    fn gone(&self, error: &std::io::Error) -> String {
        format!("{} is gone: {error}", self.name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
