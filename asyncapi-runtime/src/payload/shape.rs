//! Unions whose values are told apart by what they look like.

use std::fmt::Write as _;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::Serialize;
use serde_json::Value;

use super::attempts::Attempts;
use crate::validate::{At, Violations, report_several};

/// What a reason may add to an error: those of unions in unions would multiply.
const LONGEST_REASON: usize = 300;

/// One type that a union may hold.
#[derive(Debug)]
pub struct Variant<T> {
    /// Its name, for errors.
    pub name: &'static str,
    /// Reads it.
    pub read: fn(&Value) -> Result<T, serde_json::Error>,
}

/// The variants of a union.
pub trait Variants: Sized + 'static {
    /// The union's name, for errors.
    const NAME: &'static str;
    /// In the order in which they are tried.
    const VARIANTS: &'static [Variant<Self>];
}

/// A union whose variants have rules beyond their shape.
pub trait Union: Variants {
    /// Adds what the value violates of the rules of its variant.
    fn check_variant(&self, at: &At<'_>, out: &mut Violations);
}

/// Reads the first variant that the data fits in shape and rules, or else the first that it fits in shape: what it
/// violates is then for validation to say.
pub fn read_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    choose(&Value::deserialize(deserializer)?, false).map_err(de::Error::custom)
}

/// As [`read_union`], for `oneOf`: data that several variants fit in shape and rules is an error. It can only be told
/// from the data: a variant that has been read has lost what the others would be known by.
pub fn read_only_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    choose(&Value::deserialize(deserializer)?, true).map_err(de::Error::custom)
}

fn choose<T: Union>(value: &Value, only: bool) -> Result<T, String> {
    let attempts = Attempts::begin(value);
    let mut valid = None;
    let mut invalid = None;
    let mut reasons = Vec::new();
    for variant in T::VARIANTS {
        if !attempts.take() {
            break;
        }
        match (variant.read)(value) {
            Ok(read) if is_valid(&read) => match &valid {
                None if !only => return Ok(read),
                None => valid = Some((variant.name, read)),
                Some((first, _)) => return Err(several_fit(T::NAME, first, variant.name)),
            },
            Ok(read) => invalid = invalid.or(Some(read)),
            Err(error) => reasons.push((variant.name, error.to_string())),
        }
    }
    if Attempts::exhausted() {
        return Err(format!("`{}` can be read in too many ways to try them all", T::NAME));
    }
    valid.map(|(_, read)| read).or(invalid).ok_or_else(|| nothing_fits(T::NAME, &reasons))
}

#[cold]
fn several_fit(name: &str, first: &str, second: &str) -> String {
    format!("two variants of `{name}` fit, where only one may: `{first}` and `{second}`")
}

fn is_valid<T: Union>(value: &T) -> bool {
    let mut violations = Violations::default();
    value.check_variant(&At::ROOT, &mut violations);
    violations.is_empty()
}

#[cold]
fn nothing_fits(name: &str, reasons: &[(&str, String)]) -> String {
    let mut text = format!("no variant of `{name}` fits");
    for (at, (variant, reason)) in reasons.iter().enumerate() {
        let cut = reason.char_indices().nth(LONGEST_REASON).map_or(reason.len(), |(cut, _)| cut);
        let dots = if cut < reason.len() { "…" } else { "" };
        let separator = if at == 0 { ": " } else { "; " };
        let _ = write!(text, "{separator}`{variant}`: {}{dots}", &reason[..cut]);
    }
    text
}

/// Adds a violation if the value fits more than one variant in shape and rules: what `oneOf` forbids.
///
/// Whether unions inside a variant have the same doubt is not asked while that variant is tried: the question would be
/// asked again for each of the unions around them, twice as often with each level.
pub fn only_one<T: Union + Serialize>(value: &T, at: &At<'_>, out: &mut Violations) {
    if Attempts::running() {
        return;
    }
    // A value that JSON cannot hold is another rule's.
    let Ok(json) = serde_json::to_value(value) else { return };
    let names = fitting::<T>(&json);
    if names.len() > 1 {
        report_several(&json, &names, at, out);
    }
}

/// The names of the variants that the value fits in shape and rules.
fn fitting<T: Union>(value: &Value) -> Vec<&'static str> {
    let attempts = Attempts::begin(value);
    let fits = |variant: &&Variant<T>| {
        // Where there are too many ways to try them all, none is the only one.
        !attempts.take() || (variant.read)(value).is_ok_and(|read| is_valid(&read)) || Attempts::exhausted()
    };
    T::VARIANTS.iter().filter(fits).map(|variant| variant.name).collect()
}
