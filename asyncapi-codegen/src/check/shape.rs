//! Walks a document along the specification's tables: unknown and missing fields, wrong types, references
//! where none may stand or to the wrong kind of object (rules D4, D6, D7, R1 to R4).

use std::collections::{HashMap, VecDeque};

use crate::diagnostic::{Diagnostics, catalogue, suggestion};
use crate::resolve::{Broken, Resolver, reference};
use crate::source::Span;
use crate::spec::{Field, Object, Shape, v3};
use crate::tree::{Key, Node, Value};

/// Checks everything from `root`, which should be an `object`, and whatever it refers to.
pub(crate) fn shape<'a>(
    root: &'a Node,
    object: &'static Object,
    resolver: Resolver<'a>,
    diagnostics: &mut Diagnostics,
) {
    let mut walk = Walk { resolver, diagnostics, kinds: HashMap::new(), references: VecDeque::new() };
    walk.visit(root, Shape::Object(object), Subject { object, key: None, field: None });
    // References are followed once everything in place is known to be what it is, so that a reference to the
    // wrong kind of object is blamed on the reference and not on its target.
    while let Some((node, expected)) = walk.references.pop_front() {
        walk.follow(node, expected);
    }
}

struct Walk<'a, 'd> {
    resolver: Resolver<'a>,
    diagnostics: &'d mut Diagnostics,
    /// What each visited node is, by its address.
    kinds: HashMap<*const Node, &'static Object>,
    references: VecDeque<(&'a Node, Shape)>,
}

/// What is looked at, for messages: `address` of channel `userSignups`.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    object: &'static Object,
    key: Option<&'a str>,
    field: Option<&'a str>,
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.field {
            Some(field) => write!(f, "`{field}` of {}", Subject { field: None, ..*self }),
            None => match self.key {
                Some(key) => write!(f, "{} `{key}`", self.object.name),
                None => write!(f, "the {}", self.object.name),
            },
        }
    }
}

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, node: &'a Node, shape: Shape, subject: Subject<'a>) {
        let fits = match shape {
            Shape::Any => true,
            Shape::Text => node.as_str().is_some(),
            Shape::TextOrNull => node.as_str().is_some() || node.value == Value::Null,
            Shape::Flag => node.as_bool().is_some(),
            Shape::Number => matches!(node.value, Value::Int(_) | Value::Float(_)),
            Shape::Word(words) => return self.word(node, words, subject),
            Shape::Object(object) => return self.object(node, object, subject),
            Shape::ObjectOrRef(object) => return self.object_or_ref(node, object, shape, subject),
            Shape::Ref(_) => return self.only_ref(node, shape, subject),
            Shape::Map(map) => return self.map(node, map.value, subject),
            Shape::List(item) => return self.list(node, *item, subject),
            Shape::Schema | Shape::Payload if node.as_bool().is_some() => true,
            Shape::Schema => return self.object_or_ref(node, &v3::SCHEMA, shape, subject),
            Shape::Payload => return self.object_or_ref(node, payload_object(node), shape, subject),
            Shape::SchemaType => return self.schema_type(node, subject),
            Shape::SchemaItems if node.as_sequence().is_some() => {
                return self.list(node, Shape::Schema, subject);
            }
            Shape::SchemaItems => return self.visit(node, Shape::Schema, subject),
        };
        if !fits {
            self.wrong_type(node, expected(shape), subject);
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &str, subject: Subject<'_>) {
        let written = self.resolver.sources.slice(node.span);
        self.diagnostics.push(catalogue::wrong_type(node, &subject.to_string(), expected, written));
    }

    fn word(&mut self, node: &Node, words: &'static [&'static str], subject: Subject<'_>) {
        match node.as_str() {
            Some(word) if words.contains(&word) => {}
            Some(word) => {
                self.diagnostics.push(catalogue::unknown_word(node.span, &subject.to_string(), word, words));
            }
            None => self.wrong_type(node, "a string", subject),
        }
    }

    fn object_or_ref(&mut self, node: &'a Node, object: &'static Object, shape: Shape, subject: Subject<'a>) {
        match node.get("$ref") {
            Some(_) if reference(node).is_some() => self.references.push_back((node, shape)),
            Some(other) => self.wrong_type(other, "a string", Subject { field: Some("$ref"), ..subject }),
            None => self.object(node, object, subject),
        }
    }

    fn only_ref(&mut self, node: &'a Node, shape: Shape, subject: Subject<'a>) {
        match node.get("$ref") {
            Some(_) if reference(node).is_some() => self.references.push_back((node, shape)),
            Some(other) => self.wrong_type(other, "a string", Subject { field: Some("$ref"), ..subject }),
            None => {
                self.diagnostics.push(catalogue::reference_expected(first_place(node), &subject.to_string()));
            }
        }
    }

    fn map(&mut self, node: &'a Node, value: Shape, subject: Subject<'a>) {
        let Some(mapping) = node.as_mapping() else {
            return self.wrong_type(node, "an object", subject);
        };
        for entry in mapping {
            let inner = named(value, &entry.key, subject);
            self.visit(&entry.value, value, inner);
        }
    }

    fn list(&mut self, node: &'a Node, item: Shape, subject: Subject<'a>) {
        let Some(items) = node.as_sequence() else { return self.wrong_type(node, "a list", subject) };
        for node in items {
            self.visit(node, item, subject);
        }
    }

    fn object(&mut self, node: &'a Node, object: &'static Object, subject: Subject<'a>) {
        if self.kinds.insert(std::ptr::from_ref(node), object).is_some() {
            return;
        }
        let Some(mapping) = node.as_mapping() else {
            return self.wrong_type(node, "an object", subject);
        };
        let subject = if std::ptr::eq(subject.object, object) {
            Subject { field: None, ..subject }
        } else {
            Subject { object, key: subject.key.filter(|_| subject.field.is_none()), field: None }
        };
        for entry in mapping {
            let name = entry.key.name.as_str();
            match object.field(name) {
                Some(field) => {
                    self.visit(&entry.value, field.shape, Subject { field: Some(name), ..subject });
                }
                None if name.starts_with("x-") || object.open => {}
                None => {
                    self.diagnostics.push(catalogue::unknown_field(&entry.key, object, &subject.to_string()));
                }
            }
        }
        let missing = |field: &&Field| field.required && mapping.get(field.name).is_none();
        for field in object.fields.iter().filter(missing) {
            // A field that is only misspelled was reported as unknown.
            let names = object.fields.iter().map(|field| field.name);
            let misspelled = mapping.iter().any(|entry| {
                object.field(&entry.key.name).is_none()
                    && suggestion(&entry.key.name, names.clone()) == Some(field.name)
            });
            if misspelled {
                continue;
            }
            self.diagnostics.push(catalogue::missing_field(
                first_place(node),
                field.name,
                object,
                &subject.to_string(),
            ));
        }
    }

    fn schema_type(&mut self, node: &Node, subject: Subject<'_>) {
        let names = match &node.value {
            Value::Sequence(items) if !items.is_empty() => items.iter().collect(),
            _ => vec![node],
        };
        for name in names {
            self.word(name, &SCHEMA_TYPES, subject);
        }
    }

    /// The target must be there, and be the kind of object the place asks for.
    fn follow(&mut self, node: &'a Node, expected: Shape) {
        let target = match self.resolver.resolve(node) {
            Ok(target) => target,
            Err(Broken::Here(diagnostic)) => return self.diagnostics.push(*diagnostic),
            // What it leads to, or through, has an error of its own.
            Err(Broken::Elsewhere) => return,
        };
        let object = match expected {
            Shape::ObjectOrRef(object) | Shape::Ref(object) => object,
            Shape::Schema | Shape::Payload if target.node.as_bool().is_some() => return,
            Shape::Payload => payload_object(target.node),
            _ => &v3::SCHEMA,
        };
        match self.kinds.get(&std::ptr::from_ref(target.node)) {
            Some(kind) if std::ptr::eq(*kind, object) => {}
            Some(kind) => {
                if let Some(reference) = node.get("$ref") {
                    self.diagnostics.push(catalogue::ref_to_wrong_kind(
                        reference.span,
                        reference.as_str().unwrap_or_default(),
                        object,
                        kind,
                    ));
                }
            }
            None => self.object(target.node, object, Subject { object, key: None, field: None }),
        }
    }
}

const SCHEMA_TYPES: [&str; 7] = ["null", "boolean", "object", "array", "number", "integer", "string"];

/// Where to point when something is missing from `node`: its first key rather than all of it.
fn first_place(node: &Node) -> Span {
    node.entries().next().map_or(node.span, |entry| entry.key.span)
}

/// A map's values are named by their keys: channel `userSignups`, not `channels` of the document.
fn named<'a>(value: Shape, key: &'a Key, subject: Subject<'a>) -> Subject<'a> {
    match value {
        Shape::Object(object) | Shape::ObjectOrRef(object) => {
            Subject { object, key: Some(&key.name), field: None }
        }
        Shape::Schema | Shape::Payload => Subject { object: &v3::SCHEMA, key: Some(&key.name), field: None },
        _ => Subject { field: Some(&key.name), ..subject },
    }
}

fn payload_object(node: &Node) -> &'static Object {
    if node.get("schemaFormat").is_some() { &v3::MULTI_FORMAT_SCHEMA } else { &v3::SCHEMA }
}

fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "a string",
        Shape::TextOrNull => "a string or null",
        Shape::Flag => "a boolean",
        Shape::Number => "a number",
        _ => "an object",
    }
}
