//! [`Reader`]: from a parsed event to one of the channel.

use std::borrow::Cow;

use http::Uri;

use super::error::{ListenError, ListenErrorKind, Then, excerpt};
use super::url;
use crate::channel::Check;
use crate::hub::Gap;
use crate::sse::{DecodeError, RawEvent};
use crate::{Channel, Event};

/// What a listener needs of its [`Channel`], so that its type needs the message only.
pub(super) struct Reader<M> {
    /// The channel's id.
    pub(super) channel: &'static str,
    decode: fn(&RawEvent<'_>) -> Result<M, DecodeError>,
    /// `None` where validation is off.
    validate: Option<Check<M>>,
    is_terminal: fn(&M) -> bool,
    /// Whether events keep their raw data.
    raw_data: bool,
    /// The name of an event that tells of a gap; empty for none.
    gap_event: Cow<'static, str>,
}

impl<M> Reader<M> {
    pub(super) fn of<C: Channel<Message = M>>(
        validate: bool,
        raw_data: bool,
        gap_event: Cow<'static, str>,
    ) -> Self {
        let gap_event = if C::EVENTS.contains(&gap_event.as_ref()) { Cow::Borrowed("") } else { gap_event };
        let validate = validate.then_some(C::validate as Check<M>);
        Self { channel: C::ID, decode: C::decode, validate, is_terminal: C::is_terminal, raw_data, gap_event }
    }

    /// Whether nothing comes after this message.
    pub(super) fn is_last(&self, message: &M) -> bool {
        (self.is_terminal)(message)
    }

    /// Makes an event of the channel out of what the parser gave.
    pub(super) fn read(
        &self,
        name: &str,
        data: &str,
        last_event_id: &str,
        url: Option<&Uri>,
    ) -> Result<Event<M>, ListenError> {
        if !name.is_empty() && name == self.gap_event {
            if let Some(Gap { reason, last_event_id }) = Gap::parse(data) {
                let kind = ListenErrorKind::Gap { reason, last_event_id };
                return Err(ListenError::new(kind, url.map(url::shown), Then::GoOn));
            }
        }
        let decoded = (self.decode)(&RawEvent::new(name, data));
        let owned = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (name, id) = (owned(name), owned(last_event_id));
        let excerpt = || excerpt(data.as_bytes());
        let kind = match decoded {
            Err(error) => ListenErrorKind::Message { name, id, data: excerpt(), error },
            Ok(message) => match self.validate.map_or(Ok(()), |validate| validate(&message)) {
                Ok(()) => {
                    let raw_data = self.raw_data.then(|| data.to_owned());
                    return Ok(Event { message, id, name, retry: None, raw_data });
                }
                Err(violations) => ListenErrorKind::Invalid { name, id, data: excerpt(), violations },
            },
        };
        Err(ListenError::new(kind, url.map(url::shown), Then::GoOn))
    }
}
