//! The handlers of a channel: the names of a struct and of its methods.

use super::message_names::MessageKeys;
use super::name::snake;
use super::registry::Place;
use super::types::Types;
use crate::document;
use crate::ir::{Channel, Handlers, Messages};

/// The method for a message.
pub(super) fn method(variant: &str) -> String {
    format!("on_{}", snake(variant))
}

/// Names the handlers of a channel, once everything of the document has its name. `None` where there is none left,
/// which has been reported.
pub(super) fn of(
    channel: &Channel,
    origin: &document::Channel<'_>,
    keys: &MessageKeys,
    types: &mut Types<'_, '_>,
) -> Option<Handlers> {
    let messages = match &channel.messages {
        Messages::One(message) => std::slice::from_ref(message),
        Messages::Many { messages, .. } => messages,
    };
    // A message called `error` has the first word on the name; one that ends in an underscore no message has.
    let free = |own: [&str; 3]| {
        let mut names = own.into_iter();
        names.find(|name| messages.iter().all(|message| message.handler != *name)).map(str::to_owned)
    };
    let place = Place {
        span: origin.key.span,
        what: format!("the handlers of channel `{}`", channel.id),
        key: channel.id.clone(),
        proposal: format!("{}_2", channel.function),
    };
    Some(Handlers {
        on_error: free(["on_error", "on_listen_error", "on_error_"])?,
        on_other: free(["on_other", "on_other_message", "on_other_"])?,
        name: keys.take_free(&channel.type_name, &["Handlers", "Callbacks"], place, types)?,
    })
}
