//! [`Stream`]: one listener that a harness asked for.

use asyncapi_runtime::client::{ListenControl, Listener};
use asyncapi_runtime::{Event, client};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::callback::{EventReport, Poster, Report};
use crate::params::StreamParams;
use crate::text::Text;

/// A listener, and the tasks that read it and post what it told.
pub(crate) struct Stream {
    control: ListenControl,
    reading: JoinHandle<()>,
    posting: JoinHandle<()>,
}

impl Stream {
    /// Begins to listen. The error says which parameter is bad.
    pub(crate) fn open(params: &StreamParams, poster: Poster) -> Result<Self, String> {
        let callback_url = params.callback_url()?;
        // Comments come by a callback and events by the stream: one queue keeps them in order.
        let (reports, queue) = unbounded_channel();
        let comments = reports.clone();
        let options = params.options()?.on_comment(move |comment| {
            // Nobody is left to tell once the stream is deleted.
            let _ = comments.send(Report::Comment { comment: comment.to_owned() });
        });
        let listener = client::listen::<Text>((), options);
        let control = listener.control();
        Ok(Self {
            control,
            reading: tokio::spawn(read(listener, reports)),
            posting: tokio::spawn(poster.run(callback_url, queue)),
        })
    }

    /// Drops the connection and makes a new one.
    pub(crate) fn restart(&self) {
        self.control.restart();
    }

    /// Ends the listener. Once this returns nothing more is posted.
    pub(crate) async fn close(self) {
        self.control.close();
        for task in [self.posting, self.reading] {
            task.abort();
            // That it was aborted is no news.
            let _ = task.await;
        }
    }
}

/// Tells of every item until the listener ends.
async fn read(mut listener: Listener<String>, reports: UnboundedSender<Report>) {
    while let Some(item) = listener.next().await {
        let report = match item {
            Ok(Event { message, id, name, .. }) => Report::Event {
                event: EventReport {
                    name: name.unwrap_or_else(|| "message".to_owned()),
                    data: message,
                    id: id.unwrap_or_default(),
                },
            },
            Err(error) => Report::Error { error: error.to_string() },
        };
        if reports.send(report).is_err() {
            break;
        }
    }
}
