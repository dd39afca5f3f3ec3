//! [`Channel`]: what the macro tells the runtime about one channel of the document.

use crate::Violations;
use crate::parameters::Parameters;
use crate::sse::{DecodeError, EncodeError, EventWriter, RawEvent};

/// One channel of an AsyncAPI document, implemented by a marker type that the macro generates.
///
/// It is all the runtime needs to serve the channel and to listen to it: everything else is the runtime's own.
/// Written by hand it is the way to serve a stream that no document describes.
pub trait Channel: Sized + Send + Sync + 'static {
    /// What the channel carries: the payload type of its one message, or an enum of its messages.
    type Message: Send + 'static;
    /// The parameters of the channel's address; `()` where it has none.
    type Parameters: Parameters;

    /// The channel's id: its key in the document.
    const ID: &'static str;
    /// The channel's address as the document writes it, such as `events/{userId}`.
    const ADDRESS: &'static str;
    /// The axum route of the address, such as `/events/{userId}`.
    const ROUTE: &'static str;
    /// The names of the channel's events, as far as they have any. An event with one of these is never taken for what
    /// the runtime says itself, such as a [gap](crate::hub::Gap).
    const EVENTS: &'static [&'static str] = &[];

    /// Writes the data of an event, and before it what the channel says about the message: its name, the id that is taken
    /// from it (`x-sse: {id: …}` in the document), the reconnection time that goes out with it (`x-sse: {retry: …}`).
    ///
    /// What the [`Event`](crate::Event) itself has of these was written before, and counts: the writer leaves out a second
    /// line of a kind. In a [`Hub`](crate::Hub) ids are the log's.
    ///
    /// # Errors
    /// When the message cannot be serialised.
    fn encode(message: &Self::Message, event: &mut EventWriter) -> Result<(), EncodeError>;

    /// Reads the message of a received event.
    ///
    /// # Errors
    /// When the data is not what the document says, or no message of the channel has the event's name.
    fn decode(event: &RawEvent<'_>) -> Result<Self::Message, DecodeError>;

    /// Checks a message against what the document says beyond its type, such as lengths, ranges and patterns: a
    /// server before it sends the message, a client after it has read it. Both have a switch
    /// ([`SseConfig::validate`](crate::server::SseConfig::validate),
    /// [`ListenOptions::validate`](crate::ListenOptions::validate)).
    ///
    /// Every message is valid where this is not written.
    ///
    /// # Errors
    /// What the message violates.
    fn validate(message: &Self::Message) -> Result<(), Violations> {
        let _ = message;
        Ok(())
    }

    /// Whether this message is the last of its stream: `x-sse: {terminal: true}` in the document, as for the `[DONE]`
    /// with which many a stream of text ends.
    ///
    /// A client that receives such a message delivers it and then ends the stream quietly: no error, and no
    /// connection made again.
    ///
    /// No message is where this is not written.
    fn is_terminal(message: &Self::Message) -> bool {
        let _ = message;
        false
    }
}

/// A channel's [`validate`](Channel::validate).
pub(crate) type Check<M> = fn(&M) -> Result<(), Violations>;
