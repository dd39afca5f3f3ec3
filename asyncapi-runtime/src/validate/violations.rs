//! [`Violations`]: everything that is wrong with a value.

use std::borrow::Cow;
use std::fmt;
use std::slice;

use super::at::At;
use super::shown::{Shown, cut};
use crate::printable::Printable;

/// How many violations are kept.
const KEPT: usize = 100;

/// What a value violates: at least one [`Violation`], in the order of the checks.
///
/// At most 100 of them are kept; the rest is counted, see [`omitted`](Self::omitted).
///
/// ```
/// use asyncapi_runtime::Validate;
///
/// let violations = vec![1.5, f64::NAN, f64::INFINITY].validate().unwrap_err();
/// assert_eq!(violations.len(), 2);
/// for violation in &violations {
///     println!("{violation}");
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations {
    kept: Vec<Violation>,
    omitted: usize,
    /// Only counts: for schemas that need not hold, such as those under `not` and `if`.
    scratch: bool,
}

impl Violations {
    /// Takes no violation down, only whether there is any.
    pub(super) fn scratch() -> Self {
        Self { scratch: true, ..Self::default() }
    }

    /// Whether the next violation is kept, and worth a text.
    pub(super) fn keeps_more(&self) -> bool {
        !self.scratch && self.kept.len() < KEPT
    }

    /// The violations that are kept, in the order of the checks.
    pub fn iter(&self) -> slice::Iter<'_, Violation> {
        self.kept.iter()
    }

    /// How many violations are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether nothing is violated: never so for what [`validate`](super::Validate::validate) returns.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.omitted == 0
    }

    /// How many violations there are beyond those that are kept.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Nothing, or the violations there are.
    #[doc(hidden)]
    #[inline]
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Adds a violation.
    #[cold]
    pub(super) fn report(&mut self, at: &At<'_>, keyword: &'static str, limit: Limit<'_>, value: &dyn Shown) {
        self.report_with(at, keyword, limit, value, format_args!(""));
    }

    /// Adds a violation that keyword, limit and value do not tell all of.
    #[cold]
    pub(super) fn report_with(
        &mut self,
        at: &At<'_>,
        keyword: &'static str,
        limit: Limit<'_>,
        value: &dyn Shown,
        detail: fmt::Arguments<'_>,
    ) {
        if !self.keeps_more() {
            self.omitted += 1;
            return;
        }
        self.kept.push(Violation {
            pointer: at.pointer(),
            keyword,
            limit: match limit {
                Limit::Text(text) => Cow::Borrowed(text),
                Limit::Shown(limit) => Cow::Owned(limit.to_string()),
            },
            value: value.shown(),
            detail: detail.to_string(),
        });
    }
}

/// What a keyword asks for; written out only if the violation is kept.
#[derive(Clone, Copy)]
pub(super) enum Limit<'a> {
    /// JSON.
    Text(&'static str),
    /// Displayed as JSON.
    Shown(&'a dyn fmt::Display),
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One violation a line.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.iter().enumerate() {
            write!(f, "{}{violation}", if index == 0 { "" } else { "\n" })?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\nand {omitted} more"),
        }
    }
}

impl std::error::Error for Violations {}

/// One keyword of the schema that a part of the value violates.
///
/// ```
/// use asyncapi_runtime::Validate;
///
/// let violations = vec![1.5, f64::NAN].validate().unwrap_err();
/// let violation = violations.iter().next().unwrap();
/// assert_eq!(violation.pointer(), "/1");
/// assert_eq!(violation.keyword(), "type");
/// assert_eq!(violation.limit(), "\"number\"");
/// assert_eq!(violation.value(), "NaN");
/// assert_eq!(violation.to_string(), "`/1`: NaN is not of the type \"number\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    pointer: String,
    keyword: &'static str,
    limit: Cow<'static, str>,
    value: String,
    /// What else there is to say; may be empty.
    detail: String,
}

impl Violation {
    /// The place of the part, as a JSON pointer: empty for the whole value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of JSON Schema: `minLength`, `required` and so on; `false` for a schema that allows nothing.
    pub fn keyword(&self) -> &str {
        self.keyword
    }

    /// What the keyword asks for, as JSON: `3`, `"uuid"`. For `required` it is the name of the property that
    /// lacks. Empty for keywords that hold schemas.
    pub fn limit(&self) -> &str {
        &self.limit
    }

    /// The part, as JSON: cut after 120 characters. `NaN` and the infinities, which JSON does not have, stand as
    /// they are.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}`: ", Printable(&self.pointer))?;
        }
        let limit = cut(self.limit.clone().into_owned());
        let (value, limit, detail) = (Printable(&self.value), Printable(&limit), Printable(&self.detail));
        match self.keyword {
            "type" => write!(f, "{value} is not of the type {limit}"),
            "minLength" => write!(f, "{value} is shorter than minLength {limit}"),
            "maxLength" => write!(f, "{value} is longer than maxLength {limit}"),
            "pattern" => write!(f, "{value} does not match the pattern {limit}"),
            "format" => write!(f, "{value} is not of the format {limit}"),
            "minimum" => write!(f, "{value} is less than the minimum {limit}"),
            "maximum" => write!(f, "{value} is more than the maximum {limit}"),
            "exclusiveMinimum" => write!(f, "{value} is not more than the exclusiveMinimum {limit}"),
            "exclusiveMaximum" => write!(f, "{value} is not less than the exclusiveMaximum {limit}"),
            "multipleOf" => write!(f, "{value} is not a multiple of {limit}"),
            "minItems" => write!(f, "{value} has fewer items than minItems {limit}"),
            "maxItems" => write!(f, "{value} has more items than maxItems {limit}"),
            "uniqueItems" => write!(f, "{value} has equal items, {detail}"),
            "contains" => write!(f, "{value} has no item that `contains` accepts"),
            "minProperties" => write!(f, "{value} has fewer properties than minProperties {limit}"),
            "maxProperties" => write!(f, "{value} has more properties than maxProperties {limit}"),
            "required" => write!(f, "{value} lacks the property {limit}"),
            "dependencies" => write!(f, "{value} lacks a property that another one asks for: {limit}"),
            "const" => write!(f, "{value} is not {limit}"),
            "enum" => write!(f, "{value} is none of {limit}"),
            "false" => write!(f, "{value} is not allowed here"),
            "not" => write!(f, "{value} is what `not` excludes"),
            "anyOf" | "oneOf" => write!(f, "{value} is {detail}"),
            keyword => write!(f, "{value} violates {keyword} {limit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(count: usize) -> Violations {
        let mut out = Violations::default();
        for index in 0..count {
            let at = At::ROOT.item(index);
            out.report(&at, "minimum", Limit::Shown(&7), &index);
        }
        out
    }

    #[test]
    fn a_violation_tells_where_what_and_why() {
        let violations = violations(1);
        let violation = violations.iter().next().unwrap();
        assert_eq!(violation.pointer(), "/0");
        assert_eq!(violation.keyword(), "minimum");
        assert_eq!(violation.limit(), "7");
        assert_eq!(violation.value(), "0");
        assert_eq!(violation.to_string(), "`/0`: 0 is less than the minimum 7");
    }

    #[test]
    fn one_a_line() {
        assert_eq!(
            violations(2).to_string(),
            "`/0`: 0 is less than the minimum 7\n`/1`: 1 is less than the minimum 7"
        );
    }

    #[test]
    fn no_more_than_a_hundred_are_kept() {
        let exactly = violations(100);
        assert_eq!((exactly.len(), exactly.omitted()), (100, 0));
        let more = violations(123);
        assert_eq!((more.len(), more.omitted(), more.iter().count()), (100, 23, 100));
        assert!(more.to_string().ends_with("\n`/99`: 99 is less than the minimum 7\nand 23 more"));
        assert_eq!(more.clone(), more);
        assert_eq!(more.into_result().unwrap_err().len(), 100);
    }

    #[test]
    fn a_scratch_only_counts() {
        let mut out = Violations::scratch();
        assert!(out.is_empty());
        out.report(&At::ROOT, "minimum", Limit::Text("1"), &0);
        assert!(!out.is_empty());
        assert_eq!(out.len(), 0);
    }

    #[test]
    fn what_came_from_outside_is_printable() {
        let mut out = Violations::default();
        let at = At::ROOT.property("a\u{1b}[31m");
        out.report(&at, "const", Limit::Text("1"), &"\u{85}\n");
        assert_eq!(out.to_string(), r#"`/a\u{1b}[31m`: "\u{85}\n" is not 1"#);
    }

    #[test]
    fn a_long_limit_is_cut_in_the_text_only() {
        let mut out = Violations::default();
        let limit = format!("[{}0]", "0,".repeat(1000));
        out.report(&At::ROOT, "enum", Limit::Shown(&limit), &1);
        assert_eq!(out.iter().next().unwrap().limit(), limit);
        assert_eq!(out.to_string(), format!("1 is none of {}…", &limit[..120]));
    }
}
