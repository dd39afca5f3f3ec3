//! Channels: their names, messages, parameters and routes.

use super::addresses::{parameters, path, route};
use super::handlers;
use super::ids::Wanted;
use super::literals::integer;
use super::lowered::{Lowered, Named, Reported};
use super::message_names::{Aliases, MessageKeys};
use super::name::{pascal, snake};
use super::registry::{Place, Registry};
use super::types::Types;
use super::{schema, servers};
use crate::diagnostic::catalogue;
use crate::document::{self, Document, EventName, address_parameters, first_key};
use crate::ir::{Channel, Message, Messages, Server, Type, TypeDef};
use crate::options::Generate;
use crate::resolve::reference;
use crate::source::Span;
use crate::tree::Node;

/// The longest time that the timers of JavaScript can wait, in milliseconds, which are 24 days: given a longer one they do not
/// wait at all, and a client would connect again and again.
const MAX_RETRY: i128 = (1 << 31) - 1;

/// The channels that can be served, in the order of the document, the servers where clients find them, and the other
/// names of messages.
pub(super) fn lower<'a>(
    document: &Document<'a>,
    types: &mut Types<'a, '_>,
) -> (Vec<Channel>, Vec<Server>, Vec<TypeDef>) {
    let (mut channels, mut origins) = (Vec::new(), Vec::new());
    let mut functions = Registry::default();
    let keys = MessageKeys::of(document, types.resolver);
    let mut aliases = Aliases::default();
    let messages = document.channels.iter().flat_map(|channel| &channel.messages);
    let payloads = messages.filter_map(|message| types.resolver.follow(message.payload?));
    types.payloads = payloads.map(std::ptr::from_ref).collect();
    for channel in document.channels.iter().filter(|channel| channel.over_http()) {
        if types.diagnostics.broken(channel.span()) {
            continue;
        }
        if channel.address.is_none() {
            types.diagnostics.push(catalogue::channel_without_address(channel.key));
        } else if channel.messages.is_empty() {
            types.diagnostics.push(catalogue::channel_without_messages(channel.key));
        } else if let Some(lowered) = one(channel, &keys, types, &mut functions, &mut aliases) {
            channels.push(lowered);
            origins.push(channel);
        }
    }
    for (channel, origin) in channels.iter_mut().zip(&origins).filter(|(channel, _)| channel.client) {
        channel.handlers = handlers::of(channel, origin, &keys, types);
    }
    let of_clients = channels.iter().zip(&origins).filter(|(channel, _)| channel.client);
    let used: Vec<_> = of_clients.flat_map(|(_, origin)| origin.servers.iter().copied()).collect();
    let servers = servers::lower(document, &used, &keys, types);
    let none_is_ours = document.channels.iter().all(|channel| !channel.over_http());
    if let (Some(first), true) = (document.channels.first(), none_is_ours) {
        types.diagnostics.push(catalogue::no_channel_over_http(first.key.span, &first.protocols));
    }
    (channels, servers, aliases.definitions(types))
}

fn one<'a>(
    channel: &document::Channel<'a>,
    keys: &MessageKeys,
    types: &mut Types<'a, '_>,
    functions: &mut Registry,
    aliases: &mut Aliases,
) -> Option<Channel> {
    let address = channel.address.as_ref()?;
    let name = channel_name(channel, keys, types);
    let function = snake(&name);
    let id = &channel.key.name;
    let place = Place {
        span: channel.key.span,
        what: format!("channel `{id}`"),
        key: id.clone(),
        proposal: format!("{function}_2"),
    };
    let messages: Vec<_> = channel
        .messages
        .iter()
        .map(|message| self::message(channel, message, keys, types, aliases))
        .collect();
    if let Err(collision) = functions.take(&function, place.clone()) {
        types.diagnostics.push(*collision);
        return None;
    }
    let type_name = pascal(&name);
    let mut take = |suffixes: &[&str], what: &str| {
        let what = format!("{what} of {}", place.what);
        keys.take_free(&type_name, suffixes, Place { what, ..place.clone() }, types)
    };
    let marker = take(&["Channel", "ChannelMarker"], "the marker")?;
    let has_parameters = address_parameters(address).next().is_some();
    if has_parameters {
        take(&["Parameters"], "the parameters")?;
    }
    let mut messages = messages.into_iter().collect::<Option<Vec<_>>>()?;
    let messages = if messages.len() == 1 {
        Messages::One(messages.remove(0))
    } else {
        let name = take(&["Message", "Event"], "the messages")?;
        variants_are_distinct(channel, &messages, types)?;
        events_are_distinct(channel, &messages, types)?;
        Messages::Many { name, messages }
    };
    let parameters = parameters(channel, &type_name, types)?;
    let generate = generate(channel.function_types, types.options.generate.unwrap_or(Generate::ALL));
    Some(Channel {
        path: path(address, &parameters),
        route: route(address),
        function,
        marker,
        type_name,
        id: id.clone(),
        address: address.text.to_owned(),
        docs: channel.description.map(str::to_owned),
        deprecated: channel.deprecated,
        parameters,
        messages,
        server: generate.server,
        client: generate.client,
        handlers: None,
    })
}

/// The three rules of the design's "Names".
fn channel_name(channel: &document::Channel<'_>, keys: &MessageKeys, types: &Types<'_, '_>) -> String {
    let id = &channel.key.name;
    if let Some(name) = types.options.renamed(&[&format!("#/channels/{id}"), id]) {
        return name;
    }
    if let Some(name) = channel.function_name.and_then(Node::as_str) {
        return name.to_owned();
    }
    match channel.messages.as_slice() {
        [only] if keys.channels_with(&only.key.name) == 1 => only.key.name.clone(),
        _ => id.clone(),
    }
}

fn message<'a>(
    channel: &document::Channel<'a>,
    message: &document::Message<'a>,
    keys: &MessageKeys,
    types: &mut Types<'a, '_>,
    aliases: &mut Aliases,
) -> Option<Message> {
    if types.diagnostics.broken(message.node.span) {
        return None;
    }
    let key = &message.key.name;
    let name = message.component.as_ref().unwrap_or(key);
    let here = format!("#/channels/{}/messages/{key}", channel.key.name);
    let at = match &message.component {
        Some(component) => format!("#/components/messages/{component}"),
        None => here.clone(),
    };
    // Inline messages of several channels may share a key: each is then named after its path.
    let own = match &message.component {
        None if keys.channels_with(key) > 1 => format!("{} {key}", channel.key.name),
        _ => name.clone(),
    };
    let rust = types.options.renamed(&[&at, name]).unwrap_or_else(|| pascal(&own));
    let lowered = match types.options.replaced(&[&at, name]) {
        Some(foreign) => Lowered::of(Type::Foreign(foreign)),
        None => payload(message, &rust, name, at.clone(), types)?,
    };
    let headers = headers(message, &rust, name, &at, types).ok()?;
    let (checks, ty) = (lowered.checks_or_null(), lowered.or_null());
    if let (Some(example), Type::Named(name)) = (message.example, &ty) {
        types.values.examples.push((name.clone(), example));
    }
    if message.text && !types.is_text(&ty) {
        let span = message.payload.map_or(message.key.span, |payload| payload.span);
        types.diagnostics.push(catalogue::text_payload(span, name));
        return None;
    }
    types.ids.extend(message.id.map(|expression| Wanted {
        channel: channel.key.name.clone(),
        key: key.clone(),
        name: name.clone(),
        expression,
    }));
    let docs = message.description;
    let named = format!("The message `{name}`.");
    aliases.add(&rust, docs.map_or(named, str::to_owned), &ty);
    let alias = pascal(key);
    aliases.add(&alias, format!("The message `{key}` of channel `{}`.", channel.key.name), &ty);
    // In its channel a message goes by its key, unless it is called otherwise there.
    let variant = types.options.renamed(&[&here]).unwrap_or(alias);
    Some(Message {
        handler: handlers::method(&variant),
        variant,
        key: key.clone(),
        event: event_name(channel, message, types).ok()?,
        // A constant is sent as it is: `[DONE]`, not `"[DONE]"`.
        text: message.text || types.is_word(&ty),
        id: None,
        retry: retry(message, name, types).ok()?,
        terminal: terminal(message, name, types).ok()?,
        headers,
        checks,
        ty,
        docs: docs.map(str::to_owned),
        deprecated: message.deprecated,
    })
}

/// The type of a message is the type of its payload: called by the message's name where the payload is
/// written in place, by the schema's own where it is a reference.
fn payload<'a>(
    message: &document::Message<'a>,
    rust: &str,
    name: &str,
    pointer: String,
    types: &mut Types<'a, '_>,
) -> Option<Lowered> {
    let Some(payload) = message.payload else { return Some(Lowered::of(Type::Json)) };
    let named = Named {
        rust: rust.to_owned(),
        what: format!("message `{name}`"),
        key: name.to_owned(),
        rename: pointer,
        span: first_key(message.node),
        definition: reference(payload).is_none(),
        docs: message.description.map(str::to_owned),
        example: None,
    };
    types.schema(payload, &named)
}

/// The struct of a message's headers, if it has any.
fn headers<'a>(
    message: &document::Message<'a>,
    rust: &str,
    name: &str,
    pointer: &str,
    types: &mut Types<'a, '_>,
) -> Result<Option<Type>, Reported> {
    let resolver = types.resolver;
    let parts: Vec<&Node> =
        message.headers.iter().flat_map(|headers| schema::parts(headers, resolver)).collect();
    let properties = schema::properties(&parts);
    // One named `event` is no header: it gives the event its name.
    let (Some(first), true) = (message.headers.first(), properties.iter().any(|(name, _)| *name != "event"))
    else {
        return Ok(None);
    };
    let named = Named {
        rust: format!("{rust}Headers"),
        what: format!("headers of message `{name}`"),
        key: format!("{name}.headers"),
        rename: format!("{pointer}/headers"),
        span: first_key(first),
        definition: false,
        docs: Some(format!("The headers of message `{name}`.")),
        example: None,
    };
    let lowered = types.all_of(&message.headers, &named).ok_or(Reported)?;
    Ok(types.is_struct(&lowered.ty).then_some(lowered.ty))
}

/// The `event:` line; none where the message has no name of its own.
fn event_name(
    channel: &document::Channel<'_>,
    message: &document::Message<'_>,
    types: &mut Types<'_, '_>,
) -> Result<Option<String>, Reported> {
    let (span, name): (Span, &str) = match &message.event {
        EventName::Unnamed => return Ok(None),
        EventName::Named(node, name) => (node.span, name),
        EventName::Default(_) if channel.messages.len() == 1 => return Ok(None),
        EventName::Default(Some(node)) => (node.span, node.as_str().unwrap_or_default()),
        EventName::Default(None) => (message.key.span, &message.key.name),
    };
    if name.is_empty() || name.contains(['\r', '\n', '\0']) {
        types.diagnostics.push(catalogue::event_name_invalid(span, name));
        return Err(Reported);
    }
    Ok(Some(name.to_owned()))
}

/// The reconnection time that goes out with this message, in milliseconds.
fn retry(
    message: &document::Message<'_>,
    name: &str,
    types: &mut Types<'_, '_>,
) -> Result<Option<u64>, Reported> {
    let Some(node) = message.retry else { return Ok(None) };
    if let Some(time) = integer(node, 0, MAX_RETRY) {
        return Ok(u64::try_from(time).ok());
    }
    let written = types.resolver.sources.slice(node.span);
    types.diagnostics.push(catalogue::retry_invalid(node, name, written, MAX_RETRY));
    Err(Reported)
}

/// Whether a client ends its stream with this message.
fn terminal(
    message: &document::Message<'_>,
    name: &str,
    types: &mut Types<'_, '_>,
) -> Result<bool, Reported> {
    let Some(node) = message.terminal else { return Ok(false) };
    node.as_bool().ok_or_else(|| {
        let subject = format!("`terminal` of message `{name}`");
        let written = types.resolver.sources.slice(node.span);
        types.diagnostics.push(catalogue::wrong_type(node, &subject, "a boolean", written));
        Reported
    })
}

/// Two keys may be one name in Rust, though they lead to messages of different names.
fn variants_are_distinct(
    channel: &document::Channel<'_>,
    messages: &[Message],
    types: &mut Types<'_, '_>,
) -> Option<()> {
    let (mut variants, mut handlers) = (Registry::default(), Registry::default());
    for (message, lowered) in channel.messages.iter().zip(messages) {
        let name = &lowered.variant;
        let what = format!("message `{}` of channel `{}`", message.key.name, channel.key.name);
        let key = format!("#/channels/{}/messages/{}", channel.key.name, message.key.name);
        let place = Place { span: message.key.span, what, key, proposal: format!("{name}2") };
        let taken = variants.take(name, place.clone()).and_then(|()| handlers.take(&lowered.handler, place));
        if let Err(collision) = taken {
            types.diagnostics.push(*collision);
            return None;
        }
    }
    Some(())
}

/// A receiver goes by the name, then by what fits: two messages of one name and one type would be taken for the same.
fn events_are_distinct(
    channel: &document::Channel<'_>,
    messages: &[Message],
    types: &mut Types<'_, '_>,
) -> Option<()> {
    for (at, message) in messages.iter().enumerate() {
        let ty = |message: &Message| format!("{:?}", types.resolved(&message.ty));
        let same = |other: &Message| other.event == message.event && ty(other) == ty(message);
        let first = messages[..at].iter().position(same);
        if let Some(first) = first {
            let place = |at: usize| channel.messages[at].key.span;
            let name = message.event.as_deref().unwrap_or("message");
            types.diagnostics.push(catalogue::event_name_twice(place(at), name, place(first)));
            return None;
        }
    }
    Some(())
}

/// `functionTypeMapping` of the seed's generator narrows what is generated for one channel.
fn generate(function_types: Option<&Node>, chosen: Generate) -> Generate {
    let Some(node) = function_types else { return chosen };
    let names = || node.as_str().into_iter().chain(node.items().iter().filter_map(Node::as_str));
    Generate {
        server: chosen.server && names().any(|name| name == "event_source_express"),
        client: chosen.client && names().any(|name| name == "event_source_fetch"),
        ..chosen
    }
}
