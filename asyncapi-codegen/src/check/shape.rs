//! Walks a document along the specification's tables: unknown and missing fields, wrong types, references
//! where none may stand or to the wrong kind of object (rules D4, D6, D7, R1 to R4).

use std::collections::{HashMap, VecDeque};

use super::{Version, format, rules};
use crate::diagnostic::{Diagnostics, Severity, catalogue, suggestion};
use crate::document::is_json_schema;
use crate::resolve::{Broken, Resolver, reference};
use crate::source::Span;
use crate::spec::{Field, Format, Keys, MULTI_FORMAT_SCHEMA, Map, Object, Rule, SCHEMA, Shape, v2, v3};
use crate::tree::{Entry, Key, Node, Value};

/// Checks everything from `root`, which should be a document of this version, and whatever it refers to.
pub(crate) fn shape<'a>(
    root: &'a Node,
    version: Version,
    resolver: Resolver<'a>,
    lenient: bool,
    diagnostics: &mut Diagnostics,
) {
    let (object, minor) = match version {
        Version::V2(minor) => (&v2::ROOT, minor),
        Version::V3(minor) => (&v3::ROOT, minor),
    };
    let kinds = HashMap::new();
    let mut walk =
        Walk { resolver, version, minor, lenient, diagnostics, kinds, references: VecDeque::new() };
    walk.visit(root, Shape::Object(object), Subject { object, key: None, field: None });
    // References are followed once everything in place is known to be what it is, so that a reference to the
    // wrong kind of object is blamed on the reference and not on its target.
    while let Some((node, expected)) = walk.references.pop_front() {
        walk.follow(node, expected);
    }
}

struct Walk<'a, 'd> {
    resolver: Resolver<'a>,
    version: Version,
    minor: u8,
    lenient: bool,
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
            // A payload is looked at where its `schemaFormat` is seen.
            Shape::Any | Shape::PayloadOfFormat => true,
            Shape::Text => node.as_str().is_some(),
            Shape::TextOrNull => node.as_str().is_some() || node.value == Value::Null,
            Shape::Format(format) => return self.format(node, format, subject),
            Shape::Flag => node.as_bool().is_some(),
            Shape::Number => matches!(node.value, Value::Int(_) | Value::Float(_)),
            Shape::Word(words) => return self.word(node, words, subject),
            Shape::WordSince(words) => {
                let known = words.iter().filter(|(_, since)| *since <= self.minor);
                let known: Vec<_> = known.map(|(word, _)| *word).collect();
                return self.word(node, &known, subject);
            }
            Shape::Messages(message) => return self.messages(node, message, subject),
            Shape::Object(object) => return self.object(node, object, subject),
            Shape::ObjectOrRef(object) => return self.object_or_ref(node, object, shape, subject),
            Shape::Ref(_) => return self.only_ref(node, shape, subject),
            Shape::Map(map) => return self.map(node, map, subject),
            Shape::UniqueNames(object) => return self.unique_names(node, object, subject),
            Shape::List(item) => return self.list(node, *item, subject),
            Shape::Schema | Shape::Payload if node.as_bool().is_some() => true,
            Shape::Schema => return self.object_or_ref(node, &SCHEMA, shape, subject),
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
        let mut wrong = catalogue::wrong_type(node, &subject.to_string(), expected, written);
        // An extension may be another's, of the same name.
        if self.lenient && subject.field == Some("x-sse") {
            wrong.severity = Severity::Warning;
        }
        self.diagnostics.push(wrong);
    }

    fn word(&mut self, node: &Node, words: &[&'static str], subject: Subject<'_>) {
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
            Some(_) if reference(node).is_some() => {
                self.ignored_siblings(node, shape);
                self.references.push_back((node, shape));
            }
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

    fn format(&mut self, node: &Node, format: Format, subject: Subject<'_>) {
        match node.as_str() {
            None => self.wrong_type(node, "a string", subject),
            Some(text) if format::fits(format, text) => {}
            Some(_) => {
                let mut malformed =
                    catalogue::malformed_text(node.span, &subject.to_string(), format::describe(format));
                if self.lenient && matches!(format, Format::Uri | Format::Email) {
                    malformed.severity = Severity::Warning;
                }
                self.diagnostics.push(malformed);
            }
        }
    }

    fn unique_names(&mut self, node: &'a Node, object: &'static Object, subject: Subject<'a>) {
        self.visit(node, Shape::List(&Shape::Any), subject);
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for item in node.items() {
            self.visit(item, Shape::Object(object), subject);
            let Some(name) = item.get("name").filter(|name| name.as_str().is_some()) else { continue };
            let text = name.as_str().unwrap_or_default();
            match seen.get(text) {
                Some(first) => {
                    let subject = subject.to_string();
                    self.diagnostics.push(catalogue::name_twice(name.span, text, &subject, *first));
                }
                None => {
                    seen.insert(text, name.span);
                }
            }
        }
    }

    fn map(&mut self, node: &'a Node, map: &'static Map, subject: Subject<'a>) {
        let value = map.value;
        let Some(mapping) = node.as_mapping() else {
            return self.wrong_type(node, "an object", subject);
        };
        for entry in mapping {
            if !fits_keys(map.keys, &entry.key.name) {
                let subject = subject.to_string();
                let characters = key_characters(map.keys);
                self.diagnostics.push(catalogue::malformed_key(&entry.key, &subject, characters));
            }
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
        // A 2.x channel may be a reference and have fields beside it.
        if std::ptr::eq(object, &raw const v2::CHANNEL) && reference(node).is_some() {
            self.references.push_back((node, Shape::Object(object)));
        }
        if self.kinds.insert(std::ptr::from_ref(node), object).is_some() {
            return;
        }
        let Some(mapping) = node.as_mapping() else {
            return self.wrong_type(node, "an object", subject);
        };
        if let Some(entry) = requirement_of_2x(node, object, self.version) {
            self.diagnostics.push(catalogue::security_requirement_of_2x(&entry.key));
            return;
        }
        let subject = if std::ptr::eq(subject.object, object) {
            Subject { field: None, ..subject }
        } else {
            Subject { object, key: subject.key.filter(|_| subject.field.is_none()), field: None }
        };
        for entry in mapping {
            let name = entry.key.name.as_str();
            match object.field(name).filter(|field| field.is_in(self.minor)) {
                Some(field) => {
                    let shape = match field.shape {
                        Shape::PayloadOfFormat if is_schema_format(mapping.get("schemaFormat")) => {
                            Shape::Schema
                        }
                        shape => shape,
                    };
                    self.visit(&entry.value, shape, Subject { field: Some(name), ..subject });
                }
                None if name.starts_with("x-") => {}
                None if object.open => self.unknown_keyword(&entry.key, object, subject),
                None => {
                    let subject = subject.to_string();
                    let mut unknown = catalogue::unknown_field(&entry.key, object, &subject, self.minor);
                    if self.lenient {
                        unknown.severity = Severity::Warning;
                    }
                    self.diagnostics.push(unknown);
                }
            }
        }
        if let (true, Some(format)) =
            (std::ptr::eq(object, &raw const MULTI_FORMAT_SCHEMA), node.get("schemaFormat"))
        {
            let text = format.as_str().unwrap_or_default();
            let inline = ["protobuf", "raml"].iter().any(|name| text.contains(name));
            if let (true, Some(schema)) =
                (inline, node.get("schema").filter(|schema| schema.as_str().is_none()))
            {
                self.diagnostics.push(catalogue::schema_not_inline(schema.span));
            }
            // Rule X2: the payload is then a value of any kind.
            if format.as_str().is_some_and(|format| !is_json_schema(format)) {
                self.diagnostics.push(catalogue::opaque_schema_format(format.span));
            }
        }
        if object.rule != Rule::None {
            let name = subject.to_string();
            let subject =
                rules::Subject { node, name: &name, version: self.version, resolver: self.resolver };
            rules::apply(object.rule, subject, self.diagnostics);
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

    /// 2.x `message`.
    fn messages(&mut self, node: &'a Node, message: &'static Object, subject: Subject<'a>) {
        match node.get("oneOf") {
            Some(several) => {
                let beside = node.entries().filter(|entry| entry.key.name != "oneOf");
                for entry in beside.filter(|entry| !entry.key.name.starts_with("x-")) {
                    self.diagnostics.push(catalogue::one_of_with_siblings(&entry.key));
                }
                self.list(several, Shape::ObjectOrRef(message), subject);
            }
            None => self.visit(node, Shape::ObjectOrRef(message), subject),
        }
    }

    /// Rule X4: a keyword that nobody knows says nothing. Those of OpenAPI and of later drafts are no mistakes.
    fn unknown_keyword(&mut self, key: &Key, object: &'static Object, subject: Subject<'_>) {
        const FOREIGN: [&str; 9] = [
            "example",
            "xml",
            "id",
            "$anchor",
            "$dynamicRef",
            "$vocabulary",
            "prefixItems",
            "unevaluatedProperties",
            "summary",
        ];
        if std::ptr::eq(object, &raw const SCHEMA) && !FOREIGN.contains(&key.name.as_str()) {
            let keywords = object.fields.iter().map(|field| field.name);
            let near = suggestion(&key.name, keywords);
            self.diagnostics.push(catalogue::unknown_keyword(key, &subject.to_string(), near));
        }
    }

    /// Rule X6: what stands beside a `$ref` is ignored. A description is not: it becomes documentation.
    fn ignored_siblings(&mut self, node: &Node, shape: Shape) {
        if !matches!(shape, Shape::Schema | Shape::Payload) {
            return;
        }
        let kept = ["$ref", "description", "title", "summary", "deprecated"];
        for entry in node.entries().filter(|entry| !kept.contains(&entry.key.name.as_str())) {
            if !entry.key.name.starts_with("x-") {
                self.diagnostics.push(catalogue::ignored_sibling(&entry.key));
            }
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
            Shape::ObjectOrRef(object) | Shape::Ref(object) | Shape::Object(object) => object,
            Shape::Schema | Shape::Payload if target.node.as_bool().is_some() => return,
            Shape::Payload => payload_object(target.node),
            _ => &SCHEMA,
        };
        match self.kinds.get(&std::ptr::from_ref(target.node)) {
            Some(kind) if std::ptr::eq(*kind, object) => {}
            Some(kind) => {
                if let Some(reference) = node.get("$ref") {
                    // Anything is a schema of sorts: its unknown keywords say nothing.
                    let severity = if std::ptr::eq(object, &raw const SCHEMA) {
                        Severity::Warning
                    } else {
                        Severity::Error
                    };
                    let mut wrong = catalogue::ref_to_wrong_kind(
                        reference.span,
                        reference.as_str().unwrap_or_default(),
                        object,
                        kind,
                    );
                    wrong.severity = severity;
                    self.diagnostics.push(wrong);
                }
            }
            None => self.object(target.node, object, Subject { object, key: None, field: None }),
        }
    }
}

const SCHEMA_TYPES: [&str; 7] = ["null", "boolean", "object", "array", "number", "integer", "string"];

/// Where to point when something is missing from `node`: its first key rather than all of it.
pub(super) fn first_place(node: &Node) -> Span {
    node.entries().next().map_or(node.span, |entry| entry.key.span)
}

/// A map's values are named by their keys: channel `userSignups`, not `channels` of the document.
fn named<'a>(value: Shape, key: &'a Key, subject: Subject<'a>) -> Subject<'a> {
    match value {
        Shape::Object(object) | Shape::ObjectOrRef(object) => {
            Subject { object, key: Some(&key.name), field: None }
        }
        Shape::Schema | Shape::Payload => Subject { object: &SCHEMA, key: Some(&key.name), field: None },
        _ => Subject { field: Some(&key.name), ..subject },
    }
}

/// Whether a 2.x payload with this `schemaFormat` is a schema; others are opaque (rule X2).
fn is_schema_format(format: Option<&Node>) -> bool {
    format.is_none_or(|format| format.as_str().is_none_or(is_json_schema))
}

/// `{bearerAuth: []}` where 3.x has the scheme itself, or a reference to it.
fn requirement_of_2x<'a>(node: &'a Node, object: &Object, version: Version) -> Option<&'a Entry> {
    let mut entries = node.entries();
    match (version, object.rule, entries.next(), entries.next()) {
        (Version::V3(_), Rule::SecurityScheme, Some(only), None) => {
            (object.field(&only.key.name).is_none() && only.value.as_sequence().is_some()).then_some(only)
        }
        _ => None,
    }
}

fn fits_keys(keys: Keys, name: &str) -> bool {
    let dot = match keys {
        Keys::Any => return true,
        Keys::Component => true,
        Keys::Word => false,
    };
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte) || (dot && byte == b'.'))
}

fn key_characters(keys: Keys) -> &'static str {
    if keys == Keys::Word { "letters, digits, `_` and `-`" } else { "letters, digits, `.`, `_` and `-`" }
}

fn payload_object(node: &Node) -> &'static Object {
    if node.get("schemaFormat").is_some() { &MULTI_FORMAT_SCHEMA } else { &SCHEMA }
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
