//! [`Scratch`]: the buffers of one publication, used again by the next.

use std::cell::Cell;

use crate::parameters::{ParameterError, Parameters, PathWriter};
use crate::sse::EventWriter;
use crate::{Channel, Violations};

use super::PublishError;

/// What buffers may hold to be kept: one large event must not stay in memory for ever.
const KEPT: usize = 64 * 1024;

thread_local! {
    /// Taken for as long as a publication needs it: a log may wait in the middle of one, and another begin.
    static SCRATCH: Cell<Option<Scratch>> = const { Cell::new(None) };
}

/// An event and its topic.
#[derive(Default)]
pub(super) struct Scratch {
    event: EventWriter,
    path: PathWriter,
}

impl Scratch {
    /// Buffers with nothing in them, those of an earlier publication if there are any.
    fn take() -> Self {
        let mut scratch = SCRATCH.try_with(Cell::take).ok().flatten().unwrap_or_default();
        scratch.event.clear();
        // The log numbers the events: an id that the channel takes from the message would be a second one.
        scratch.event.leave_out_id();
        scratch.path.clear();
        scratch
    }

    /// Writes an event and its topic.
    pub(super) fn encode<C: Channel>(
        parameters: &C::Parameters,
        message: &C::Message,
        validate: bool,
    ) -> Result<Self, PublishError> {
        if validate {
            C::validate(message).map_err(|violations: Violations| PublishError::Invalid(violations))?;
        }
        let mut scratch = Self::take();
        let written = write_topic::<C>(parameters, &mut scratch.path)
            .map_err(PublishError::Parameters)
            .and_then(|()| C::encode(message, &mut scratch.event).map_err(PublishError::Encode));
        match written {
            Ok(()) => Ok(scratch),
            Err(error) => {
                scratch.give_back();
                Err(error)
            }
        }
    }

    pub(super) fn topic<C: Channel>(&self) -> &str {
        topic::<C>(&self.path)
    }

    /// The event's lines, without an `id:` line and the blank line at the end.
    pub(super) fn lines(&self) -> &[u8] {
        self.event.lines()
    }

    pub(super) fn give_back(self) {
        if self.event.capacity() <= KEPT && self.path.capacity() <= KEPT {
            // A thread that is about to end keeps nothing.
            let _ = SCRATCH.try_with(|kept| kept.set(Some(self)));
        }
    }
}

/// The topic of a channel with these parameters: its path, as it is in a URL.
pub(super) fn topic_of<C: Channel>(parameters: &C::Parameters) -> Result<String, ParameterError> {
    let mut path = PathWriter::new();
    write_topic::<C>(parameters, &mut path)?;
    Ok(topic::<C>(&path).to_owned())
}

fn write_topic<C: Channel>(parameters: &C::Parameters, path: &mut PathWriter) -> Result<(), ParameterError> {
    if C::Parameters::NONE {
        return Ok(());
    }
    parameters.write_path(path);
    path.check()
}

fn topic<C: Channel>(path: &PathWriter) -> &str {
    if C::Parameters::NONE { C::ROUTE } else { path.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sse::{DecodeError, EncodeError, RawEvent};

    struct Text;

    impl Channel for Text {
        type Message = String;
        type Parameters = ();
        const ID: &'static str = "text";
        const ADDRESS: &'static str = "text";
        const ROUTE: &'static str = "/text";

        fn encode(message: &String, event: &mut EventWriter) -> Result<(), EncodeError> {
            event.id(message)?.name(message)?.text(message);
            Ok(())
        }

        fn decode(event: &RawEvent<'_>) -> Result<String, DecodeError> {
            event.text()
        }
    }

    fn encoded(message: &str) -> String {
        let scratch = Scratch::encode::<Text>(&(), &message.to_owned(), true).unwrap();
        let lines = String::from_utf8(scratch.lines().to_vec()).unwrap();
        assert_eq!(scratch.topic::<Text>(), "/text");
        scratch.give_back();
        lines
    }

    #[test]
    fn nothing_of_one_event_is_in_the_next() {
        assert_eq!(encoded("a"), "event: a\ndata: a\n");
        assert!(Scratch::encode::<Text>(&(), &"a\nb".to_owned(), true).is_err());
        assert_eq!(encoded("c"), "event: c\ndata: c\n");
    }

    #[test]
    fn buffers_are_kept_unless_they_are_large() {
        let kept = || {
            SCRATCH.with(|cell| {
                let scratch = cell.take();
                let capacity = scratch.as_ref().map(|scratch| scratch.event.capacity());
                cell.set(scratch);
                capacity
            })
        };
        encoded("a");
        assert!(kept().is_some_and(|capacity| capacity < 1024));
        encoded(&"a".repeat(KEPT));
        assert_eq!(kept(), None);
    }
}
