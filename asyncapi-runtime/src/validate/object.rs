//! Keywords of objects.

use serde::Serialize;

use super::array::report_count;
use super::at::At;
use super::instance::Entries;
use super::pattern::Pattern;
use super::shown::{Quoted, Shown};
use super::violations::{Limit, Violations};

/// The keyword `minProperties`.
#[inline]
pub fn min_properties<V: Entries + Serialize>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if value.entries().is_some_and(|entries| (entries.len() as u64) < limit) {
        report_count(value, "minProperties", limit, at, out);
    }
}

/// The keyword `maxProperties`.
#[inline]
pub fn max_properties<V: Entries + Serialize>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if value.entries().is_some_and(|entries| entries.len() as u64 > limit) {
        report_count(value, "maxProperties", limit, at, out);
    }
}

/// The keyword `propertyNames`. What is wrong with a name stands at the place of the object.
#[inline]
pub fn property_names<V: Entries + ?Sized>(
    value: &V,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&str, &At<'_>, &mut Violations),
) {
    if let Some(entries) = value.entries() {
        for (name, _) in entries {
            check(name, at, out);
        }
    }
}

/// The keyword `required`.
#[inline]
pub fn required<V: Entries + Serialize>(value: &V, names: &[&str], at: &At<'_>, out: &mut Violations) {
    if value.entries().is_some() {
        for name in names {
            if value.entry(name).is_none() {
                report_required(value, name, at, out);
            }
        }
    }
}

#[cold]
fn report_required(value: &dyn Shown, name: &str, at: &At<'_>, out: &mut Violations) {
    out.report(at, "required", Limit::Shown(&Quoted(name)), value);
}

/// The keyword `properties`: one of them, if it is there.
#[inline]
pub fn property<V: Entries + ?Sized>(
    value: &V,
    name: &str,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Value, &At<'_>, &mut Violations),
) {
    if let Some(entry) = value.entry(name) {
        check(entry, &at.property(name), out);
    }
}

/// The keyword `additionalProperties` where it stands alone: every property.
#[inline]
pub fn values<V: Entries + ?Sized>(
    value: &V,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Value, &At<'_>, &mut Violations),
) {
    if let Some(entries) = value.entries() {
        for (name, entry) in entries {
            check(entry, &at.property(name), out);
        }
    }
}

/// The keyword `patternProperties`: the properties with a name that matches one pattern.
#[inline]
pub fn pattern_properties<V: Entries + ?Sized>(
    value: &V,
    pattern: &Pattern,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Value, &At<'_>, &mut Violations),
) {
    if let Some(entries) = value.entries() {
        for (name, entry) in entries {
            if pattern.is_match(name) {
                check(entry, &at.property(name), out);
            }
        }
    }
}

/// The keyword `additionalProperties`: the properties that `properties` does not list and whose name matches no
/// pattern.
#[inline]
pub fn additional_properties<V: Entries + ?Sized>(
    value: &V,
    known: &[&str],
    patterns: &[Pattern],
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Value, &At<'_>, &mut Violations),
) {
    if let Some(entries) = value.entries() {
        for (name, entry) in entries {
            if is_additional(name, known, patterns) {
                check(entry, &at.property(name), out);
            }
        }
    }
}

fn is_additional(name: &str, known: &[&str], patterns: &[Pattern]) -> bool {
    !known.contains(&name) && !patterns.iter().any(|pattern| pattern.is_match(name))
}

/// The keyword `dependencies` with a schema: for the whole object if it has the property.
#[inline]
pub fn dependency<V: Entries + ?Sized>(
    value: &V,
    name: &str,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V, &At<'_>, &mut Violations),
) {
    if value.entry(name).is_some() {
        check(value, at, out);
    }
}

/// The keyword `dependencies` with names: those of the properties to have with the property.
#[inline]
pub fn dependent_required<V: Entries + Serialize>(
    value: &V,
    name: &str,
    names: &[&str],
    at: &At<'_>,
    out: &mut Violations,
) {
    if value.entry(name).is_some() {
        for needed in names {
            if value.entry(needed).is_none() {
                report_dependency(value, name, needed, at, out);
            }
        }
    }
}

#[cold]
fn report_dependency(value: &dyn Shown, name: &str, needed: &str, at: &At<'_>, out: &mut Violations) {
    out.report(
        at,
        "dependencies",
        Limit::Shown(&format_args!("{{{}:[{}]}}", Quoted(name), Quoted(needed))),
        value,
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;
    use crate::validate::number::{Num, minimum};
    use crate::validate::testing::{fine, one, told};
    use crate::validate::text::max_length;

    fn positive(number: &Value, at: &At<'_>, out: &mut Violations) {
        minimum(number, Num::I(1), at, out);
    }

    fn typed(names: &[&str]) -> BTreeMap<String, i64> {
        names.iter().map(|name| ((*name).to_owned(), 0)).collect()
    }

    #[test]
    fn counts() {
        assert!(fine(|at, out| min_properties(&typed(&["x", "y"]), 2, at, out)));
        assert!(fine(|at, out| max_properties(&json!({ "x": 1 }), 1, at, out)));
        assert_eq!(
            told(|at, out| min_properties(&typed(&["x"]), 2, at, out)),
            [r#"{"x":0} has fewer properties than minProperties 2"#]
        );
        assert_eq!(
            told(|at, out| max_properties(&json!({ "x": 0 }), 0, at, out)),
            [r#"{"x":0} has more properties than maxProperties 0"#]
        );
        assert_eq!(
            one(|at, out| min_properties(&json!({}), 1, at, out)),
            ("minProperties".into(), "1".into())
        );
        assert_eq!(
            one(|at, out| max_properties(&json!({ "": 1 }), 0, at, out)),
            ("maxProperties".into(), "0".into())
        );
    }

    #[test]
    fn names_are_told_of_at_the_object() {
        let short = |name: &str, at: &At<'_>, out: &mut Violations| max_length(name, 1, at, out);
        assert_eq!(
            told(|at, out| property_names(&json!({ "x": 1, "yy": 2 }), at, out, short)),
            ["\"yy\" is longer than maxLength 1"]
        );
        assert_eq!(told(|at, out| property_names(&typed(&["x", "yy"]), at, out, short)).len(), 1);
    }

    #[test]
    fn each_missing_property_is_a_violation() {
        let names = ["x", "y", "a\"b"];
        assert_eq!(
            told(|at, out| required(&json!({ "x": null }), &names, at, out)),
            [r#"{"x":null} lacks the property "y""#, r#"{"x":null} lacks the property "a\"b""#]
        );
        assert!(fine(|at, out| required(&typed(&names), &names, at, out)));
        assert_eq!(
            one(|at, out| required(&typed(&[]), &["x"], at, out)),
            ("required".into(), "\"x\"".into())
        );
    }

    #[test]
    fn properties_have_their_places() {
        let value = json!({ "x": 0, "y": 0, "a/b": 0 });
        assert_eq!(
            told(|at, out| property(&value, "a/b", at, out, positive)),
            ["`/a/a~1b`: 0 is less than the minimum 1"]
        );
        assert!(fine(|at, out| property(&value, "z", at, out, positive)));
        assert_eq!(told(|at, out| values(&value, at, out, positive)).len(), 3);
        assert_eq!(
            told(|at, out| pattern_properties(&value, &Pattern::letter("y"), at, out, positive)),
            ["`/a/y`: 0 is less than the minimum 1"]
        );
        assert_eq!(
            told(|at, out| additional_properties(&value, &["x"], &[Pattern::letter("b")], at, out, positive)),
            ["`/a/y`: 0 is less than the minimum 1"]
        );
        let zero = |number: &i64, at: &At<'_>, out: &mut Violations| minimum(number, Num::I(1), at, out);
        assert_eq!(told(|at, out| values(&typed(&["x", "y"]), at, out, zero)).len(), 2);
        assert_eq!(told(|at, out| property(&typed(&["x"]), "x", at, out, zero)).len(), 1);
    }

    #[test]
    fn dependencies_ask_where_the_property_is() {
        let value = json!({ "x": 0 });
        let check = |whole: &Value, at: &At<'_>, out: &mut Violations| max_properties(whole, 0, at, out);
        assert_eq!(told(|at, out| dependency(&value, "x", at, out, check)).len(), 1);
        assert!(fine(|at, out| dependency(&value, "y", at, out, check)));
        assert_eq!(
            told(|at, out| dependent_required(&value, "x", &["x", "y"], at, out)),
            [r#"{"x":0} lacks a property that another one asks for: {"x":["y"]}"#]
        );
        assert!(fine(|at, out| dependent_required(&value, "y", &["z"], at, out)));
        assert_eq!(
            one(|at, out| dependent_required(&typed(&["x"]), "x", &["y"], at, out)),
            ("dependencies".into(), r#"{"x":["y"]}"#.into())
        );
    }

    #[test]
    fn other_types_are_ignored() {
        let never = |_: &str, at: &At<'_>, out: &mut Violations| max_length("x", 0, at, out);
        for value in [json!(null), json!(true), json!(0), json!("x"), json!(["x", 0])] {
            assert!(fine(|at, out| min_properties(&value, 9, at, out)));
            assert!(fine(|at, out| max_properties(&value, 0, at, out)));
            assert!(fine(|at, out| required(&value, &["x"], at, out)));
            assert!(fine(|at, out| property_names(&value, at, out, never)));
            assert!(fine(|at, out| values(&value, at, out, positive)));
            assert!(fine(|at, out| property(&value, "x", at, out, positive)));
            assert!(fine(|at, out| additional_properties(&value, &[], &[], at, out, positive)));
            assert!(fine(|at, out| dependent_required(&value, "x", &["y"], at, out)));
        }
        assert!(fine(|at, out| required(&vec![1], &["x"], at, out)));
        assert!(fine(|at, out| min_properties(&String::new(), 1, at, out)));
        assert!(fine(|at, out| required(&None::<BTreeMap<String, i64>>, &["x"], at, out)));
    }
}
