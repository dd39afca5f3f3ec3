//! Keywords that combine schemas: `anyOf`, `oneOf`, `not`, `if`, and the schema `false`.

use std::any::Any;
use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::json::to_value;
use super::shown::{Shown, cut};
use super::violations::{Limit, Violations};

/// One alternative of `anyOf` and `oneOf`.
type Alternative = fn(&Value, &At<'_>, &mut Violations);

/// The keyword `anyOf`. Its violation says how each alternative failed.
#[inline]
pub fn any_of<T: Serialize + 'static>(
    value: &T,
    alternatives: &[Alternative],
    at: &At<'_>,
    out: &mut Violations,
) {
    with_value(value, &|| to_value(value), &mut |value| any_of_value(value, alternatives, at, out));
}

/// The keyword `oneOf`. Its violation says how each alternative failed, or which do not.
#[inline]
pub fn one_of<T: Serialize + 'static>(
    value: &T,
    alternatives: &[Alternative],
    at: &At<'_>,
    out: &mut Violations,
) {
    with_value(value, &|| to_value(value), &mut |value| one_of_value(value, alternatives, at, out));
}

fn with_value(value: &dyn Any, to_value: &dyn Fn() -> Value, then: &mut dyn FnMut(&Value)) {
    match value.downcast_ref() {
        Some(value) => then(value),
        None => then(&to_value()),
    }
}

fn any_of_value(value: &Value, alternatives: &[Alternative], at: &At<'_>, out: &mut Violations) {
    if !alternatives.iter().any(|check| holds_at(value, at, check)) {
        report_none("anyOf", value, alternatives, at, out);
    }
}

fn one_of_value(value: &Value, alternatives: &[Alternative], at: &At<'_>, out: &mut Violations) {
    let mut accepting = (1_usize..).zip(alternatives).filter(|(_, check)| holds_at(value, at, *check));
    match (accepting.next(), accepting.next()) {
        (None, _) => report_none("oneOf", value, alternatives, at, out),
        (Some(_), None) => {}
        (Some((one, _)), Some((other, _))) => {
            out.report_with(
                at,
                "oneOf",
                Limit::Text(""),
                value,
                format_args!("of the alternatives {one} and {other}, where one alone may accept it"),
            );
        }
    }
}

/// The violation of `oneOf` by a value that several variants of an enum fit.
#[cold]
pub(crate) fn report_several(value: &Value, names: &[&str], at: &At<'_>, out: &mut Violations) {
    let names = names.join("`, `");
    out.report_with(
        at,
        "oneOf",
        Limit::Text(""),
        value,
        format_args!("of the alternatives `{names}`, where one alone may accept it"),
    );
}

/// Reports what no alternative accepts. The alternatives are asked once more, now for their violations: asking
/// for these in the first place would cost values that are accepted.
#[cold]
fn report_none(
    keyword: &'static str,
    value: &Value,
    alternatives: &[Alternative],
    at: &At<'_>,
    out: &mut Violations,
) {
    let mut detail = String::from("of none of the alternatives");
    // Where violations are only counted, this would be work for nothing, and doubled by each level of nesting.
    if out.keeps_more() {
        for (number, check) in (1_usize..).zip(alternatives) {
            let mut violations = Violations::default();
            check(value, at, &mut violations);
            let all: Vec<_> = violations.iter().map(ToString::to_string).collect();
            // Alternatives may nest: what each of them says has to have an end.
            let _ = write!(detail, "; {number}: {}", cut(all.join(", ")));
        }
    }
    out.report_with(at, keyword, Limit::Text(""), value, format_args!("{detail}"));
}

/// The keyword `not`.
#[inline]
pub fn not<V: Serialize>(
    value: &V,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V, &At<'_>, &mut Violations),
) {
    if holds_at(value, at, check) {
        report(value, "not", "", at, out);
    }
}

/// Whether a schema holds: the keyword `if`.
#[inline]
pub fn holds<V: ?Sized>(value: &V, check: impl Fn(&V, &At<'_>, &mut Violations)) -> bool {
    holds_at(value, &At::ROOT, check)
}

/// As [`holds`]; for callers that have a place at hand.
#[inline]
pub(super) fn holds_at<V: ?Sized>(
    value: &V,
    at: &At<'_>,
    check: impl Fn(&V, &At<'_>, &mut Violations),
) -> bool {
    let mut scratch = Violations::scratch();
    check(value, at, &mut scratch);
    scratch.is_empty()
}

/// The schema `false`.
#[inline]
pub fn never<V: Serialize>(value: &V, at: &At<'_>, out: &mut Violations) {
    report(value, "false", "false", at, out);
}

#[cold]
fn report(value: &dyn Shown, keyword: &'static str, limit: &'static str, at: &At<'_>, out: &mut Violations) {
    out.report(at, keyword, Limit::Text(limit), value);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::validate::number::{Num, maximum, minimum};
    use crate::validate::testing::{fine, one, told};
    use crate::validate::text::min_length;
    use crate::validate::types::{Types, is_type};

    fn text(value: &Value, at: &At<'_>, out: &mut Violations) {
        is_type(value, Types::STRING, at, out);
        min_length(value, 2, at, out);
    }

    fn small(value: &Value, at: &At<'_>, out: &mut Violations) {
        is_type(value, Types::NUMBER, at, out);
        maximum(value, Num::I(10), at, out);
    }

    fn large(value: &Value, at: &At<'_>, out: &mut Violations) {
        is_type(value, Types::NUMBER, at, out);
        minimum(value, Num::I(5), at, out);
    }

    const ALL: [Alternative; 3] = [text, small, large];

    #[test]
    fn any_of_takes_the_first_that_holds() {
        for value in [json!("ab"), json!(1), json!(7), json!(70)] {
            assert!(fine(|at, out| any_of(&value, &ALL, at, out)), "{value}");
        }
        assert!(fine(|at, out| any_of(&"ab".to_owned(), &ALL, at, out)));
        assert!(fine(|at, out| any_of(&7_i64, &ALL, at, out)));
        assert_eq!(
            told(|at, out| any_of(&json!("a"), &ALL, at, out)),
            ["\"a\" is of none of the alternatives; 1: \"a\" is shorter than minLength 2; \
              2: \"a\" is not of the type \"number\"; 3: \"a\" is not of the type \"number\""]
        );
        assert_eq!(one(|at, out| any_of(&json!(null), &ALL, at, out)), ("anyOf".into(), String::new()));
    }

    #[test]
    fn one_of_takes_just_one() {
        for value in [json!("ab"), json!(1), json!(70)] {
            assert!(fine(|at, out| one_of(&value, &ALL, at, out)), "{value}");
        }
        assert_eq!(
            told(|at, out| one_of(&7_i64, &ALL, at, out)),
            ["7 is of the alternatives 2 and 3, where one alone may accept it"]
        );
        assert_eq!(
            told(|at, out| one_of(&json!(12), &ALL[..2], at, out)),
            ["12 is of none of the alternatives; 1: 12 is not of the type \"string\"; \
              2: 12 is more than the maximum 10"]
        );
        assert_eq!(one(|at, out| one_of(&true, &ALL, at, out)), ("oneOf".into(), String::new()));
    }

    #[test]
    fn nested_alternatives_stay_small_and_quick() {
        fn nested(value: &Value, at: &At<'_>, out: &mut Violations) {
            match value.get(0) {
                Some(inner) => any_of(inner, &[nested, text], &at.item(0), out),
                None => never(value, at, out),
            }
        }
        // Asking twice at each level would not end.
        let value = (0..100).fold(json!(1), |inner, _| json!([inner]));
        let mut out = Violations::default();
        nested(&value, &At::ROOT, &mut out);
        assert_eq!(out.len(), 1);
        assert!(out.to_string().len() < 1000, "{out}");
    }

    #[test]
    fn not_is_the_opposite() {
        assert!(fine(|at, out| not(&json!(1), at, out, text)));
        assert_eq!(told(|at, out| not(&json!("ab"), at, out, text)), ["\"ab\" is what `not` excludes"]);
        assert_eq!(one(|at, out| not(&7_i64, at, out, |_, _, _| {})), ("not".into(), String::new()));
    }

    #[test]
    fn holds_reports_nothing() {
        assert!(holds(&json!("ab"), text));
        assert!(!holds(&json!("a"), text));
        assert!(holds("a", |text: &str, at, out| min_length(text, 1, at, out)));
    }

    #[test]
    fn false_allows_nothing() {
        assert_eq!(told(|at, out| never(&json!([1]), at, out)), ["[1] is not allowed here"]);
        assert_eq!(one(|at, out| never(&1_i64, at, out)), ("false".into(), "false".into()));
    }
}
