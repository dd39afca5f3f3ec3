//! The typed client: prints what a dashboard tells, until it is interrupted or nobody reads any more.

use std::io::{self, Write as _};
use std::sync::Arc;

use asyncapi_runtime::{ListenError, ListenOptions};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::{
    AlertsHandlers, AlertsParameters, AlertsSeverity, DeploymentsHandlers, Metrics, MetricsParameters,
    listen_for_alerts, listen_for_deployments, listen_for_metrics, signals,
};

/// Listens to all channels of the server at `url`.
///
/// # Errors
/// When a stream ends: the server refuses it, or there is none.
pub(crate) async fn run(url: &str) -> io::Result<()> {
    let terminal = Terminal::default();
    // One message: a stream. Several: a function for each of them.
    let metrics = MetricsParameters { host: "local".to_owned() };
    let mut metrics = listen_for_metrics(metrics, options(url, "metrics", &terminal));
    let all = AlertsParameters { severity: AlertsSeverity::Info };
    let mut alerts =
        listen_for_alerts(all, options(url, "alerts", &terminal)).dispatch(alert_handlers(&terminal));
    let mut deployments = listen_for_deployments(options(url, "deployments", &terminal))
        .dispatch(deployment_handlers(&terminal));

    tokio::select! {
        () = signals::interrupted() => return Ok(()),
        // `live-dashboard --listen | head` has seen enough.
        () = terminal.closed.notified() => return Ok(()),
        () = alerts.closed() => {}
        () = deployments.closed() => {}
        () = async {
            while let Some(item) = metrics.next().await {
                match item {
                    Ok(event) => terminal.say(&event.message.at, &figures(&event.message)),
                    Err(error) => problem("metrics", &error),
                }
            }
        } => {}
    }
    Err(io::Error::other("a stream has ended"))
}

/// What is told of every stream.
fn options(url: &str, channel: &'static str, terminal: &Terminal) -> ListenOptions {
    let terminal = terminal.clone();
    ListenOptions::new(url)
        .on_open(move |_| terminal.say(&Timestamp::now(), &format!("listening to {channel}")))
}

fn alert_handlers(terminal: &Terminal) -> AlertsHandlers {
    let [raised, resolved] = [(); 2].map(|()| terminal.clone());
    AlertsHandlers::new()
        .on_raised(move |event| {
            let alert = event.message;
            let text = format!(
                "alert {}: {}, {} is at {} %, which is {} % or more",
                alert.number, alert.severity, alert.subject, alert.value, alert.threshold
            );
            raised.say(&alert.at, &text);
        })
        .on_resolved(move |event| {
            let alert = event.message;
            let text = format!(
                "alert {} is over: {}, {} is at {} %",
                alert.number, alert.severity, alert.subject, alert.value
            );
            resolved.say(&alert.at, &text);
        })
        .on_error(|error| problem("alerts", &error))
}

fn deployment_handlers(terminal: &Terminal) -> DeploymentsHandlers {
    let [started, progressed, succeeded, failed] = [(); 4].map(|()| terminal.clone());
    DeploymentsHandlers::new()
        .on_started(move |event| {
            let it = event.message;
            started
                .say(&it.at, &format!("deployment {}: {} {} has started", it.number, it.service, it.version));
        })
        .on_progressed(move |event| {
            let it = event.message;
            progressed
                .say(&it.at, &format!("deployment {}: {} is {} % done", it.number, it.service, it.percent));
        })
        .on_succeeded(move |event| {
            let it = event.message;
            succeeded.say(&it.at, &format!("deployment {}: {} is live", it.number, it.service));
        })
        .on_failed(move |event| {
            let it = event.message;
            failed
                .say(&it.at, &format!("deployment {}: {} has failed: {}", it.number, it.service, it.reason));
        })
        .on_error(|error| problem("deployments", &error))
}

/// A lost connection, a message that does not fit, events that are missing: the text says which, and what follows.
fn problem(channel: &str, error: &ListenError) {
    eprintln!("{channel}: {error}");
}

/// A reading in a line.
fn figures(metrics: &Metrics) -> String {
    let Metrics { cpu, memory, load, network, .. } = metrics;
    format!(
        "cpu {cpu:5.1} %  memory {} of {}  load {:.2} {:.2} {:.2}  network {}/s in, {}/s out",
        bytes(memory.used),
        bytes(memory.total),
        load.one,
        load.five,
        load.fifteen,
        bytes(network.received),
        bytes(network.sent),
    )
}

/// Bytes for people, in powers of 1000.
#[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
fn bytes(count: u64) -> String {
    let mut count = count as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB"].into_iter().peekable();
    while let Some(unit) = units.next() {
        if count < 999.5 || units.peek().is_none() {
            let digits = usize::from(count < 9.95 && unit != "B");
            return format!("{count:.digits$} {unit}");
        }
        count /= 1000.0;
    }
    String::new()
}

/// Standard output. A clone is the same one.
#[derive(Clone, Default)]
struct Terminal {
    /// Nobody reads any more.
    closed: Arc<Notify>,
}

impl Terminal {
    fn say(&self, at: &Timestamp, text: &str) {
        if writeln!(io::stdout(), "{}  {text}", at.strftime("%H:%M:%S")).is_err() {
            self.closed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_one_line() {
        assert_eq!(
            figures(&crate::tests::metrics()),
            "cpu  12.5 %  memory 1 B of 4 B  load 0.50 0.40 0.30  network 0 B/s in, 0 B/s out"
        );
        let shown = [0, 999, 1_000, 9_940, 9_960, 999_600, 1_500_000_000, u64::MAX].map(bytes);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "1.0 MB", "1.5 GB", "18446744 TB"]);
    }
}
