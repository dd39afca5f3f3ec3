//! Keywords of arrays: `minItems`, `maxItems`, `items`, `additionalItems` and `contains`.

use serde::Serialize;

use super::at::At;
use super::combine::holds_at;
use super::instance::Items;
use super::shown::Shown;
use super::violations::{Limit, Violations};

/// The keyword `minItems`.
#[inline]
pub fn min_items<V: Items + Serialize>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if value.items().is_some_and(|items| (items.len() as u64) < limit) {
        report_count(value, "minItems", limit, at, out);
    }
}

/// The keyword `maxItems`.
#[inline]
pub fn max_items<V: Items + Serialize>(value: &V, limit: u64, at: &At<'_>, out: &mut Violations) {
    if value.items().is_some_and(|items| items.len() as u64 > limit) {
        report_count(value, "maxItems", limit, at, out);
    }
}

/// Reports a size that is out of bounds.
#[cold]
pub(super) fn report_count(
    value: &dyn Shown,
    keyword: &'static str,
    limit: u64,
    at: &At<'_>,
    out: &mut Violations,
) {
    out.report(at, keyword, Limit::Format(format_args!("{limit}")), value, format_args!(""));
}

/// The keyword `items` with one schema.
#[inline]
pub fn items<V: Items + ?Sized>(
    value: &V,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Item, &At<'_>, &mut Violations),
) {
    items_from(value, 0, at, out, check);
}

/// The keyword `items` with a schema for the item at `index`.
#[inline]
pub fn item<V: Items + ?Sized>(
    value: &V,
    index: usize,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Item, &At<'_>, &mut Violations),
) {
    if let Some(item) = value.items().and_then(|mut items| items.nth(index)) {
        check(item, &at.item(index), out);
    }
}

/// The keyword `additionalItems`: the items from `index` on.
#[inline]
pub fn items_from<V: Items + ?Sized>(
    value: &V,
    index: usize,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Item, &At<'_>, &mut Violations),
) {
    if let Some(items) = value.items() {
        for (index, item) in items.enumerate().skip(index) {
            check(item, &at.item(index), out);
        }
    }
}

/// The keyword `contains`: an item without violations.
#[inline]
pub fn contains<V: Items + Serialize>(
    value: &V,
    at: &At<'_>,
    out: &mut Violations,
    check: impl Fn(&V::Item, &At<'_>, &mut Violations),
) {
    if let Some(mut items) = value.items() {
        if !items.any(|item| holds_at(item, at, &check)) {
            report_contains(value, at, out);
        }
    }
}

#[cold]
fn report_contains(value: &dyn Shown, at: &At<'_>, out: &mut Violations) {
    out.report(at, "contains", Limit::Text(""), value, format_args!(""));
}
