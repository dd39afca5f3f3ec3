//! The span tree: values of the JSON data model, each with its place.

use crate::source::Span;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    String(String),
    Sequence(Vec<Node>),
    Mapping(Mapping),
}

/// As many entries are looked at one by one.
const FEW: usize = 16;

/// A mapping with its entries in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapping {
    entries: Vec<Entry>,
    /// Positions in `entries`, ordered by key: documents have mappings with thousands of keys.
    order: Vec<u32>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) value: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) span: Span,
}

impl Mapping {
    /// A mapping of these entries, and every later entry of a key that stood there before, with the first.
    pub(crate) fn new(entries: Vec<Entry>) -> (Self, Vec<(Key, Key)>) {
        let mut order: Vec<u32> = (0..).take(entries.len()).collect();
        let key = |at: &u32| &entries[*at as usize].key;
        order.sort_by(|a, b| key(a).name.cmp(&key(b).name));
        let mut duplicates = Vec::new();
        order.dedup_by(|later, first| {
            let same = key(later).name == key(first).name;
            if same {
                duplicates.push((key(first).clone(), key(later).clone()));
            }
            same
        });
        (Self { entries, order }, duplicates)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|entry| &entry.value)
    }

    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        // Most mappings are short, and most keys of another length: then looking at all is faster.
        if self.entries.len() <= FEW {
            return self.entries.iter().find(|entry| entry.key.name == name);
        }
        let find = |at: &u32| self.entries[*at as usize].key.name.as_str().cmp(name);
        let at = self.order.binary_search_by(find).ok()?;
        self.entries.get(self.order[at] as usize)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Equal as values: places and the order of keys do not count.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|entry| other.get(&entry.key.name).is_some_and(|value| entry.value == *value))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    pub(crate) fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    pub(crate) fn as_sequence(&self) -> Option<&[Node]> {
        if let Value::Sequence(items) = &self.value { Some(items) } else { None }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = &self.value { Some(*value) } else { None }
    }

    /// The value under `name`, if this is a mapping that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.as_mapping()?.get(name)
    }

    /// The entries, none if this is no mapping.
    pub(crate) fn entries(&self) -> std::slice::Iter<'_, Entry> {
        self.as_mapping().map_or_else(Default::default, Mapping::iter)
    }

    /// The items, none if this is no sequence.
    pub(crate) fn items(&self) -> &[Node] {
        self.as_sequence().unwrap_or_default()
    }

    /// What this is, for messages: "a string", "a mapping".
    pub(crate) fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "an object",
        }
    }
}
