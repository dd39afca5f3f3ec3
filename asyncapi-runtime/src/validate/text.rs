//! Keywords of texts: `minLength`, `maxLength`, `pattern` and `format`.

use super::at::At;
use super::format::Format;
use super::instance::Instance;
use super::pattern::Pattern;
use super::shown::Quoted;
use super::violations::{Limit, Violations};

/// The keyword `minLength`, in characters.
#[inline]
pub fn min_length<V: Instance + ?Sized>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if let Some(text) = value.as_text() {
        // A character has up to four bytes: with so many there is nothing to count.
        if text.len() as u64 / 4 < limit {
            min_length_of(text, limit, at, out);
        }
    }
}

fn min_length_of(text: &str, limit: u64, at: &At<'_>, out: &mut Violations) {
    if (text.len() as u64) < limit || (text.chars().count() as u64) < limit {
        report_length(text, "minLength", limit, at, out);
    }
}

/// The keyword `maxLength`, in characters.
#[inline]
pub fn max_length<V: Instance + ?Sized>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if let Some(text) = value.as_text() {
        if text.len() as u64 > limit {
            max_length_of(text, limit, at, out);
        }
    }
}

fn max_length_of(text: &str, limit: u64, at: &At<'_>, out: &mut Violations) {
    if text.len() as u64 / 4 > limit || text.chars().count() as u64 > limit {
        report_length(text, "maxLength", limit, at, out);
    }
}

#[cold]
fn report_length(text: &str, keyword: &'static str, limit: u64, at: &At<'_>, out: &mut Violations) {
    out.report(at, keyword, Limit::Shown(&limit), &text);
}

/// The keyword `pattern`: somewhere in the text.
#[inline]
pub fn pattern<V: Instance + ?Sized>(value: &V, pattern: &Pattern, at: &At<'_>, out: &mut Violations) {
    if let Some(text) = value.as_text() {
        if !pattern.is_match(text) {
            report_pattern(text, pattern.source(), at, out);
        }
    }
}

#[cold]
fn report_pattern(text: &str, source: &str, at: &At<'_>, out: &mut Violations) {
    out.report(at, "pattern", Limit::Shown(&Quoted(source)), &text);
}

/// The keyword `format`.
#[inline]
pub fn format<V: Instance + ?Sized>(value: &V, format: Format, at: &At<'_>, out: &mut Violations) {
    if let Some(text) = value.as_text() {
        if !format.is_valid(text) {
            report_format(text, format, at, out);
        }
    }
}

#[cold]
fn report_format(text: &str, format: Format, at: &At<'_>, out: &mut Violations) {
    out.report(at, "format", Limit::Shown(&Quoted(format.as_str())), &text);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::validate::testing::{fine, one, told};

    fn lengths(text: &str) -> (bool, bool, bool, bool) {
        let typed = (0..=4).map(|limit| {
            let typed = fine(|at, out| min_length(text, limit, at, out));
            assert_eq!(typed, fine(|at, out| min_length(&json!(text), limit, at, out)));
            typed
        });
        let least = typed.filter(|holds| *holds).count() - 1;
        let most = (0..=4).find(|limit| fine(|at, out| max_length(text, *limit, at, out))).unwrap_or(5);
        (least == 3, most == 3, least < 3, most > 3)
    }

    #[test]
    fn lengths_are_in_characters() {
        for text in ["abc", "ééé", "名名名", "😀😀😀", "a😀é", "e\u{301}a"] {
            assert_eq!(lengths(text), (true, true, false, false), "{text}");
        }
        assert_eq!(lengths(""), (false, false, true, false));
        let long = "é".repeat(1000);
        assert!(fine(|at, out| min_length(&long, 1000, at, out)));
        assert!(!fine(|at, out| min_length(&long, 1001, at, out)));
        assert!(fine(|at, out| max_length(&long, 1000, at, out)));
        assert!(!fine(|at, out| max_length(&long, 999, at, out)));
        assert!(!fine(|at, out| min_length("a", u64::MAX, at, out)));
        assert!(fine(|at, out| max_length("a", u64::MAX, at, out)));
    }

    #[test]
    fn other_types_are_ignored() {
        for value in [json!(null), json!(true), json!(1), json!([]), json!({})] {
            assert!(fine(|at, out| min_length(&value, 9, at, out)));
            assert!(fine(|at, out| max_length(&value, 0, at, out)));
            assert!(fine(|at, out| pattern(&value, &Pattern::letter("x"), at, out)));
            assert!(fine(|at, out| format(&value, Format::Uuid, at, out)));
        }
        assert!(fine(|at, out| min_length(&1, 9, at, out)));
        assert!(fine(|at, out| min_length(&Vec::<i64>::new(), 9, at, out)));
        assert!(fine(|at, out| min_length(&None::<String>, 9, at, out)));
    }

    #[test]
    fn violations_quote_text_and_limit() {
        assert_eq!(told(|at, out| min_length("ab", 3, at, out)), ["\"ab\" is shorter than minLength 3"]);
        assert_eq!(told(|at, out| max_length("ab", 1, at, out)), ["\"ab\" is longer than maxLength 1"]);
        assert_eq!(one(|at, out| min_length("ab", 3, at, out)), ("minLength".into(), "3".into()));
        assert_eq!(one(|at, out| max_length("ab", 1, at, out)), ("maxLength".into(), "1".into()));
        assert_eq!(
            told(|at, out| format(&Box::new("x".to_owned()), Format::DateTime, at, out)),
            ["\"x\" is not of the format \"date-time\""]
        );
        assert_eq!(one(|at, out| format("x", Format::Uri, at, out)), ("format".into(), "\"uri\"".into()));
    }

    #[test]
    fn a_pattern_is_searched() {
        assert!(fine(|at, out| pattern(&Some("abc".to_owned()), &Pattern::letter("b"), at, out)));
        assert!(fine(|at, out| pattern(&Value::from("abc"), &Pattern::letter("b"), at, out)));
        assert_eq!(
            told(|at, out| pattern("ac", &Pattern::letter("b"), at, out)),
            ["\"ac\" does not match the pattern \"b\""]
        );
    }
}
