//! Where sign-ups come from: a stand-in for the rest of a service.

use std::time::Duration;

use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};
use tokio::time::{Instant, interval_at};

use crate::UserSignedUp;

const NAMES: [&str; 5] = ["Ada", "Grace", "Edsger", "Barbara", "Donald"];

/// Users as they sign up, for any number of subscribers.
#[derive(Clone)]
pub(crate) struct Signups {
    sender: Sender<UserSignedUp>,
}

/// One subscriber's share.
pub(crate) struct Subscription {
    receiver: Receiver<UserSignedUp>,
}

impl Signups {
    pub(crate) fn new() -> Self {
        Self { sender: broadcast::channel(64).0 }
    }

    pub(crate) fn subscribe(&self) -> Subscription {
        Subscription { receiver: self.sender.subscribe() }
    }

    /// Lets somebody sign up every so often.
    pub(crate) async fn publish(self, every: Duration) {
        // Not at once: whoever starts listening now is to see the first one too.
        let mut ticks = interval_at(Instant::now() + every, every);
        for (number, name) in NAMES.iter().cycle().enumerate() {
            ticks.tick().await;
            let email = format!("{}{number}@example.com", name.to_lowercase());
            // Nobody listening is no error: the next one may have a listener.
            let _ =
                self.sender.send(UserSignedUp { display_name: Some((*name).to_owned()), email: Some(email) });
        }
    }
}

impl Subscription {
    /// The next sign-up; those that a slow subscriber missed are skipped.
    pub(crate) async fn next(&mut self) -> Option<UserSignedUp> {
        loop {
            match self.receiver.recv().await {
                Ok(user) => return Some(user),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
