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
    out.report(at, keyword, Limit::Format(format_args!("{limit}")), &text, format_args!(""));
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
    out.report(at, "pattern", Limit::Format(format_args!("{}", Quoted(source))), &text, format_args!(""));
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
    let limit = format_args!("\"{}\"", format.as_str());
    out.report(at, "format", Limit::Format(limit), &text, format_args!(""));
}
