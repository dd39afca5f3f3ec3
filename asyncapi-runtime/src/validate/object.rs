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
    out.report(at, "required", Limit::Format(format_args!("{}", Quoted(name))), value, format_args!(""));
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
    let limit = Limit::Format(format_args!("{{{}:[{}]}}", Quoted(name), Quoted(needed)));
    out.report(at, "dependencies", limit, value, format_args!(""));
}
