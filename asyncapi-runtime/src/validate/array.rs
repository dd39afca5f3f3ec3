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
    out.report(at, keyword, Limit::Shown(&limit), value);
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
    out.report(at, "contains", Limit::Text(""), value);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::validate::number::{Num, minimum};
    use crate::validate::testing::{fine, one, told};

    fn positive(number: &Value, at: &At<'_>, out: &mut Violations) {
        minimum(number, Num::I(1), at, out);
    }

    #[test]
    fn counts() {
        assert!(fine(|at, out| min_items(&vec![1, 2], 2, at, out)));
        assert!(fine(|at, out| max_items(&json!([1, 2]), 2, at, out)));
        assert_eq!(
            told(|at, out| min_items(&BTreeSet::from([1, 2]), 3, at, out)),
            ["[1,2] has fewer items than minItems 3"]
        );
        assert_eq!(
            told(|at, out| max_items(&json!([1, 2]), 1, at, out)),
            ["[1,2] has more items than maxItems 1"]
        );
        assert_eq!(one(|at, out| min_items(&Some(vec![1]), 2, at, out)), ("minItems".into(), "2".into()));
        assert_eq!(one(|at, out| max_items(&Box::new(vec![1]), 0, at, out)), ("maxItems".into(), "0".into()));
    }

    #[test]
    fn each_item_has_its_place() {
        assert_eq!(
            told(|at, out| items(&json!([0, 1, -1, "a"]), at, out, positive)),
            ["`/a/0`: 0 is less than the minimum 1", "`/a/2`: -1 is less than the minimum 1"]
        );
        assert_eq!(
            told(|at, out| items(&vec![1_i64, 0], at, out, |item, at, out| minimum(
                item,
                Num::I(1),
                at,
                out
            ))),
            ["`/a/1`: 0 is less than the minimum 1"]
        );
    }

    #[test]
    fn positions() {
        let value = json!([0, 0, 0]);
        assert_eq!(told(|at, out| item(&value, 1, at, out, positive)).len(), 1);
        assert!(fine(|at, out| item(&value, 3, at, out, positive)));
        assert_eq!(
            told(|at, out| items_from(&value, 2, at, out, positive)),
            ["`/a/2`: 0 is less than the minimum 1"]
        );
        assert!(fine(|at, out| items_from(&value, 3, at, out, positive)));
        assert!(fine(|at, out| items_from(&value, 4, at, out, positive)));
    }

    #[test]
    fn one_item_is_enough_for_contains() {
        assert!(fine(|at, out| contains(&json!([0, 1]), at, out, positive)));
        assert_eq!(
            told(|at, out| contains(&json!([0, -1]), at, out, positive)),
            ["[0,-1] has no item that `contains` accepts"]
        );
        assert_eq!(
            one(|at, out| contains(&json!([]), at, out, positive)),
            ("contains".into(), String::new())
        );
    }

    #[test]
    fn other_types_are_ignored() {
        for value in [json!(null), json!(true), json!(0), json!("ab"), json!({ "0": 0 })] {
            assert!(fine(|at, out| min_items(&value, 9, at, out)));
            assert!(fine(|at, out| max_items(&value, 0, at, out)));
            assert!(fine(|at, out| items(&value, at, out, positive)));
            assert!(fine(|at, out| item(&value, 0, at, out, positive)));
            assert!(fine(|at, out| contains(&value, at, out, positive)));
        }
        assert!(fine(|at, out| min_items(&"ab".to_owned(), 9, at, out)));
        assert!(fine(|at, out| min_items(&1, 9, at, out)));
        assert!(fine(|at, out| min_items(&None::<Vec<i64>>, 9, at, out)));
    }
}
