//! The groups of the suite, and the documents that are made of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// A schema and its tests.
#[derive(Debug)]
pub(super) struct Group {
    /// The file, relative to the suite.
    pub(super) file: String,
    pub(super) description: String,
    pub(super) schema: Value,
    pub(super) tests: Vec<Test>,
}

#[derive(Debug)]
pub(super) struct Test {
    pub(super) description: String,
    /// As it is written: some numbers are larger than any of Rust's.
    pub(super) data: String,
    pub(super) valid: bool,
}

/// Where in a document the schema stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variant {
    /// It is the payload.
    Payload,
    /// It is a required property of the payload.
    Property,
}

impl Variant {
    pub(super) const ALL: [Self; 2] = [Self::Payload, Self::Property];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Property => "property",
        }
    }

    /// The document with one message, `Subject`.
    pub(super) fn document(self, schema: &Value) -> String {
        let mut schema = schema.clone();
        rewrite(&mut schema);
        let payload = match self {
            Self::Payload => json!({"$ref": "#/components/schemas/Root"}),
            Self::Property => {
                json!({"type": "object", "required": ["value"], "properties": {"value": schema}})
            }
        };
        let document = json!({
            "asyncapi": "3.0.0",
            "info": {"title": "Suite", "version": "1.0.0"},
            "channels": {"subjects": {"address": "subjects", "messages": {"Subject": {"payload": payload}}}},
            "components": {"schemas": {"Root": schema}},
        });
        document.to_string()
    }

    pub(super) fn data(self, data: &str) -> String {
        match self {
            Self::Payload => data.to_owned(),
            Self::Property => format!("{{\"value\": {data}}}"),
        }
    }
}

/// What these keywords hold are no schemas: what looks like a reference in there is a value.
const VALUES: [&str; 4] = ["const", "enum", "default", "examples"];
/// What these keywords hold are schemas by name: a name is no keyword.
const NAMES: [&str; 5] = ["properties", "patternProperties", "definitions", "$defs", "dependencies"];

/// References within the schema lead to where it stands in the document.
fn rewrite(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords.iter_mut() {
                match value {
                    Value::String(to) if keyword == "$ref" && is_pointer(to) => {
                        *to = format!("#/components/schemas/Root{}", &to[1..]);
                    }
                    _ if VALUES.contains(&keyword.as_str()) => {}
                    Value::Object(named) if NAMES.contains(&keyword.as_str()) => {
                        named.values_mut().for_each(rewrite);
                    }
                    _ => rewrite(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}

fn is_pointer(reference: &str) -> bool {
    reference == "#" || reference.starts_with("#/")
}

/// Whether a schema refers by URI or anchor, which AsyncAPI's references do not do.
pub(super) fn refers_by_uri(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, value)| match value {
            Value::String(to) if key == "$ref" => !is_pointer(to),
            _ => refers_by_uri(value),
        }),
        Value::Array(items) => items.iter().any(refers_by_uri),
        _ => false,
    }
}

/// Every group of the files below `root`.
pub(super) fn read(root: &Path) -> Result<Vec<Group>, String> {
    let mut files = Vec::new();
    walk(root, &mut files)?;
    files.sort();
    let mut groups = Vec::new();
    for path in files {
        let file = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
        let read = file_groups(&file, &text).map_err(|error| format!("{file}: {error}"))?;
        groups.extend(read);
    }
    Ok(groups)
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", directory.display());
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}

type Raw = BTreeMap<String, Box<RawValue>>;

fn file_groups(file: &str, text: &str) -> Result<Vec<Group>, serde_json::Error> {
    let groups: Vec<Raw> = serde_json::from_str(text)?;
    groups.iter().map(|group| one(file, group)).collect()
}

fn one(file: &str, group: &Raw) -> Result<Group, serde_json::Error> {
    let tests: Vec<Raw> = serde_json::from_str(field(group, "tests"))?;
    let tests = tests.iter().map(|test| {
        Ok(Test {
            description: serde_json::from_str(field(test, "description"))?,
            data: field(test, "data").to_owned(),
            valid: serde_json::from_str(field(test, "valid"))?,
        })
    });
    Ok(Group {
        file: file.to_owned(),
        description: serde_json::from_str(field(group, "description"))?,
        schema: serde_json::from_str(field(group, "schema"))?,
        tests: tests.collect::<Result<_, serde_json::Error>>()?,
    })
}

fn field<'a>(map: &'a Raw, name: &str) -> &'a str {
    map.get(name).map_or("null", |value| value.get())
}

/// Whether two JSON texts say the same.
pub(super) fn equal(left: &str, right: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    matches!((parse(left), parse(right)), (Some(left), Some(right)) if same(&left, &right))
}

fn same(left: &Value, right: &Value) -> bool {
    let members = |left: &Map<String, Value>, right: &Map<String, Value>| {
        left.len() == right.len()
            && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| same(value, other)))
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => members(left, right),
        _ => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_move_with_the_schema() {
        let mut schema = json!({
            "$ref": "#/definitions/a",
            "const": {"$ref": "#/definitions/a"},
            "properties": {"$ref": {"$ref": "#"}, "const": {"$ref": "#/x"}, "c": {"$ref": "other.json#/x"}},
            "items": [{"$ref": "#/y"}],
        });
        rewrite(&mut schema);
        let expected = json!({
            "$ref": "#/components/schemas/Root/definitions/a",
            "const": {"$ref": "#/definitions/a"},
            "properties": {
                "$ref": {"$ref": "#/components/schemas/Root"},
                "const": {"$ref": "#/components/schemas/Root/x"},
                "c": {"$ref": "other.json#/x"},
            },
            "items": [{"$ref": "#/components/schemas/Root/y"}],
        });
        assert_eq!(schema, expected);
        assert!(refers_by_uri(&schema));
    }

    #[test]
    fn numbers_are_equal_by_value() {
        assert!(equal("{\"a\": [1, 2.0]}", "{\"a\": [1.0, 2]}"));
        assert!(!equal("[1]", "[1, 2]"));
    }
}
