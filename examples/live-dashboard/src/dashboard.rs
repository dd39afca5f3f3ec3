//! [`Dashboard`]: the hubs, and everything that is published to them.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use asyncapi_runtime::hub::{EventId, PublishError};
use asyncapi_runtime::{Channel, Event, LastEventId};
use serde_json::{Value, json};

use crate::board::Board;
use crate::history::History;
use crate::load::{Machine, now};
use crate::thresholds::{figures, severity, threshold};
use crate::{
    AlertRaised, AlertResolved, AlertsChannel, AlertsMessage, AlertsParameters, AlertsSeverity,
    DeploymentFailed, DeploymentsChannel, DeploymentsMessage, Metrics, MetricsChannel, MetricsParameters,
    Service, Severity,
};

/// A hub on the history that all hubs share. An id is then a point in time for every channel.
pub(crate) type Hub<C> = asyncapi_runtime::Hub<C, Arc<History>>;

/// All that is published. A clone is the same.
#[derive(Clone)]
pub(crate) struct Dashboard {
    pub(crate) metrics: Hub<MetricsChannel>,
    pub(crate) alerts: Hub<AlertsChannel>,
    pub(crate) deployments: Hub<DeploymentsChannel>,
    /// The parameters of this machine's metrics.
    pub(crate) host: MetricsParameters,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    board: Board,
    alert_at: f64,
}

impl Dashboard {
    /// The dashboard of this machine, with what an earlier process has left in the history.
    pub(crate) async fn new(history: History, alert_at: f64) -> io::Result<Self> {
        let beginning = history.beginning();
        let history = Arc::new(history);
        let dashboard = Self {
            metrics: Hub::with_log(Arc::clone(&history)),
            alerts: Hub::with_log(Arc::clone(&history)),
            deployments: Hub::with_log(history),
            host: MetricsParameters { host: Machine::name() },
            shared: Arc::new(Mutex::new(Shared { board: Board::default(), alert_at })),
        };
        if let Some(beginning) = beginning {
            dashboard.replay(beginning).await?;
        }
        Ok(dashboard)
    }

    /// Makes the board anew from the events in the history, and ends what the end of the process has ended.
    async fn replay(&self, beginning: EventId) -> io::Result<()> {
        let readings = kept(&self.metrics, &self.host, beginning).await?;
        let all = AlertsParameters { severity: AlertsSeverity::Info };
        let alerts = kept(&self.alerts, &all, beginning).await?;
        let deployments = kept(&self.deployments, &(), beginning).await?;
        let interrupted: Vec<_> = {
            let board = &mut self.shared().board;
            for id in readings.into_iter().filter_map(|event| event.id) {
                board.reading(id);
            }
            for event in alerts {
                board.alert(&event.message);
            }
            for event in deployments {
                board.deployment(&event.message);
            }
            board.running().cloned().collect()
        };
        for started in interrupted {
            let reason = "The server was restarted.".to_owned();
            let failed = DeploymentFailed::new(started.number, started.service, reason, now());
            self.deployment(failed).await;
        }
        Ok(())
    }

    /// Reads the machine every so often, for ever.
    pub(crate) async fn measure(self, mut machine: Machine, every: Duration) {
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            self.reading(machine.read()).await;
        }
    }

    /// Publishes a reading, and the alerts that follow from it.
    pub(crate) async fn reading(&self, metrics: Metrics) {
        let figures = figures(&metrics);
        if let Some(id) = self.told(self.metrics.publish(&self.host, metrics).await) {
            self.shared().board.reading(id);
        }
        for (subject, value) in figures {
            let (before, after, alert_at, number) = {
                let shared = self.shared();
                let before = shared.board.open_alert(subject).cloned();
                let after = severity(before.as_ref().map(|alert| alert.severity), value, shared.alert_at);
                (before, after, shared.alert_at, shared.board.next_alert())
            };
            if before.as_ref().map(|alert| alert.severity) == after {
                continue;
            }
            let at = now();
            if let Some(AlertRaised { number, severity, .. }) = before {
                self.alert(severity, AlertResolved::new(number, subject, severity, value, at)).await;
            }
            if let Some(severity) = after {
                let threshold = threshold(severity, alert_at);
                self.alert(severity, AlertRaised::new(number, subject, severity, value, threshold, at)).await;
            }
        }
    }

    /// Publishes to those who listen for this severity, or for lesser ones.
    async fn alert(&self, severity: Severity, message: impl Into<AlertsMessage>) {
        let message = message.into();
        self.shared().board.alert(&message);
        let topics = [
            (Severity::Info, AlertsSeverity::Info),
            (Severity::Warning, AlertsSeverity::Warning),
            (Severity::Critical, AlertsSeverity::Critical),
        ];
        for (_, topic) in topics.into_iter().filter(|(least, _)| *least <= severity) {
            let parameters = AlertsParameters { severity: topic };
            self.told(self.alerts.publish(&parameters, message.clone()).await);
        }
    }

    /// Publishes what becomes of a deployment.
    pub(crate) async fn deployment(&self, message: impl Into<DeploymentsMessage>) {
        let message = message.into();
        self.shared().board.deployment(&message);
        self.told(self.deployments.publish(&(), message).await);
    }

    /// Notes an event that was published; one that was not is for whoever runs the server.
    fn told(&self, published: Result<EventId, PublishError>) -> Option<String> {
        match published {
            Ok(id) => {
                self.shared().board.published(id.to_string());
                Some(id.into())
            }
            Err(error) => {
                eprintln!("{error}");
                None
            }
        }
    }

    /// From now on there is a warning from so many percent on.
    pub(crate) fn set_alert_at(&self, percent: f64) {
        self.shared().alert_at = percent;
    }

    /// Does something with the board.
    pub(crate) fn with_board<T>(&self, with: impl FnOnce(&mut Board) -> T) -> T {
        with(&mut self.shared().board)
    }

    /// What a page begins with.
    pub(crate) fn as_json(&self) -> Value {
        let shared = self.shared();
        let mut state = shared.board.as_json();
        state["host"] = json!(self.host.host);
        state["alertAt"] = json!(shared.alert_at);
        state["services"] = json!(Service::ALL);
        state
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The events that the history has of a channel.
async fn kept<C: Channel>(
    hub: &Hub<C>,
    parameters: &C::Parameters,
    beginning: EventId,
) -> io::Result<Vec<Event<C::Message>>> {
    let mut events =
        hub.subscribe(parameters, LastEventId::from(beginning)).await.map_err(io::Error::other)?;
    let mut kept = Vec::new();
    // They are all there: what is not ready at once has yet to happen.
    while let Ok(Some(event)) = tokio::time::timeout(Duration::ZERO, events.next()).await {
        match event {
            Ok(event) => kept.push(event),
            Err(error) if error.is_fatal() => return Err(io::Error::other(error)),
            // A gap, which is why this does not begin at the very first event.
            Err(_) => {}
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::metrics;

    async fn dashboard() -> Dashboard {
        Dashboard::new(History::open(None).unwrap(), 80.0).await.unwrap()
    }

    /// A reading of a machine that is so busy.
    async fn busy(dashboard: &Dashboard, percent: f64) {
        dashboard.reading(Metrics { cpu: percent, ..metrics() }).await;
    }

    /// What was told of alerts of this severity and worse ones, after a cursor.
    async fn told(dashboard: &Dashboard, severity: AlertsSeverity, cursor: &Value) -> Vec<String> {
        let mut events = dashboard
            .alerts
            .subscribe(&AlertsParameters { severity }, LastEventId::from(cursor.as_str().map(str::to_owned)))
            .await
            .unwrap();
        let mut told = Vec::new();
        while let Ok(Some(event)) = tokio::time::timeout(Duration::ZERO, events.next()).await {
            told.push(match event.unwrap().message {
                AlertsMessage::Raised(alert) => format!("+{} {}", alert.number, alert.severity),
                AlertsMessage::Resolved(alert) => format!("-{} {}", alert.number, alert.severity),
            });
        }
        told
    }

    #[tokio::test]
    async fn who_listens_for_a_severity_hears_the_begin_and_the_end_of_each_alert() {
        let dashboard = dashboard().await;
        busy(&dashboard, 0.0).await;
        let cursor = dashboard.as_json()["cursors"]["alerts"].take();
        for percent in [85.0, 79.0, 95.0, 95.0, 85.0, 10.0] {
            busy(&dashboard, percent).await;
        }
        let all = ["+1 warning", "-1 warning", "+2 critical", "-2 critical"];
        assert_eq!(told(&dashboard, AlertsSeverity::Critical, &cursor).await, all[2..]);
        assert_eq!(told(&dashboard, AlertsSeverity::Warning, &cursor).await, all);
        assert_eq!(told(&dashboard, AlertsSeverity::Info, &cursor).await, all);
    }

    #[tokio::test]
    async fn state_and_stream_together_miss_nothing() {
        let dashboard = dashboard().await;
        busy(&dashboard, 95.0).await;
        for percent in [95.0, 10.0, 95.0] {
            let state = dashboard.as_json();
            busy(&dashboard, percent).await;
            let known = state["alerts"].as_array().unwrap().len();
            let more = told(&dashboard, AlertsSeverity::Info, &state["cursors"]["alerts"]).await.len();
            assert!(known + more >= dashboard.as_json()["alerts"].as_array().unwrap().len());
        }
    }

    #[tokio::test]
    async fn alerts_that_are_open_stay_on_the_board() {
        let dashboard = dashboard().await;
        // The load stays high, what the CPU does comes and goes.
        let mut high = metrics();
        high.load.one = 2.0;
        for percent in [95.0, 0.0].into_iter().cycle().take(100) {
            dashboard.reading(Metrics { cpu: percent, ..high.clone() }).await;
        }
        let alerts = dashboard.as_json()["alerts"].take();
        let open: Vec<_> =
            alerts.as_array().unwrap().iter().filter(|told| told["data"]["subject"] == "load").collect();
        assert_eq!(open.len(), 1);
        assert!(alerts.as_array().unwrap().len() <= 40);
    }

    #[tokio::test]
    async fn the_first_readings_of_a_page_are_in_the_log() {
        let dashboard = dashboard().await;
        for _ in 0..crate::board::READINGS + 20 {
            busy(&dashboard, 1.0).await;
        }
        let cursor = dashboard.as_json()["cursors"]["metrics"].as_str().map(str::to_owned);
        let mut events =
            dashboard.metrics.subscribe(&dashboard.host, LastEventId::from(cursor)).await.unwrap();
        for _ in 1..crate::board::READINGS {
            assert!(events.next().await.unwrap().is_ok());
        }
        assert!(tokio::time::timeout(Duration::ZERO, events.next()).await.is_err());
    }
}
