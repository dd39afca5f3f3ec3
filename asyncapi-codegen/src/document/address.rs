//! A channel's address: literal text and `{parameters}` (rules C2, C3).

use crate::diagnostic::{Diagnostics, catalogue};
use crate::source::{Sources, Span};
use crate::tree::{Key, Node};

/// An address in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Address<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    pub(crate) parts: Vec<Part<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part<'a> {
    Literal(&'a str),
    Parameter { name: &'a str, span: Span },
}

impl<'a> Address<'a> {
    /// Takes an address apart; what is wrong with its braces goes to `diagnostics`.
    pub(crate) fn parse(node: &'a Node, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::of_text(node.as_str()?, node.span, sources, diagnostics)
    }

    /// As [`parse`](Self::parse), for 2.x, where a channel's key is its address.
    pub(crate) fn parse_key(key: &'a Key, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::of_text(&key.name, key.span, sources, diagnostics)
    }

    fn of_text(text: &'a str, span: Span, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Self> {
        let place = |start: usize, end: usize| part_of_string(span, text, start, end, sources);
        let mut parts = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(inside) = rest.strip_prefix('{') {
                let name = inside.split(['{', '}', '/']).next().unwrap_or_default();
                let closed = inside[name.len()..].starts_with('}');
                let end = at + 1 + name.len() + usize::from(closed);
                if !closed {
                    diagnostics.push(catalogue::address_brace_open(place(at, end), text));
                    return None;
                }
                if !is_parameter_name(name) {
                    diagnostics.push(catalogue::address_parameter_name(place(at, end), name));
                    return None;
                }
                parts.push(Part::Parameter { name, span: place(at, end) });
                at = end;
            } else {
                let end = rest.find(['{', '}']).map_or(text.len(), |length| at + length);
                if text[end..].starts_with('}') {
                    diagnostics.push(catalogue::address_brace_closed(place(end, end + 1), text));
                    return None;
                }
                parts.push(Part::Literal(&text[at..end]));
                at = end;
            }
        }
        Some(Self { text, span, parts })
    }

    /// The part of the address from byte `start` to `end`, as a place.
    pub(crate) fn place(&self, start: usize, end: usize, sources: &Sources) -> Span {
        part_of_string(self.span, self.text, start, end, sources)
    }
}

/// The text between two slashes of an address.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment<'a> {
    pub(crate) parameters: Vec<&'a str>,
    /// The texts around the parameters: always one more than there are of them.
    pub(crate) literals: Vec<&'a str>,
}

impl Segment<'_> {
    /// Whether one parameter fills it, or there is none.
    pub(crate) fn is_whole(&self) -> bool {
        self.parameters.is_empty() || self.literals.iter().all(|literal| literal.is_empty())
    }
}

impl<'a> Address<'a> {
    /// The segments of the address, without an empty one in front.
    pub(crate) fn segments(&self) -> Vec<Segment<'a>> {
        let empty = || Segment { parameters: Vec::new(), literals: vec![""] };
        let mut segments = vec![empty()];
        for part in &self.parts {
            match part {
                Part::Literal(text) => {
                    for (at, piece) in text.split('/').enumerate() {
                        if at > 0 {
                            segments.push(empty());
                        }
                        if let Some(last) =
                            segments.last_mut().and_then(|segment| segment.literals.last_mut())
                        {
                            *last = piece;
                        }
                    }
                }
                Part::Parameter { name, .. } => {
                    if let Some(segment) = segments.last_mut() {
                        segment.parameters.push(name);
                        segment.literals.push("");
                    }
                }
            }
        }
        if self.text.starts_with('/') {
            segments.remove(0);
        }
        segments
    }
}

/// The parameters of an address, in order.
pub(crate) fn address_parameters<'s, 'a>(
    address: &'s Address<'a>,
) -> impl Iterator<Item = (&'a str, Span)> + Clone + 's {
    address.parts.iter().filter_map(|part| match part {
        Part::Parameter { name, span } => Some((*name, *span)),
        Part::Literal(_) => None,
    })
}

/// Rule C5: `^[A-Za-z0-9_\-]+$`.
fn is_parameter_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// A part of a string's text as a place, where the text stands in the source as it is; else the whole string.
pub(crate) fn part_of_string(span: Span, text: &str, start: usize, end: usize, sources: &Sources) -> Span {
    let source = sources.slice(span);
    let quote = usize::from(source.starts_with(['"', '\'']));
    if source.get(quote..quote + text.len()) == Some(text) {
        span.part(quote + start, quote + end)
    } else {
        span
    }
}
