//! [`Board`]: what a page shows that has just been opened, before it has seen any event.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    AlertRaised, AlertResolved, AlertsMessage, DeploymentStarted, DeploymentsMessage, Severity, Subject,
};

/// How many alerts and how many deployments are shown: the newest, and those that are not over.
const SHOWN: usize = 20;

/// For how many readings a page draws charts at once.
pub(crate) const READINGS: usize = 180;

/// The sum of all events. Pages make the same sum of what they get.
#[derive(Default)]
pub(crate) struct Board {
    alerts: BTreeMap<u64, (AlertRaised, Option<AlertResolved>)>,
    deployments: BTreeMap<u64, (DeploymentStarted, Option<DeploymentsMessage>)>,
    /// The ids of the last readings.
    readings: VecDeque<String>,
    /// The id of the newest event: what comes after it may not be on the board.
    newest: Option<String>,
}

impl Board {
    /// Called before the alert is published, so that an id which is known is of an event that is on the board.
    pub(crate) fn alert(&mut self, message: &AlertsMessage) {
        match message {
            AlertsMessage::Raised(raised) => {
                self.alerts.insert(raised.number, (raised.clone(), None));
            }
            AlertsMessage::Resolved(resolved) => {
                if let Some((_, end)) = self.alerts.get_mut(&resolved.number) {
                    *end = Some(resolved.clone());
                }
            }
        }
        forget(&mut self.alerts, |(_, end)| end.is_some());
    }

    /// Called before the message is published.
    pub(crate) fn deployment(&mut self, message: &DeploymentsMessage) {
        match message {
            DeploymentsMessage::Started(started) => {
                self.deployments.insert(started.number, (started.clone(), None));
            }
            message => {
                if let Some((_, last)) = self.deployments.get_mut(&number(message)) {
                    *last = Some(message.clone());
                }
            }
        }
        forget(&mut self.deployments, |(_, last)| is_over(last.as_ref()));
    }

    /// Called after a reading was published.
    pub(crate) fn reading(&mut self, id: String) {
        self.readings.push_back(id);
        if self.readings.len() > READINGS {
            self.readings.pop_front();
        }
    }

    /// Called after anything was published.
    pub(crate) fn published(&mut self, id: String) {
        self.newest = Some(id);
    }

    /// The alert about this that is not over.
    pub(crate) fn open_alert(&self, subject: Subject) -> Option<&AlertRaised> {
        let open = |(raised, end): &&(AlertRaised, Option<AlertResolved>)| {
            end.is_none() && raised.subject == subject
        };
        self.alerts.values().rev().find(open).map(|(raised, _)| raised)
    }

    pub(crate) fn next_alert(&self) -> u64 {
        self.alerts.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    pub(crate) fn next_deployment(&self) -> u64 {
        self.deployments.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    /// The deployments that are not over.
    pub(crate) fn running(&self) -> impl Iterator<Item = &DeploymentStarted> {
        self.deployments.values().filter(|(_, last)| !is_over(last.as_ref())).map(|(started, _)| started)
    }

    /// What a page begins with: the sum as the events that make it, and for each stream the id after which it goes on.
    /// A few of the events may come again; pages take them for what they know already.
    pub(crate) fn as_json(&self) -> Value {
        let alerts = self.alerts.values().flat_map(|(raised, end)| {
            [Some(event("raised", raised)), end.as_ref().map(|end| event("resolved", end))]
        });
        let deployments = self
            .deployments
            .values()
            .flat_map(|(started, last)| [Some(event("started", started)), last.as_ref().map(told)]);
        json!({
            "severities": Severity::ALL,
            "alerts": alerts.flatten().collect::<Vec<_>>(),
            "deployments": deployments.flatten().collect::<Vec<_>>(),
            // Charts are drawn from the readings themselves: they are in the log, so the stream begins with them.
            "cursors": {"metrics": self.readings.front(), "alerts": self.newest, "deployments": self.newest},
        })
    }
}

/// Forgets the oldest that are over, beyond what is shown. Those that are not over are few.
fn forget<T>(shown: &mut BTreeMap<u64, T>, is_over: impl Fn(&T) -> bool) {
    while shown.len() > SHOWN {
        let newest = shown.last_key_value().map(|(number, _)| *number);
        let oldest = shown.iter().find(|(number, entry)| is_over(entry) && Some(**number) != newest);
        let Some(number) = oldest.map(|(number, _)| *number) else { return };
        shown.remove(&number);
    }
}

fn is_over(last: Option<&DeploymentsMessage>) -> bool {
    matches!(last, Some(DeploymentsMessage::Succeeded(_) | DeploymentsMessage::Failed(_)))
}

fn number(message: &DeploymentsMessage) -> u64 {
    match message {
        DeploymentsMessage::Started(message) => message.number,
        DeploymentsMessage::Progressed(message) => message.number,
        DeploymentsMessage::Succeeded(message) => message.number,
        DeploymentsMessage::Failed(message) => message.number,
    }
}

fn told(message: &DeploymentsMessage) -> Value {
    match message {
        DeploymentsMessage::Started(message) => event("started", message),
        DeploymentsMessage::Progressed(message) => event("progressed", message),
        DeploymentsMessage::Succeeded(message) => event("succeeded", message),
        DeploymentsMessage::Failed(message) => event("failed", message),
    }
}

/// An event as a page gets it: its name and its data.
fn event(name: &str, data: &impl Serialize) -> Value {
    json!({"event": name, "data": data})
}
