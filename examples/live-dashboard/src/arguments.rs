//! The command line.

use std::path::PathBuf;
use std::time::Duration;

/// What the command line chose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Serve(ServeOptions),
    /// Prints what the server at this URL tells.
    Listen {
        url: String,
    },
    Help,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServeOptions {
    pub(crate) port: u16,
    /// Where events are kept; `None` is in memory.
    pub(crate) log: Option<PathBuf>,
    /// How often the machine is read.
    pub(crate) every: Duration,
    /// From how many percent on there is a warning.
    pub(crate) alert_at: f64,
    /// How long a simulated deployment takes.
    pub(crate) deploy: Duration,
    /// Where the page's charts come from: the `dist` of the npm package uplot.
    pub(crate) charts: PathBuf,
}

pub(crate) const USAGE: &str = "\
usage: live-dashboard [OPTIONS]        serves the dashboard
       live-dashboard --listen [URL]   prints what a dashboard tells, by default that of http://127.0.0.1:3000

  --port PORT      where to serve, on 127.0.0.1; 0 is any free one (default 3000)
  --log FILE       keeps the events in this file, so that clients resume over a restart (default: in memory)
  --every MS       how often the machine is read, in milliseconds, at least 200 (default 1000)
  --alert-at N     from how many percent on there is a warning, 0 to 100 (default 80)
  --deploy MS      how long a simulated deployment takes, in milliseconds (default 4000)
  --charts DIR     where uPlot is (default: what `npm ci --prefix examples/live-dashboard` installs)";

impl Command {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        let mut options = ServeOptions::default();
        while let Some(name) = arguments.next() {
            match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--listen" => {
                    let url = arguments.next().unwrap_or_else(|| "http://127.0.0.1:3000".to_owned());
                    return match arguments.next() {
                        None => Ok(Self::Listen { url }),
                        Some(more) => Err(format!("--listen takes one URL, not {more} as well")),
                    };
                }
                _ => {}
            }
            let value = arguments.next_if(|value| !value.starts_with("--"));
            options.set(&name, value)?;
        }
        Ok(Self::Serve(options))
    }
}

impl ServeOptions {
    fn set(&mut self, name: &str, value: Option<String>) -> Result<(), String> {
        let known = ["--port", "--log", "--every", "--alert-at", "--deploy", "--charts"];
        if !known.contains(&name) {
            return Err(format!("{name} is no option"));
        }
        let value = value.ok_or_else(|| format!("{name} needs a value"))?;
        let wrong = || format!("{name} cannot be {value}");
        match name {
            "--port" => self.port = value.parse().map_err(|_| wrong())?,
            "--log" => self.log = Some(value.into()),
            "--every" => {
                // The figures of shorter times mean nothing.
                let every = value.parse().ok().filter(|every| *every >= 200).ok_or_else(wrong)?;
                self.every = Duration::from_millis(every);
            }
            "--alert-at" => {
                self.alert_at =
                    value.parse().ok().filter(|percent| (0.0..=100.0).contains(percent)).ok_or_else(wrong)?;
            }
            "--deploy" => self.deploy = Duration::from_millis(value.parse().map_err(|_| wrong())?),
            _ => self.charts = value.into(),
        }
        Ok(())
    }
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            port: 3000,
            log: None,
            every: Duration::from_secs(1),
            alert_at: 80.0,
            deploy: Duration::from_secs(4),
            charts: concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/uplot/dist").into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Command, String> {
        Command::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn options() {
        assert_eq!(parse(&[]), Ok(Command::Serve(ServeOptions::default())));
        let Ok(Command::Serve(options)) =
            parse(&["--port", "0", "--log", "a", "--every", "200", "--alert-at", "0"])
        else {
            panic!("it serves")
        };
        assert_eq!((options.port, options.alert_at), (0, 0.0));
        assert_eq!((options.log, options.every), (Some("a".into()), Duration::from_millis(200)));
        assert_eq!(parse(&["--listen"]), Ok(Command::Listen { url: "http://127.0.0.1:3000".to_owned() }));
        assert_eq!(parse(&["--listen", "http://h"]), Ok(Command::Listen { url: "http://h".to_owned() }));
        assert_eq!(parse(&["--port", "1", "--help"]), Ok(Command::Help));
        for wrong in [
            &["--port"][..],
            &["--port", "x"],
            &["--log", "--every"],
            &["--every", "10"],
            &["--alert-at", "101"],
            &["--alert-at", "NaN"],
            &["--prot", "1"],
            &["http://h"],
            &["--listen", "a", "b"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
