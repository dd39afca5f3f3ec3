//! The ids of messages: from `$message.payload#/order/number` to the way through the types that leads there.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, catalogue};
use crate::document::part_of_string;
use crate::ir::{Constant, Field, IdPath, Ir, Messages, Type, TypeDef, TypeKind};
use crate::source::{Sources, Span};
use crate::tree::Node;

/// Types inside one another on the way; it ends a way that leads in a circle.
const MAX_DEPTH: usize = 64;
/// Types that are looked at for one id: through choices between choices the ways multiply.
const MAX_LOOKS: usize = 2_000;

/// An id that a message says it has.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// The ids of the channel and of the message in it.
    pub(super) channel: String,
    pub(super) key: String,
    /// What the message is called in errors.
    pub(super) name: String,
    pub(super) expression: &'a Node,
}

/// Gives each message the way to its id. A message whose id is not to be found goes without.
pub(super) fn resolve(ir: &mut Ir, wanted: &[Wanted<'_>], sources: &Sources, diagnostics: &mut Diagnostics) {
    let types: HashMap<&str, &TypeDef> =
        ir.types.iter().map(|definition| (definition.name.as_str(), definition)).collect();
    for wanted in wanted {
        let channel = ir.channels.iter_mut().find(|channel| channel.id == wanted.channel);
        let messages = match channel.map(|channel| &mut channel.messages) {
            Some(Messages::One(message)) => std::slice::from_mut(message),
            Some(Messages::Many { messages, .. }) => messages,
            None => continue,
        };
        let Some(message) = messages.iter_mut().find(|message| message.key == wanted.key) else { continue };
        let mut search = Search { types: &types, wanted, looks: MAX_LOOKS };
        let found =
            wanted.pointer(sources).and_then(|pointer| search.at(&message.ty, &pointer, &Here::START));
        match found {
            Ok(path) => message.id = Some(Box::new(path)),
            Err(problem) => diagnostics.push(*problem),
        }
    }
}

/// A segment of the pointer.
#[derive(Debug)]
struct Segment<'a> {
    name: String,
    span: Span,
    /// The pointer from here on, as it is written.
    rest: &'a str,
}

impl<'a> Wanted<'a> {
    /// The expression's pointer, a segment at a time; none for the payload itself.
    fn pointer(&self, sources: &Sources) -> Result<Vec<Segment<'a>>, Box<Diagnostic>> {
        let node = self.expression;
        let Some(text) = node.as_str() else {
            let subject = format!("`id` of message `{}`", self.name);
            return Err(Box::new(catalogue::wrong_type(
                node,
                &subject,
                "a runtime expression",
                sources.slice(node.span),
            )));
        };
        if text.strip_prefix("$message.header").is_some_and(|rest| rest.is_empty() || rest.starts_with('#')) {
            return Err(Box::new(catalogue::id_of_header(node.span, &self.name)));
        }
        let malformed = || Box::new(catalogue::id_malformed(node.span, &self.name, text));
        let rest = text.strip_prefix("$message.payload").ok_or_else(malformed)?;
        if rest.is_empty() || rest == "#" {
            return Ok(Vec::new());
        }
        let pointer = rest.strip_prefix("#/").ok_or_else(malformed)?;
        let mut start = text.len() - pointer.len();
        let mut segments = Vec::new();
        for written in pointer.split('/') {
            let end = start + written.len();
            let span = part_of_string(node.span, text, start, end, sources);
            let name =
                unescape(written).ok_or_else(|| Box::new(catalogue::id_pointer_escape(span, &self.name)))?;
            segments.push(Segment { name, span, rest: &text[start - 1..] });
            start = end + 1;
        }
        Ok(segments)
    }
}

/// RFC 6901: `~1` is a slash, `~0` a tilde.
fn unescape(written: &str) -> Option<String> {
    let escapes = written.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    escapes.then(|| written.replace("~1", "/").replace("~0", "~"))
}

/// Where the search is.
#[derive(Clone, Copy)]
struct Here<'s> {
    /// The segment that led here; none at the payload itself.
    segment: Option<&'s Segment<'s>>,
    /// The last choice on the way: where it is, and the variant that is looked at.
    choice: Option<(Option<&'s Segment<'s>>, &'s str)>,
    depth: usize,
}

impl Here<'_> {
    const START: Self = Self { segment: None, choice: None, depth: 0 };
}

struct Search<'s, 'a> {
    types: &'s HashMap<&'s str, &'s TypeDef>,
    wanted: &'s Wanted<'a>,
    looks: usize,
}

type Found = Result<IdPath, Box<Diagnostic>>;

impl Search<'_, '_> {
    /// The way from a value of type `ty` along `pointer`.
    fn at(&mut self, ty: &Type, pointer: &[Segment<'_>], here: &Here<'_>) -> Found {
        self.looks = self.looks.saturating_sub(1);
        if here.depth > MAX_DEPTH || self.looks == 0 {
            return Err(Box::new(catalogue::id_too_far(self.wanted.expression.span, &self.wanted.name)));
        }
        let here = &Here { depth: here.depth + 1, ..*here };
        let is_there = pointer.is_empty();
        match ty {
            // What it is, is found out when it is sent.
            Type::Foreign(_) => Ok(match pointer.first() {
                Some(segment) => IdPath::Within(segment.rest.to_owned()),
                None => IdPath::Value,
            }),
            Type::Nullable(inner) => Ok(step(self.at(inner, pointer, here)?, IdPath::Some)),
            Type::Boxed(inner) => Ok(step(self.at(inner, pointer, here)?, IdPath::Unboxed)),
            Type::Named(name) => match self.types.get(name.as_str()).map(|definition| &definition.kind) {
                Some(kind) => self.of_kind(name, kind, pointer, here),
                None => Ok(IdPath::Value),
            },
            Type::String | Type::I32 | Type::I64 | Type::U32 | Type::U64 if is_there => Ok(IdPath::Value),
            Type::Bool => self.wrong_type("a boolean", pointer, here),
            Type::F32 | Type::F64 => self.wrong_type("a number", pointer, here),
            Type::String => self.wrong_type("a string", pointer, here),
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => self.wrong_type("an integer", pointer, here),
            Type::List(_) | Type::Set(_) | Type::Tuple(_) => self.wrong_type("a list", pointer, here),
            Type::Json if is_there => self.wrong_type("of any type", pointer, here),
            Type::JsonObject | Type::Map(_) if is_there => self.wrong_type("an object", pointer, here),
            Type::Json | Type::JsonObject | Type::Map(_) => self.unlisted(&[], pointer, here),
        }
    }

    fn of_kind(&mut self, name: &str, kind: &TypeKind, pointer: &[Segment<'_>], here: &Here<'_>) -> Found {
        let is_there = pointer.is_empty();
        match kind {
            TypeKind::Alias(inner) => self.at(inner, pointer, here),
            TypeKind::Newtype(inner) => Ok(step(self.at(inner, pointer, here)?, IdPath::Inner)),
            TypeKind::StringEnum { .. } | TypeKind::Constant(Constant::String(_)) if is_there => {
                Ok(IdPath::Value)
            }
            TypeKind::StringEnum { .. } | TypeKind::Constant(Constant::String(_)) => {
                self.wrong_type("a string", pointer, here)
            }
            TypeKind::Constant(Constant::Json(text)) => match text.as_str() {
                integer if is_there && is_i64_or_u64(integer) => Ok(IdPath::Value),
                integer if integer.parse::<i128>().is_ok() => {
                    let what = if is_there { "an integer of more than 64 bits" } else { "an integer" };
                    self.wrong_type(what, pointer, here)
                }
                "true" | "false" => self.wrong_type("a boolean", pointer, here),
                _ => self.wrong_type("a number", pointer, here),
            },
            TypeKind::Struct { .. } if is_there => self.wrong_type("an object", pointer, here),
            TypeKind::Struct { fields, .. } => self.field(fields, pointer, here),
            TypeKind::Union(union) => {
                let mut variants = Vec::new();
                for variant in &union.variants {
                    let here = Here { choice: Some((here.segment, &variant.name)), ..*here };
                    variants.push((variant.name.clone(), self.at(&variant.ty, pointer, &here)?));
                }
                // The value of an enum is that of its variant.
                Ok(if is_there { IdPath::Value } else { IdPath::Union { name: name.to_owned(), variants } })
            }
        }
    }

    fn field(&mut self, fields: &[Field], pointer: &[Segment<'_>], here: &Here<'_>) -> Found {
        let Some((segment, rest)) = pointer.split_first() else { return Ok(IdPath::Value) };
        let Some(field) = fields.iter().find(|field| field.json == segment.name) else {
            return self.unlisted(fields, pointer, here);
        };
        let inside = Here { segment: Some(segment), ..*here };
        let mut path = self.at(&field.ty, rest, &inside)?;
        for is_option in [field.is_nullable(), field.is_optional()] {
            if is_option {
                path = step(path, IdPath::Some);
            }
        }
        Ok(IdPath::Field(field.name.clone(), Box::new(path)))
    }

    /// No property has the name that is next.
    fn unlisted(&self, fields: &[Field], pointer: &[Segment<'_>], here: &Here<'_>) -> Found {
        let Some(segment) = pointer.first() else { return Ok(IdPath::Value) };
        let names: Vec<&str> = fields.iter().map(|field| field.json.as_str()).collect();
        let (owner, name) = (here.describe(), &self.wanted.name);
        Err(Box::new(catalogue::id_leads_nowhere(segment.span, name, &owner, &segment.name, &names)))
    }

    /// The value is no id, or has no properties, though there is more of the pointer.
    fn wrong_type(&self, what: &str, pointer: &[Segment<'_>], here: &Here<'_>) -> Found {
        if what != "an object" {
            if let Some(segment) = pointer.first() {
                let (owner, name) = (here.describe(), &self.wanted.name);
                return Err(Box::new(catalogue::id_in_a_scalar(segment.span, name, &owner, what)));
            }
        }
        let span = here.segment.map_or(self.wanted.expression.span, |segment| segment.span);
        Err(Box::new(catalogue::id_of_wrong_type(span, &self.wanted.name, &here.describe(), what)))
    }
}

impl Here<'_> {
    /// What the value here is, for messages.
    fn describe(&self) -> String {
        let name = |segment: Option<&Segment<'_>>| match segment {
            Some(segment) => format!("`{}`", segment.name),
            None => "the payload".to_owned(),
        };
        let what = name(self.segment);
        match self.choice {
            Some((owner, variant)) if owner.map(|owner| owner.span) == self.segment.map(|own| own.span) => {
                format!("{what}, where it is `{variant}`,")
            }
            Some((owner, variant)) => format!("{what}, where {} is `{variant}`,", name(owner)),
            None => what,
        }
    }
}

/// A step before the rest of the way. None is needed to a value that is the id itself: it is absent, boxed or wrapped, and
/// written, as it is.
fn step(rest: IdPath, step: fn(Box<IdPath>) -> IdPath) -> IdPath {
    if rest == IdPath::Value { rest } else { step(Box::new(rest)) }
}

fn is_i64_or_u64(text: &str) -> bool {
    text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (written, name) in [
            ("a~1b", Some("a/b")),
            ("a~0b", Some("a~b")),
            ("~01", Some("~1")),
            ("%2F", Some("%2F")),
            ("", Some("")),
        ] {
            assert_eq!(unescape(written).as_deref(), name);
        }
        for written in ["~", "a~2", "~~0"] {
            assert_eq!(unescape(written), None);
        }
    }
}
