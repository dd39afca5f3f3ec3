//! Unions whose values are told apart by what they look like.

use std::fmt::Write as _;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::Serialize;
use serde_json::Value;

use super::adapter::Adapter;
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

/// A value that a variant is to be read from.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a>(&'a Value);

impl<'a> Candidate<'a> {
    /// Of this value.
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The same, read by an adapter.
    pub fn by<B>(self) -> CandidateBy<'a, B> {
        CandidateBy(self.0, PhantomData)
    }

    /// Reads it.
    pub fn read<T: Deserialize<'a>>(self) -> Result<T, serde_json::Error> {
        T::deserialize(self.0)
    }
}

/// A [`Candidate`] that an adapter reads.
#[derive(Debug)]
pub struct CandidateBy<'a, B>(&'a Value, PhantomData<B>);

impl<'a, B: Adapter<'a>> CandidateBy<'a, B> {
    /// Reads it.
    pub fn read(self) -> Result<B::Value, serde_json::Error> {
        B::read(self.0)
    }
}

/// Reads the first variant that the data fits in shape and rules, or else the first that it fits in shape: what it
/// violates is then for validation to say.
pub fn read_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    choose(&Value::deserialize(deserializer)?).map_err(de::Error::custom)
}

/// As [`read_union`], for `oneOf`: data that several variants fit in shape and rules is an error. It can only be told
/// from the data: a variant that has been read has lost what the others would be known by.
pub fn read_only_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    match fitting::<T>(&value).as_slice() {
        [] | [_] => choose(&value).map_err(de::Error::custom),
        several => Err(de::Error::custom(format_args!(
            "several variants of `{}` fit, where only one may: `{}`",
            T::NAME,
            several.join("`, `")
        ))),
    }
}

/// The names of the variants that the value fits in shape and rules.
fn fitting<T: Union>(value: &Value) -> Vec<&'static str> {
    let fits = |variant: &&Variant<T>| (variant.read)(value).is_ok_and(|read| is_valid(&read));
    T::VARIANTS.iter().filter(fits).map(|variant| variant.name).collect()
}

fn choose<T: Union>(value: &Value) -> Result<T, String> {
    let mut invalid = None;
    let mut reasons = Vec::new();
    for variant in T::VARIANTS {
        match (variant.read)(value) {
            Ok(read) if is_valid(&read) => return Ok(read),
            Ok(read) => invalid = invalid.or(Some(read)),
            Err(error) => reasons.push((variant.name, error.to_string())),
        }
    }
    invalid.ok_or_else(|| nothing_fits(T::NAME, &reasons))
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
pub fn only_one<T: Union + Serialize>(value: &T, at: &At<'_>, out: &mut Violations) {
    // A value that JSON cannot hold is another rule's.
    let Ok(json) = serde_json::to_value(value) else { return };
    let names = fitting::<T>(&json);
    if names.len() > 1 {
        report_several(&json, &names, at, out);
    }
}
