//! The keyword `uniqueItems`.

use std::hash::RandomState;

use serde::Serialize;
use serde_json::Value;

use super::at::At;
use super::instance::Items;
use super::json::{Seen, to_value};
use super::shown::Shown;
use super::violations::{Limit, Violations};

/// Up to so many items each is compared with each, on the stack.
const SHORT: usize = 16;

/// The keyword `uniqueItems`.
#[inline]
pub fn unique_items<V>(value: &V, at: &At<'_>, out: &mut Violations)
where
    V: Items<Item: Serialize + 'static> + Serialize,
{
    if let Some(items) = value.items() {
        if items.len() > 1 {
            if let Some((one, other)) = equal_items(items) {
                report(value, one, other, at, out);
            }
        }
    }
}

fn equal_items<'a, T: Serialize + 'static>(
    items: impl ExactSizeIterator<Item = &'a T> + Clone,
) -> Option<(usize, usize)> {
    if items.len() > SHORT {
        // One type is the same for all of them: either each is seen, or none is.
        let seen: Vec<_> = items.clone().map_while(|item| Seen::of(item)).collect();
        if seen.len() == items.len() {
            return equal_of_many(&seen);
        }
    } else {
        let mut seen = [Seen::Null; SHORT];
        let mut len = 0;
        for (place, view) in seen.iter_mut().zip(items.clone().map_while(|item| Seen::of(item))) {
            *place = view;
            len += 1;
        }
        if len == items.len() {
            return equal_of_few(&seen[..len]);
        }
    }
    equal_values(&items.map(to_value).collect::<Vec<_>>())
}

fn equal_values(values: &[Value]) -> Option<(usize, usize)> {
    let seen: Vec<_> = values.iter().map(Seen::from).collect();
    if seen.len() > SHORT { equal_of_many(&seen) } else { equal_of_few(&seen) }
}

fn equal_of_few(items: &[Seen<'_>]) -> Option<(usize, usize)> {
    items.iter().enumerate().find_map(|(index, item)| {
        let earlier = items[..index].iter().position(|earlier| earlier == item)?;
        Some((earlier, index))
    })
}

/// Only items with one hash are compared. The hashes are seeded, so that data cannot be made for many to share one.
fn equal_of_many(items: &[Seen<'_>]) -> Option<(usize, usize)> {
    let state = RandomState::new();
    let mut hashes: Vec<_> =
        items.iter().enumerate().map(|(index, item)| (item.hash(&state), index)).collect();
    hashes.sort_unstable();
    hashes.chunk_by(|one, other| one.0 == other.0).find_map(|equal| {
        equal.iter().enumerate().find_map(|(at, &(_, index))| {
            let earlier = equal[..at].iter().find(|&&(_, earlier)| items[earlier] == items[index])?;
            Some((earlier.1, index))
        })
    })
}

#[cold]
fn report(value: &dyn Shown, one: usize, other: usize, at: &At<'_>, out: &mut Violations) {
    out.report_with(at, "uniqueItems", Limit::Text("true"), value, format_args!("at {one} and {other}"));
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::json;

    use super::*;
    use crate::validate::testing::{fine, told};

    fn is_unique<V: Items<Item: Serialize + 'static> + Serialize>(value: &V) -> bool {
        fine(|at, out| unique_items(value, at, out))
    }

    /// The items behind enough others for the array to be a long one.
    fn long(items: &Value) -> Value {
        let others = (0..100).map(|number| json!({ "number": number }));
        others.chain(items.as_array().into_iter().flatten().cloned()).collect()
    }

    #[test]
    fn equality_is_that_of_json() {
        for items in [
            json!([]),
            json!([1]),
            json!([1, 2, -1, 1.5, u64::MAX, i64::MIN, 1e300]),
            json!([0, false, "", null, [], {}, [[]], [{}]]),
            json!([1, true, "1", [1], [true], { "a": 1 }, { "a": true }]),
            json!([[1, 2], [2, 1], [1], [1, 2, 3]]),
            json!([{ "a": 1 }, { "a": 2 }, { "b": 1 }, { "a": 1, "b": 1 }, { "a": { "a": 1 } }]),
            json!(["a", "A", "a ", "\u{e9}", "e\u{301}"]),
            json!([
                9_007_199_254_740_993_i64,
                9_007_199_254_740_992.0,
                18_446_744_073_709_551_616.0,
                u64::MAX
            ]),
        ] {
            assert!(is_unique(&items), "{items}");
            assert!(is_unique(&long(&items)), "{items}");
        }
        for items in [
            json!([1, 2, 1]),
            json!([1, 1.0]),
            json!([0, -0.0]),
            json!([1.5, 1.5]),
            json!([u64::MAX, 0, u64::MAX]),
            json!(["a", "b", "a"]),
            json!([null, null]),
            json!([[1, [2.0]], [1.0, [2]]]),
            json!([{ "a": 1, "b": { "c": 1, "d": 2 } }, { "b": { "d": 2.0, "c": 1 }, "a": 1 }]),
            json!([{}, {}]),
            json!([1e300, 1e300]),
        ] {
            assert!(!is_unique(&items), "{items}");
            assert!(!is_unique(&long(&items)), "{items}");
        }
    }

    #[test]
    fn typed_items() {
        assert!(is_unique(&vec![1_i64, 2]) && !is_unique(&vec![1_i64, 1]));
        assert!(is_unique(&vec!["a".to_owned(), "b".to_owned()]));
        assert!(!is_unique(&vec!["a".to_owned(), "a".to_owned()]));
        assert!(!is_unique(&vec![0.0, -0.0]) && !is_unique(&vec![true, true]));
        assert!(!is_unique(&vec![Some(1), None, Some(1)]) && is_unique(&vec![Some(1), None]));
        assert!(!is_unique(&vec![vec![1], vec![1]]));
        assert!(!is_unique(&vec![BTreeMap::from([("a".to_owned(), 1.0)]); 2]));
        assert!(is_unique(&BTreeSet::from([1, 2])));
        assert!(is_unique(&(0..1000_i64).collect::<Vec<_>>()));
        assert!(!is_unique(&(0..1000_i64).chain([500]).collect::<Vec<_>>()));
        assert!(is_unique(&(0..1000_i64).map(Some).collect::<Vec<_>>()));
        assert!(!is_unique(&(0..1000_i64).chain([500]).map(Some).collect::<Vec<_>>()));
    }

    #[test]
    fn long_arrays_are_not_quadratic() {
        let items: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
        assert!(is_unique(&items));
    }

    #[test]
    fn other_types_are_ignored() {
        for value in [json!(null), json!(true), json!(0), json!("aa"), json!({ "a": 1, "b": 1 })] {
            assert!(is_unique(&value));
        }
        assert!(is_unique(&"aa".to_owned()) && is_unique(&None::<Vec<i64>>));
    }

    #[test]
    fn a_violation_says_which_are_equal() {
        assert_eq!(
            told(|at, out| unique_items(&json!([1, 2, 3, 2.0]), at, out)),
            ["[1,2,3,2.0] has equal items, at 1 and 3"]
        );
        let mut out = Violations::default();
        unique_items(&vec![1_i64; 1000], &At::ROOT, &mut out);
        assert!(out.to_string().ends_with("… has equal items, at 0 and 1"), "{out}");
        assert_eq!(out.iter().next().unwrap().limit(), "true");
    }
}
