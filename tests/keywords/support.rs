//! What becomes of a JSON value in a type: it comes back, it violates something, or the type refuses it.

use asyncapi_runtime::{Validate, Violations};
use asyncapi_tests::difference;
use serde_json::Value;

/// What a type can be read from and written to without lifetimes.
pub(crate) trait Payload: Validate + serde::Serialize + serde::de::DeserializeOwned {}

impl<T: Validate + serde::Serialize + serde::de::DeserializeOwned> Payload for T {}

/// What became of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It was read, is valid, and was written as it was.
    Fine,
    /// It was read, and these are its violations: pointer and keyword.
    Violated(Vec<(String, String)>),
    /// It was not read, for this reason.
    Refused(String),
}

/// Reads, validates and writes `value` as a `T`.
///
/// # Panics
/// When it is valid and comes back as another.
pub(crate) fn fate<T: Payload>(value: &Value) -> Fate {
    let text = value.to_string();
    let typed: T = match serde_json::from_str(&text) {
        Ok(typed) => typed,
        Err(error) => return Fate::Refused(error.to_string()),
    };
    if let Err(violations) = typed.validate() {
        return Fate::Violated(pairs(&violations));
    }
    let written = serde_json::to_string(&typed).expect("valid values can be written");
    let difference = difference(&text, &written);
    assert!(difference.is_empty(), "{text} came back as {written}: {difference:?}");
    Fate::Fine
}

/// The pointers and keywords of all violations.
pub(crate) fn pairs(violations: &Violations) -> Vec<(String, String)> {
    violations.iter().map(|one| (one.pointer().to_owned(), one.keyword().to_owned())).collect()
}

/// The value is one of `T`, and comes back.
#[track_caller]
pub(crate) fn fine<T: Payload>(value: &Value) {
    assert_eq!(fate::<T>(value), Fate::Fine, "{value}");
}

/// The value is read, and violates this alone.
#[track_caller]
pub(crate) fn violates<T: Payload>(value: &Value, pointer: &str, keyword: &str) {
    violates_all::<T>(value, &[(pointer, keyword)]);
}

/// The value is read, and these are its violations, in whatever order.
#[track_caller]
pub(crate) fn violates_all<T: Payload>(value: &Value, expected: &[(&str, &str)]) {
    let mut expected: Vec<_> =
        expected.iter().map(|(pointer, keyword)| ((*pointer).to_owned(), (*keyword).to_owned())).collect();
    expected.sort();
    match fate::<T>(value) {
        Fate::Violated(mut found) => {
            found.sort();
            assert_eq!(found, expected, "{value}");
        }
        other => panic!("{value}: {other:?}, not {expected:?}"),
    }
}

/// The value cannot be read as a `T`.
#[track_caller]
pub(crate) fn refused<T: Payload>(value: &Value) {
    let fate = fate::<T>(value);
    assert!(matches!(fate, Fate::Refused(_)), "{value}: {fate:?}");
}
