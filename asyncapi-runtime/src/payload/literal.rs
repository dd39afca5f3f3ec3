//! Values that the document gives: defaults and examples in generated code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// A string.
pub fn string(text: &str) -> String {
    text.to_owned()
}

/// The value of a JSON text, which the macro has written.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The object of a JSON text, which the macro has written.
pub fn json_object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A list.
pub fn list<T, const N: usize>(items: [T; N]) -> Vec<T> {
    Vec::from(items)
}

/// A set.
pub fn set<T: Ord, const N: usize>(items: [T; N]) -> BTreeSet<T> {
    BTreeSet::from(items)
}

/// A map by property name.
pub fn map<T, const N: usize>(entries: [(&str, T); N]) -> BTreeMap<String, T> {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
