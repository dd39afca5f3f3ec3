//! The command line.

use std::time::Duration;

/// What the command line chose.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) task: Task,
    /// How long the model takes for a piece.
    pub(crate) every: Duration,
    /// What the client asks.
    pub(crate) prompt: String,
}

/// Which of the two programs it is.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Serve { port: u16 },
    Listen { url: String },
}

const USAGE: &str = "usage: llm-stream [--port PORT] [--every MILLISECONDS]
       llm-stream --listen URL [--prompt TEXT]";

impl Arguments {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self {
            task: Task::Serve { port: 3000 },
            every: Duration::from_millis(40),
            prompt: "What are Server-Sent Events?".to_owned(),
        };
        while let Some(name) = arguments.next() {
            if matches!(name.as_str(), "--help" | "-h") {
                return Err(USAGE.to_owned());
            }
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n{USAGE}"))?;
            let wrong = |_| format!("{name} cannot be {value}\n{USAGE}");
            match name.as_str() {
                "--port" => parsed.task = Task::Serve { port: value.parse().map_err(wrong)? },
                "--every" => parsed.every = Duration::from_millis(value.parse().map_err(wrong)?),
                "--listen" => parsed.task = Task::Listen { url: value },
                "--prompt" => parsed.prompt = value,
                _ => return Err(format!("{name} is no option\n{USAGE}")),
            }
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn options() {
        assert_eq!(parse(&[]).unwrap().task, Task::Serve { port: 3000 });
        let listen = parse(&["--listen", "http://a.example", "--prompt", "Why?"]).unwrap();
        assert_eq!(listen.task, Task::Listen { url: "http://a.example".into() });
        assert_eq!(listen.prompt, "Why?");
        assert!(parse(&["--port", "x"]).unwrap_err().contains("cannot be x"));
        assert!(parse(&["--listen"]).unwrap_err().contains("needs a value"));
        assert!(parse(&["--list", "1"]).unwrap_err().contains("no option"));
    }
}
